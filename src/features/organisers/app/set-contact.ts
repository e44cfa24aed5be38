import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import { id } from '#platform/validation.ts'
import { command } from '#platform/use-case.ts'
import { parsePhone, parseSite } from '../domain/contact.ts'
import { whyNotActive } from '../domain/organiser.ts'
import { isOwner } from './policy.ts'
import type { Ports } from './ports.ts'

export const CONTACT_CHARS_MAX = 200

/** A field that may be left empty, read by a rule of the domain. */
const read = (parse: (typed: string) => Result<string>) =>
  z
    .string()
    .trim()
    .max(CONTACT_CHARS_MAX)
    .nullish()
    .transform((typed, context) => {
      if (!typed) return null
      const parsed = parse(typed)
      if (parsed.ok) return parsed.value
      context.addIssue({ code: 'custom', message: parsed.error.code })
      return z.NEVER
    })

const emailAddress = z.email()
const parseEmail = (typed: string): Result<string> =>
  emailAddress.safeParse(typed).success ? ok(typed) : err(failure.invalid('email-wrong'))

/** Says how everybody can reach an organiser; what is left empty is taken away. */
export const setContact = (ports: Pick<Ports, 'store'>) =>
  command({
    name: 'organisers.set-contact',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({
      organiserId: id,
      email: read(parseEmail),
      phone: read(parsePhone),
      site: read(parseSite)
    }),
    policy: isOwner(ports),
    async run(scope, { organiserId, ...contact }) {
      const organiser = await ports.store.lockOrganiser(scope.db, organiserId)
      if (!organiser) return err(failure.notFound('organiser-not-found'))
      const inactive = whyNotActive(organiser.state)
      if (inactive) return err(inactive)
      await ports.store.setContact(scope.db, organiserId, contact)
      scope.audit({
        action: 'organisers.contact-set',
        subject: { kind: 'organiser', id: organiserId },
        before: organiser.contact,
        after: contact
      })
      return ok({ organiserId, contact })
    }
  })
