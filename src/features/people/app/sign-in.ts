import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { dayOf, LOCALES, ok } from '#platform/prelude/index.ts'
import { startSession } from '#platform/session.ts'
import { command } from '#platform/use-case.ts'
import { consentIsOpen } from '../domain/consent.ts'
import { enterPerson } from './enter-person.ts'
import { identityInput } from './identity-input.ts'
import type { Ports } from './ports.ts'

export interface SignedIn {
  readonly personId: string
  /** Value of the session cookie. */
  readonly cookie: string
  /** True when consent is still to be asked for. */
  readonly asksConsent: boolean
}

/**
 * Starts a session for a proved identity, entering the person at the first one. Only the callback of the identity
 * provider calls this, with what the provider has proved: it is no endpoint.
 */
export const signIn = (ports: Pick<Ports, 'store' | 'keystore'>) => {
  const enter = enterPerson(ports)
  return command({
    name: 'people.sign-in',
    access: 'anyone',
    limit: LIMITS.wrongGuess,
    input: z.object({ identity: identityInput, locale: z.enum(LOCALES), device: z.string() }),
    async run(scope, { identity, locale, device }) {
      const entered = await enter(scope, identity, locale)
      if (!entered.ok) return entered
      const personId = entered.value
      const sessionId = scope.newId()
      const method = 'identity-provider'
      const cookie = await startSession(scope.db, { personId, sessionId, now: scope.now, method, device })
      scope.audit({
        action: 'people.signed-in',
        subject: { kind: 'session', id: sessionId },
        before: null,
        after: { personId, method, assurance: identity.assurance }
      })
      const last = await ports.store.lastAnswer(scope.db, personId)
      return ok<SignedIn>({ personId, cookie, asksConsent: consentIsOpen(last, dayOf(scope.now)) })
    }
  })
}
