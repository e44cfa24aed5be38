import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { addMinutes, dayOf, err, failure, ok } from '#platform/prelude/index.ts'
import { startSession } from '#platform/session.ts'
import { command, query, type WriteScope } from '#platform/use-case.ts'
import { text } from '#platform/validation.ts'
import { consentIsOpen } from '../domain/consent.ts'
import { shortName } from '../domain/person.ts'
import type { Passkey, Ports } from './ports.ts'
import { seal, unseal } from './seal.ts'
import type { SignedIn } from './sign-in.ts'

/** Keys a person may have: phone, computer, two security keys, and room. */
export const PASSKEYS_MAX = 10
/** Time to touch the sensor. */
export const CHALLENGE_MINUTES = 5
const NAME_CHARS_MAX = 60
const ANSWER_CHARS_MAX = 16_384

/** The authenticator's answer as the browser's form sends it: JSON in a field. */
const answer = z
  .string()
  .max(ANSWER_CHARS_MAX)
  .transform((json, context): unknown => {
    try {
      return JSON.parse(json)
    } catch {
      context.addIssue({ code: 'custom', message: 'passkey-not-accepted' })
      return z.NEVER
    }
  })
const challenge = z.string().max(1000).optional()
const credentialId = z.string().max(1400)

/** What a sealed challenge is for: one asked of a person to register is of no use to anybody else. */
const registering = (personId: string): string => `passkey of ${personId}`
const SIGNING_IN = 'passkey sign-in'

type Needs = Pick<Ports, 'store' | 'keystore' | 'passkeys'>
type Challenge = { challenge: string }

/** A question to an authenticator and, sealed for the browser to keep, what its answer must hold. */
export interface AskedPasskey {
  readonly options: object
  readonly challenge: string
}

/** A key as its owner sees it. */
export type MyPasskey = Pick<Passkey, 'credentialId' | 'name' | 'createdAt' | 'usedAt'>

export const listMyPasskeys = ({ store }: Pick<Ports, 'store'>) =>
  query({
    name: 'people.my-passkeys',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    async run(scope) {
      const passkeys = await store.passkeys(scope.db, scope.personId)
      return ok(
        passkeys.map(({ credentialId, name, createdAt, usedAt }): MyPasskey => ({
          credentialId,
          name,
          createdAt,
          usedAt
        }))
      )
    }
  })

export const askToRegisterPasskey = ({ store, keystore, passkeys }: Needs) =>
  query({
    name: 'people.ask-to-register-passkey',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({}),
    async run(scope) {
      const person = await store.person(scope.db, scope.personId)
      if (!person) return err(failure.notFound('person-not-found'))
      const known = await store.passkeys(scope.db, scope.personId)
      const { personId } = person
      const asked = await passkeys.askToRegister({ personId, name: shortName(person), known })
      return ok<AskedPasskey>({
        options: asked.options,
        challenge: sealChallenge(keystore, registering(personId), asked.challenge, scope.now)
      })
    }
  })

export const addPasskey = ({ store, keystore, passkeys, notices }: Ports) =>
  command({
    name: 'people.add-passkey',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ name: text(NAME_CHARS_MAX), answer, challenge }),
    async run(scope, { name, answer, challenge: sealed }) {
      const asked = unseal<Challenge>(keystore, registering(scope.personId), sealed, scope.now)
      if (!asked) return err(failure.conflict('passkey-took-too-long'))
      const registered = await passkeys.checkRegistration(answer, asked.challenge)
      if (!registered) return err(failure.conflict('passkey-not-accepted'))
      await store.lock(scope.db, scope.personId)
      if (!(await spend(store, scope, scope.personId, asked)))
        return err(failure.conflict('passkey-not-accepted'))
      const known = await store.passkeys(scope.db, scope.personId)
      if (known.length >= PASSKEYS_MAX)
        return err(failure.conflict('passkeys-too-many', { args: { max: PASSKEYS_MAX } }))
      const passkey: Passkey = { ...registered, name, createdAt: scope.now, usedAt: null }
      if (!(await store.addPasskey(scope.db, scope.personId, passkey)))
        return err(failure.conflict('passkey-known'))
      scope.audit({
        action: 'people.passkey-added',
        subject: { kind: 'passkey', id: passkey.credentialId },
        before: null,
        after: { name }
      })
      await notices.tell(scope, {
        to: scope.personId,
        group: 'account',
        kind: 'passkey-added',
        values: { name },
        path: '/me/passkeys'
      })
      return ok(null)
    }
  })

