import { addMinutes, overlaps } from '#platform/prelude/index.ts'
import { daysBefore, isInSeason, timesAgo, timesOf, type Times } from './calendar.ts'
import { ACTIONS, type DemoAction } from './data.ts'
import type { Ids } from './enter.ts'
import { formOf } from './form.ts'
import type { OrganiserIds } from './found.ts'
import { tellPast, tellPlanned, type Part, type Way } from './occurrence.ts'
import type { PlannedPeople, PlannedPerson } from './people.ts'
import type { Chance } from './random.ts'
import type { Stage, Story } from './stage.ts'

/** Actions far from home to which the volunteer of the cast went once. */
const JOURNEYS = ['dolinka', 'trees', 'taraz-monument']
/** Where the minor of the cast helps, and since when her guardian has confirmed it. */
const MINORS_ACTION = 'river'
const MINOR_WEEKS_AGO_MAX = 8
const ADULTS_ONLY = ['emergency-response', 'search-rescue']
const PUBLISHED_DAYS_BEFORE = 16
/** Last week's hours still wait for somebody to confirm them. */
const CONFIRMED_WEEKS_AGO_MIN = 2
/** How people of the cast come and leave, in turn, so that the passport shows every grade. */
const CAST_WAYS: readonly Way[] = ['code', 'scan', 'code', 'hand', 'code', 'forgotten']

interface Known {
  readonly chance: Chance
  readonly ids: Ids
  readonly organisers: OrganiserIds
}

/** Half a year of actions that took place, and those of the coming six weeks. */
export function planActions(
  stage: Stage,
  planned: PlannedPeople,
  now: Date,
  { chance, ids, organisers }: Known
): Story[] {
  const { cast, volunteers } = planned
  const busy = new Map<PlannedPerson, Times[]>()
  let castTurn = 0

  const isFree = (person: PlannedPerson, times: Times): boolean =>
    !(busy.get(person) ?? []).some((other) => overlaps(other, times))

  const mayCome = (person: PlannedPerson, action: DemoAction, times: Times): boolean =>
    person.enteredAt < daysBefore(times.startsAt, PUBLISHED_DAYS_BEFORE) &&
    person.age >= (action.minAge ?? 0) &&
    (person.age >= 18 || !action.directions.some((one) => ADULTS_ONLY.includes(one))) &&
    isFree(person, times)

  function invite(action: DemoAction, times: Times, count: number): PlannedPerson[] {
    const local = volunteers.filter(
      (person) => person.region === action.region && mayCome(person, action, times)
    )
    const chosen = chance.some(local, count)
    for (const person of chosen) occupy(person, times)
    return chosen
  }

  function occupy(person: PlannedPerson, times: Times): void {
    busy.set(person, [...(busy.get(person) ?? []), times])
  }

  function castOf(action: DemoAction, times: Times, weeksAgo: number): PlannedPerson[] {
    const journey = JOURNEYS.includes(action.key ?? '') && weeksAgo === Math.max(...(action.ago ?? []))
    const grown = action.region === cast.volunteer.region || journey ? [cast.volunteer] : []
    const minor = action.key === MINORS_ACTION && weeksAgo <= MINOR_WEEKS_AGO_MAX ? [cast.minor] : []
    const coming = [...grown, ...minor].filter((person) => mayCome(person, action, times))
    for (const person of coming) occupy(person, times)
    return coming
  }

  const byWay = (person: PlannedPerson): Part => ({
    person: ids.get(person)!,
    way: person.part
      ? CAST_WAYS[castTurn++ % CAST_WAYS.length]!
      : chance.percent(55)
        ? 'code'
        : chance.pick(['scan', 'hand', 'forgotten'] as const),
    isCast: person.part !== null
  })

  const deskOf = ({ organiser }: DemoAction) => ({
    organiserId: organisers.get(organiser)!,
    owner: ids.get(planned.owners.get(organiser)!)!,
    coordinator: ids.get(planned.coordinators.get(organiser)!)!
  })

  const past = ACTIONS.flatMap((action) =>
    (action.ago ?? []).flatMap((weeksAgo): Story[] => {
      const times = timesAgo(action, weeksAgo, now)
      if (!isInSeason(action, times.startsAt)) return []
      const people = [...castOf(action, times, weeksAgo), ...invite(action, times, 2 + chance.below(3))]
      const publishedAt = daysBefore(times.startsAt, PUBLISHED_DAYS_BEFORE)
      const occurrence = {
        desk: deskOf(action),
        content: formOf(action, [{ shift: action.shifts[0]!, times }]),
        times,
        publishedAt,
        parts: people.map(byWay),
        applies: action.join === 'apply',
        confirmedBy:
          weeksAgo < CONFIRMED_WEEKS_AGO_MIN
            ? null
            : weeksAgo % 2
              ? ('owner' as const)
              : ('coordinator' as const),
        // One of each, so that both can be looked at.
        rejectsOne: action.key === 'duty-line' && weeksAgo === 9,
        corrects: action.key === 'duty-line' && weeksAgo === 13
      }
      return [{ at: publishedAt, tell: () => tellPast(stage, occurrence) }]
    })
  )

  const coming = ACTIONS.flatMap((action, index): Story[] => {
    const shifts = action.shifts.map((shift) => ({ shift, times: timesOf(shift, now) }))
    if (!isInSeason(action, shifts[0]!.times.startsAt)) return []
    const publishedAt = addMinutes(daysBefore(now, 3 + (index % 9)), -index * 7)
    const wishes = shifts.slice(0, 2).map(({ shift, times }, at) => {
      const castHere = shift.now && at === 0 ? castOf(action, times, 0) : []
      return [...castHere, ...invite(action, times, Math.min(shift.capacity, 1 + chance.below(4)))].map(
        (person) => ids.get(person)!
      )
    })
    const occurrence = {
      desk: deskOf(action),
      content: formOf(action, shifts),
      publishedAt,
      wishes,
      applies: action.join === 'apply',
      // Those who have come to the shift that is on, and left the cast to try it.
      here: shifts[0]!.shift.now ? { startsAt: shifts[0]!.times.startsAt, at: addMinutes(now, -10) } : null
    }
    return [{ at: publishedAt, tell: () => tellPlanned(stage, now, occurrence) }]
  })

  return [...past, ...coming]
}
