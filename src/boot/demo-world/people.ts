import { centuryDigit, generateIin, type Identity } from '#features/people/index.ts'
import { REGIONS, type RegionCode } from '#features/programmes/index.ts'
import { addDays, addMinutes, dayOf, type Day } from '#platform/prelude/index.ts'
import { daysBefore } from './calendar.ts'
import { CAST, NAMES, ORGANISERS, type Part, type Profile, type Sex } from './data.ts'
import type { Chance } from './random.ts'

export interface PlannedPerson extends Profile {
  readonly identity: Identity
  /** When they first signed in. */
  readonly enteredAt: Date
  readonly age: number
  readonly part: Part | null
}

export interface PlannedPeople {
  readonly cast: Readonly<Record<Part, PlannedPerson>>
  readonly officers: ReadonlyMap<RegionCode | 'all', PlannedPerson>
  readonly owners: ReadonlyMap<string, PlannedPerson>
  readonly coordinators: ReadonlyMap<string, PlannedPerson>
  readonly volunteers: readonly PlannedPerson[]
  readonly all: readonly PlannedPerson[]
}

/** The cast comes first, as the list of the identity provider shows it; then staff; then volunteers, week by week. */
const CAST_WEEKS_AGO = 26
export const STAFF_WEEKS_AGO = 25
const VOLUNTEER_WEEKS_AGO_MAX = 22
const VOLUNTEERS: Partial<Record<RegionCode, number>> = { 71: 8, 75: 7, 27: 6 }
const VOLUNTEERS_ELSEWHERE = 3
const RUSSIAN_NAMES_PERCENT = 25
/** Over three and a half days. */
const ENTERED_IN_TURN = 97
const ENTERED_EVERY_MINUTES = 53
/** Whose organiser the owner and the coordinator of the cast work for. */
export const CAST_ORGANISER = 'astana-duty'

export function planPeople(chance: Chance, now: Date): PlannedPeople {
  const today = dayOf(now)
  const numbers = new Set<string>()
  let entered = 0

  /** Not all in one minute: people come over the days of their week. */
  const enterAt = (weeksAgo: number): Date =>
    addMinutes(daysBefore(now, 7 * weeksAgo), (entered++ % ENTERED_IN_TURN) * ENTERED_EVERY_MINUTES)

  /** A birth date that gives this age today, and an IIN of the synthetic serial that nobody has. */
  function born(age: number, sex: Sex): { birthDate: Day; iin: string } {
    const [year, ...rest] = today.split('-')
    const anniversary = `${Number(year) - age}-${rest.join('-')}`.replace('-02-29', '-02-28')
    for (let day = addDays(anniversary, -20 - chance.below(300)); ; day = addDays(day, -1)) {
      const iin = generateIin(day, centuryDigit(day, sex), 9999)
      if (!iin || numbers.has(iin)) continue
      numbers.add(iin)
      return { birthDate: day, iin }
    }
  }

  const nobody = { directions: [], skills: [], availability: [] }

  function somebody(region: RegionCode, age: number, weeksAgo: number, says: Partial<Profile> = {}) {
    const sex: Sex = chance.percent(55) ? 'female' : 'male'
    const locale = chance.percent(RUSSIAN_NAMES_PERCENT) ? 'ru' : 'kk'
    const person: PlannedPerson = {
      ...nobody,
      identity: { ...named(chance, locale, sex), ...born(age, sex), assurance: 'qr' },
      locale,
      region,
      locality: REGIONS.find(({ code }) => code === region)!.centre.kk,
      languages: chance.percent(20) ? ['kk', 'ru', 'en'] : ['kk', 'ru'],
      enteredAt: enterAt(weeksAgo),
      age,
      part: null,
      ...says
    }
    return person
  }

  const cast = Object.fromEntries(
    CAST.map((member) => {
      const { familyName, givenName, patronymic, sex, age, part } = member
      const identity: Identity = { familyName, givenName, patronymic, ...born(age, sex), assurance: 'qr' }
      return [part, { ...member, identity, enteredAt: enterAt(CAST_WEEKS_AGO) }]
    })
  ) as unknown as Record<Part, PlannedPerson>

  const adultAge = (): number => 24 + chance.below(36)
  const staff = (region: RegionCode): PlannedPerson => somebody(region, adultAge(), STAFF_WEEKS_AGO)

  const officers = new Map<RegionCode | 'all', PlannedPerson>([['all', cast['office-national']]])
  for (const { code } of REGIONS)
    officers.set(code, code === cast['office-region'].region ? cast['office-region'] : staff(code))

  const owners = new Map<string, PlannedPerson>()
  const coordinators = new Map<string, PlannedPerson>()
  for (const { key, region } of ORGANISERS) {
    owners.set(key, key === CAST_ORGANISER ? cast.owner : staff(region))
    coordinators.set(key, key === CAST_ORGANISER ? cast.coordinator : staff(region))
  }

  const volunteers = REGIONS.flatMap(({ code }) =>
    Array.from({ length: VOLUNTEERS[code] ?? VOLUNTEERS_ELSEWHERE }, () =>
      somebody(code, volunteerAge(chance), 2 + chance.below(VOLUNTEER_WEEKS_AGO_MAX - 1), {
        directions: chance.some(
          ['social', 'environmental', 'educational', 'cultural', 'medical', 'sports'],
          2
        ),
        skills: chance.some(
          ['first-aid', 'teaching', 'driving', 'cooking', 'photo-video', 'it', 'translation'],
          2
        ),
        availability: ['weekends']
      })
    )
  )

  const everybody = [cast, officers, owners, coordinators].flatMap((group) =>
    group instanceof Map ? [...group.values()] : Object.values(group)
  ) as PlannedPerson[]
  return {
    cast,
    officers,
    owners,
    coordinators,
    volunteers,
    all: [...new Set([...everybody, ...volunteers])]
  }
}

/** Mostly young, some silver. Nobody below 16: their guardians would have to be there too. */
const volunteerAge = (chance: Chance): number =>
  chance.percent(20)
    ? 16 + chance.below(2)
    : chance.percent(75)
      ? 18 + chance.below(17)
      : 35 + chance.below(33)

function named(chance: Chance, locale: 'kk' | 'ru', sex: Sex) {
  const side = sex === 'male' ? 0 : 1
  const names = NAMES[locale]
  const familyName = chance.pick(names.family)[side]!
  const givenName = chance.pick(names[sex])
  if (locale === 'ru') return { familyName, givenName, patronymic: chance.pick(NAMES.ru.father)[side]! }
  const patronymic = chance.percent(70)
    ? chance.pick(NAMES.kk.father) + (sex === 'male' ? 'ұлы' : 'қызы')
    : null
  return { familyName, givenName, patronymic }
}
