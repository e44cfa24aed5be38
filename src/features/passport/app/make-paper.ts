import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { addMinutes, dayOf, err, failure, inForce, ok } from '#platform/prelude/index.ts'
import { command, type Scope } from '#platform/use-case.ts'
import { expiryOf, PAPER } from '../domain/extract.ts'
import { drawUp, issueExtract, saysTheSame, type Draft } from './draw-up.ts'
import { PAPER_TERM } from './policy.ts'
import type { Ports } from './ports.ts'

const DAY_MINUTES = 24 * 60

/**
 * Puts the whole passport on paper: an extract of everything, so that its link, its code and its file open what is
 * printed and no more. The same passport, printed again within some weeks, is the same paper with the same link.
 */
export const makePaper = (ports: Ports) =>
  command({
    name: 'passport.make-paper',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({}),
    async run(scope) {
      const { db, personId, now } = scope
      await ports.store.lockExtracts(db, personId)
      const drawn = await drawUp(ports, scope, {
        purpose: PAPER,
        reader: null,
        scope: { from: null, to: null, directions: null, list: true },
        expiresAt: expiryOf(dayOf(now), inForce(PAPER_TERM, dayOf(now)).value.days)
      })
      if (!drawn.ok) return drawn
      if (!drawn.value) return err(failure.conflict('passport-empty'))
      const earlier = await samePaper(ports, scope, drawn.value)
      const paper = earlier ? ok({ extractId: earlier }) : await issueExtract(ports, scope, drawn.value)
      if (paper.ok)
        scope.audit({
          action: 'passport.printed',
          subject: { kind: 'extract', id: paper.value.extractId },
          before: null,
          after: { again: earlier !== null }
        })
      return paper
    }
  })

/** The latest paper, when it says what a new one would and what was signed of it is good: a correction withdraws it. */
async function samePaper(
  { store, credentials }: Pick<Ports, 'store' | 'credentials'>,
  { db, personId, now }: Scope,
  draft: Draft
): Promise<string | null> {
  const { daysSame } = inForce(PAPER_TERM, dayOf(now)).value
  const latest = await store.latestPaper(db, personId, addMinutes(now, -daysSame * DAY_MINUTES))
  if (!latest || !saysTheSame(latest.disclosure, draft.disclosure)) return null
  const good = await credentials.goodOf(db, personId, latest.extractId)
  return good['sd-jwt'] && good['paper-summary'] ? latest.extractId : null
}
