import { dayOf, err, failure, ok, type Locale, type Result } from '#platform/prelude/index.ts'
import type { WriteScope } from '#platform/use-case.ts'
import { agreesWithIin, parseIin } from '../domain/iin.ts'
import type { Identity } from '../domain/person.ts'
import type { Ports } from './ports.ts'

/**
 * Finds the person of an identity by the keyed hash of the IIN, or enters them. Names follow the state's record at
 * each sign-in. Called only with what an identity provider has proved.
 */
export const enterPerson =
  ({ store, keystore }: Pick<Ports, 'store' | 'keystore'>) =>
  async (scope: WriteScope, identity: Identity, locale: Locale): Promise<Result<string>> => {
    const iin = parseIin(identity.iin, { today: dayOf(scope.now), acceptUnknownCentury: true })
    if (!iin.ok) return iin
    if (!agreesWithIin(iin.value, identity.birthDate))
      return err(failure.invalid('iin-birth-date-differs', { field: 'birthDate' }))

    const iinHash = keystore.mac('iin-lookup', identity.iin)
    const personId = scope.newId()
    const known =
      (await store.personOfIin(scope.db, iinHash)) ??
      // Two first sign-ins at once: whoever comes second waits here for the first, and finds its person.
      ((await store.claimIin(scope.db, iinHash, personId))
        ? null
        : await store.personOfIin(scope.db, iinHash))
    if (known) {
      await follow(scope, store, known, identity)
      return ok(known)
    }

    const { familyName, givenName, patronymic, birthDate, assurance } = identity
    await store.addPerson(scope.db, {
      personId,
      passportId: scope.newId(),
      familyName,
      givenName,
      patronymic,
      birthDate,
      iinSealed: keystore.encrypt(identity.iin, sealContext(personId)),
      assurance,
      locale,
      email: null,
      regionCode: null,
      locality: null,
      languages: [locale],
      directions: [],
      skills: [],
      availability: [],
      createdAt: scope.now
    })
    scope.audit({
      action: 'people.person-entered',
      subject: { kind: 'person', id: personId },
      before: null,
      after: { assurance, locale }
    })
    return ok(personId)
  }

/** What binds a sealed IIN to its row: it cannot be moved to another person. */
export const sealContext = (personId: string): string => `iin ${personId}`

async function follow(
  scope: WriteScope,
  store: Ports['store'],
  personId: string,
  identity: Identity
): Promise<void> {
  const person = await store.person(scope.db, personId)
  if (!person) throw new Error('an IIN is kept for a person who is not')
  const before = stateOf(person)
  const after = stateOf(identity)
  if (JSON.stringify(before) === JSON.stringify(after)) return
  await store.updateIdentity(scope.db, personId, after, scope.now)
  scope.audit({
    action: 'people.identity-followed',
    subject: { kind: 'person', id: personId },
    before,
    after
  })
}

const stateOf = ({ familyName, givenName, patronymic, birthDate, assurance }: Omit<Identity, 'iin'>) => ({
  familyName,
  givenName,
  patronymic,
  birthDate,
  assurance
})
