import { addMinutes } from '#platform/prelude/index.ts'
import type { PlannedPeople, PlannedPerson } from './people.ts'
import type { Stage, Story } from './stage.ts'

export type Ids = Map<PlannedPerson, string>

/** Everybody signs in for the first time, agrees to the processing of data and says what they like to do. */
export const enterPeople = (stage: Stage, { all, cast }: PlannedPeople, ids: Ids): Story[] =>
  all.map((person) => ({
    at: person.enteredAt,
    tell: () => enter(stage, person, { ids, isNew: person === cast.newcomer })
  }))

async function enter(
  stage: Stage,
  person: PlannedPerson,
  { ids, isNew }: { ids: Ids; isNew: boolean }
): Promise<void> {
  const { people } = stage.app
  const { identity, locale, enteredAt: at } = person
  const signedIn = await stage.act(null, at, people.commands.signIn, { identity, locale, device: 'Android' })
  const { personId } = signedIn
  ids.set(person, personId)
  if (isNew) return
  const { terms } = await stage.act(personId, at, people.queries.myConsent, {})
  await stage.act(personId, addMinutes(at, 2), people.commands.giveConsent, {
    version: terms.version,
    locale
  })
  await stage.act(personId, addMinutes(at, 6), people.commands.updateMyProfile, {
    regionCode: person.region,
    locality: person.locality,
    languages: person.languages,
    directions: person.directions,
    skills: person.skills,
    availability: person.availability
  })
}
