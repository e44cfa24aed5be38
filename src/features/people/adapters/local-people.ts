import { sealContext } from '../app/enter-person.ts'
import type { PeopleStore } from '../app/ports.ts'
import type { LocalPeople } from './local-identity-provider.ts'
import type { Db } from '#platform/database/database.ts'
import type { Keystore } from '#platform/keystore/keystore.ts'
import type { Locale } from '#platform/prelude/index.ts'

/** The people of the database as the local identity provider plays them; only it may read an IIN in full. */
export const localPeople = (ports: {
  db: Db
  store: PeopleStore
  keystore: Keystore
  /** Where people have roles, in words; boot asks the context that knows. */
  rolesOf(personIds: readonly string[], locale: Locale): Promise<ReadonlyMap<string, string>>
}): LocalPeople => ({
  async list(search, max, locale) {
    const found = await ports.store.findByName(ports.db, search, max)
    const roles = await ports.rolesOf(
      found.map((person) => person.personId),
      locale
    )
    return found.map((person) => ({ ...person, roles: roles.get(person.personId) ?? '' }))
  },

  async identityOf(personId) {
    const person = await ports.store.person(ports.db, personId)
    if (!person) return null
    const { familyName, givenName, patronymic, birthDate, assurance } = person
    const iin = ports.keystore.decrypt(person.iinSealed, sealContext(personId))
    return { iin, familyName, givenName, patronymic, birthDate, assurance }
  },

  isTaken: async (iin) =>
    (await ports.store.personOfIin(ports.db, ports.keystore.mac('iin-lookup', iin))) !== null
})
