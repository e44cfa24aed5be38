import { z } from 'zod'
import { direction } from '#features/programmes/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { dayOf, err, failure, inForce } from '#platform/prelude/index.ts'
import { command } from '#platform/use-case.ts'
import { day, text } from '#platform/validation.ts'
import { expiryOf, PURPOSES } from '../domain/extract.ts'
import { drawUp, issueExtract } from './draw-up.ts'
import { EXTRACT_TERM, READER_CHARS_MAX } from './policy.ts'
import type { Ports } from './ports.ts'

const input = z
  .object({
    purpose: z.enum(PURPOSES),
    /** For whom, in the holder's words. */
    reader: text(READER_CHARS_MAX),
    from: day.nullish(),
    to: day.nullish(),
    /** Left out or empty: all of them. */
    directions: z.array(direction).max(9).nullish(),
    list: z.boolean(),
    validDays: z.int()
  })
  .refine(({ from, to }) => !from || !to || from <= to, { message: 'extract-period-reversed', path: ['to'] })

/** Makes an extract: the part of the passport that its holder chooses, for a purpose, a reader and a term. */
export const makeExtract = (ports: Ports) =>
  command({
    name: 'passport.make-extract',
    access: 'signed-in',
    limit: LIMITS.write,
    input,
    async run(scope, { purpose, reader, validDays, from, to, directions, list }) {
      const today = dayOf(scope.now)
      const { daysMin, daysMax } = inForce(EXTRACT_TERM, today).value
      if (validDays < daysMin || validDays > daysMax)
        return err(
          failure.invalid('extract-term', { field: 'validDays', args: { min: daysMin, max: daysMax } })
        )
      await ports.store.lockExtracts(scope.db, scope.personId)
      const draft = await drawUp(ports, scope, {
        purpose,
        reader,
        scope: {
          from: from ?? null,
          to: to ?? null,
          directions: directions?.length ? [...new Set(directions)].sort() : null,
          list
        },
        expiresAt: expiryOf(today, validDays)
      })
      if (!draft.ok) return draft
      if (!draft.value) return err(failure.conflict('extract-empty', { field: 'from' }))
      return issueExtract(ports, scope, draft.value)
    }
  })