export const renamePasskey = ({ store }: Pick<Ports, 'store'>) =>
  command({
    name: 'people.rename-passkey',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ credentialId, name: text(NAME_CHARS_MAX) }),
    async run(scope, { credentialId, name }) {
      const passkey = await store.passkey(scope.db, scope.personId, credentialId)
      if (!passkey) return err(failure.notFound('passkey-not-found'))
      await store.renamePasskey(scope.db, scope.personId, credentialId, name)
      scope.audit({
        action: 'people.passkey-renamed',
        subject: { kind: 'passkey', id: credentialId },
        before: { name: passkey.name },
        after: { name }
      })
      return ok(null)
    }
  })

export const removePasskey = ({ store, notices }: Pick<Ports, 'store' | 'notices'>) =>
  command({
    name: 'people.remove-passkey',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ credentialId }),
    async run(scope, { credentialId }) {
      const passkey = await store.passkey(scope.db, scope.personId, credentialId)
      if (!passkey) return err(failure.notFound('passkey-not-found'))
      await store.removePasskey(scope.db, scope.personId, credentialId)
      scope.audit({
        action: 'people.passkey-removed',
        subject: { kind: 'passkey', id: credentialId },
        before: { name: passkey.name },
        after: null
      })
      await notices.tell(scope, {
        to: scope.personId,
        group: 'account',
        kind: 'passkey-removed',
        values: { name: passkey.name },
        path: '/me/passkeys'
      })
      return ok(null)
    }
  })

export const askToSignInWithPasskey = ({ keystore, passkeys }: Needs) =>
  query({
    name: 'people.ask-to-sign-in-with-passkey',
    access: 'anyone',
    limit: LIMITS.read,
    input: z.object({}),
    async run(scope) {
      const asked = await passkeys.askToSignIn()
      return ok<AskedPasskey>({
        options: asked.options,
        challenge: sealChallenge(keystore, SIGNING_IN, asked.challenge, scope.now)
      })
    }
  })

/** Signs in whoever holds a registered key. An unknown key and a wrong answer are told the same. */
export const signInWithPasskey = ({ store, keystore, passkeys }: Needs) =>
  command({
    name: 'people.sign-in-with-passkey',
    access: 'anyone',
    limit: LIMITS.wrongGuess,
    input: z.object({ answer, challenge, device: z.string() }),
    async run(scope, { answer, challenge: sealed, device }) {
      const asked = unseal<Challenge>(keystore, SIGNING_IN, sealed, scope.now)
      if (!asked) return err(failure.conflict('passkey-took-too-long'))
      const who = passkeys.whoAnswers(answer)
      const passkey = who && (await store.passkey(scope.db, who.personId, who.credentialId))
      const counter = passkey && (await passkeys.checkSignIn(answer, asked.challenge, passkey))
      if (!who || counter === null) return err(failure.conflict('passkey-not-accepted'))

      const { personId, credentialId } = who
      if (!(await spend(store, scope, personId, asked))) return err(failure.conflict('passkey-not-accepted'))
      await store.usePasskey(scope.db, personId, credentialId, counter, scope.now)
      const sessionId = scope.newId()
      const method = 'passkey'
      const cookie = await startSession(scope.db, { personId, sessionId, now: scope.now, method, device })
      scope.audit({
        action: 'people.signed-in',
        subject: { kind: 'session', id: sessionId },
        before: null,
        after: { personId, method }
      })
      const last = await store.lastAnswer(scope.db, personId)
      return ok<SignedIn>({ personId, cookie, asksConsent: consentIsOpen(last, dayOf(scope.now)) })
    }
  })

/** An answer is good once: whoever has seen one can do nothing with it, however soon. */
const spend = (
  store: Ports['store'],
  { db, now }: WriteScope,
  personId: string,
  { challenge: spent }: Challenge
): Promise<boolean> =>
  store.spendChallenge(db, personId, spent, { since: addMinutes(now, -CHALLENGE_MINUTES), now })

const sealChallenge = (keystore: Ports['keystore'], purpose: string, challenge: string, now: Date): string =>
  seal(keystore, purpose, { challenge }, addMinutes(now, CHALLENGE_MINUTES))
