import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { ok } from '#platform/prelude/index.ts'
import { command, query } from '#platform/use-case.ts'
import { choicesOf, NOTICE_GROUPS, type Choices } from '../domain/group.ts'
import type { Ports } from './ports.ts'

/** What the signed-in person also receives by mail. */
export const showMyChoices = ({ store }: Pick<Ports, 'store'>) =>
  query({
    name: 'notices.show-my-choices',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    async run(scope) {
      return ok(choicesOf(await store.choices(scope.db, scope.personId)))
    }
  })

/** Sets, for every group at once, what comes by mail: those named do, the rest do not. */
export const chooseMail = ({ store }: Pick<Ports, 'store'>) =>
  command({
    name: 'notices.choose-mail',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ byMail: z.array(z.enum(NOTICE_GROUPS)).max(NOTICE_GROUPS.length).default([]) }),
    async run(scope, { byMail }) {
      const before = choicesOf(await store.choices(scope.db, scope.personId))
      const after = Object.fromEntries(
        NOTICE_GROUPS.map((group) => [group, byMail.includes(group)])
      ) as Record<keyof Choices, boolean>
      await store.setChoices(scope.db, scope.personId, after)
      scope.audit({
        action: 'notices.mail-chosen',
        subject: { kind: 'person', id: scope.personId },
        before,
        after
      })
      return ok<Choices>(after)
    }
  })
