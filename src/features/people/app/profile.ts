import { z } from 'zod'
import { direction, regionCode } from '#features/programmes/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, LOCALES, ok } from '#platform/prelude/index.ts'
import { command, query } from '#platform/use-case.ts'
import { text } from '#platform/validation.ts'
import { maskIin } from '../domain/iin.ts'
import { AVAILABILITIES, LANGUAGES, SKILLS } from '../domain/vocabulary.ts'
import { sealContext } from './enter-person.ts'
import type { PersonRow, Ports, Profile } from './ports.ts'

const LOCALITY_CHARS_MAX = 120
const EMAIL_CHARS_MAX = 254

/** A person's own page of data: from the state, and their own. */
export interface MyProfile extends Omit<PersonRow, 'iinSealed' | 'createdAt'> {
  /** Only the last two digits. */
  readonly iinMasked: string
}

export const showMyProfile = ({ store, keystore }: Pick<Ports, 'store' | 'keystore'>) =>
  query({
    name: 'people.my-profile',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    async run(scope) {
      const person = await store.person(scope.db, scope.personId)
      if (!person) return err(failure.notFound('person-not-found'))
      const { iinSealed, createdAt: _, ...shown } = person
      const iinMasked = maskIin(keystore.decrypt(iinSealed, sealContext(person.personId)))
      return ok<MyProfile>({ ...shown, iinMasked })
    }
  })

/** An empty field of a form takes the value away. */
const emptied = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? null : value), schema.nullable())

/** Some of a list, each once, in the list's order. */
const someOf = <T extends string>(all: readonly [T, ...T[]]) =>
  z
    .array(z.enum(all))
    .max(all.length * 2)
    .transform((chosen) => all.filter((code) => chosen.includes(code)))

/** What is left out stays as it is. Names and the birth date come from the state and cannot be written here. */
const profileInput = z
  .object({
    locale: z.enum(LOCALES),
    email: emptied(z.email('email-wrong').max(EMAIL_CHARS_MAX)),
    regionCode: emptied(regionCode),
    locality: emptied(text(LOCALITY_CHARS_MAX)),
    languages: someOf(LANGUAGES),
    directions: z
      .array(direction)
      .max(20)
      .transform((chosen) => [...new Set(chosen)]),
    skills: someOf(SKILLS),
    availability: someOf(AVAILABILITIES)
  })
  .partial()

export const updateMyProfile = ({ store }: Pick<Ports, 'store'>) =>
  command({
    name: 'people.update-my-profile',
    access: 'signed-in',
    limit: LIMITS.write,
    input: profileInput,
    async run(scope, input) {
      await store.lock(scope.db, scope.personId)
      const person = await store.person(scope.db, scope.personId)
      if (!person) return err(failure.notFound('person-not-found'))
      const before = profileOf(person)
      const after: Profile = { ...before, ...dropUndefined(input) }
      await store.updateProfile(scope.db, scope.personId, after, scope.now)
      scope.audit({
        action: 'people.profile-updated',
        subject: { kind: 'person', id: scope.personId },
        before,
        after
      })
      return ok(null)
    }
  })

const profileOf = (person: PersonRow): Profile => ({
  locale: person.locale,
  email: person.email,
  regionCode: person.regionCode,
  locality: person.locality,
  languages: person.languages,
  directions: person.directions,
  skills: person.skills,
  availability: person.availability
})

const dropUndefined = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>
