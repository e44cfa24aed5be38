import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { clockIsOff, countedInstant } from './clock.ts'
import { foldPresence, foldPresences, type AttendanceEvent } from './presence.ts'
import { rosterState } from './roster.ts'

const start = Date.parse('2026-11-22T05:00:00Z')
const minutes = (after: number) => new Date(start + after * 60_000)

let serial = 0
const event = (
  kind: AttendanceEvent['kind'],
  after: number,
  details: Partial<AttendanceEvent> = {}
): AttendanceEvent => ({
  personId: 'p',
  shiftId: 's',
  eventId: `e${(serial += 1)}`,
  kind,
  method: kind === 'proposed-out' ? 'shift-end' : 'rotating-code',
  at: minutes(after),
  deviceAt: null,
  serverAt: minutes(after),
  recordedBy: 'p',
  ...details
})

test('the earliest check-in and the latest check-out after it count', () => {
  const presence = foldPresence([event('out', 100), event('in', 10), event('in', 0), event('out', 180)])
  assert.deepEqual(presence?.checkedInAt, minutes(0))
  assert.deepEqual(presence.checkedOutAt, minutes(180))
  assert.equal(presence.signals.length, 4)
})

test('without a check-in there is no presence, and a check-out before it does not count', () => {
  assert.equal(foldPresence([event('out', 10)]), null)
  assert.equal(foldPresence([]), null)
  assert.equal(foldPresence([event('out', 10), event('in', 20)])?.checkedOutAt, null)
})

test('a proposed end stands only while nobody has recorded one', () => {
  const [came, proposed] = [event('in', 0), event('proposed-out', 240)]
  assert.deepEqual(foldPresence([came, proposed])?.proposedOutAt, minutes(240))
  const recorded = foldPresence([came, proposed, event('out', 200)])
  assert.equal(recorded?.proposedOutAt, null)
  assert.deepEqual(recorded?.checkedOutAt, minutes(200))
})

const anyEvent = fc
  .record({
    kind: fc.constantFrom('in' as const, 'out' as const, 'proposed-out' as const),
    after: fc.integer({ min: 0, max: 300 }),
    person: fc.constantFrom('p', 'q'),
    id: fc.uuid()
  })
  .map(({ kind, after, person, id }) => event(kind, after, { personId: person, eventId: id }))

test('the order and the repetition of events change nothing', () => {
  const events = fc.uniqueArray(anyEvent, { maxLength: 12, selector: ({ eventId }) => eventId })
  const shuffledWithRepeats = events.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.subarray(list))
  )
  fc.assert(
    fc.property(shuffledWithRepeats, ([list, shuffled, again]) => {
      const mine = (all: AttendanceEvent[]) => foldPresence(all.filter(({ personId }) => personId === 'p'))
      assert.deepEqual(mine([...shuffled, ...again]), mine(list))
      const byPerson = new Map(
        foldPresences([...again, ...shuffled]).map((presence) => [presence.personId, presence])
      )
      assert.deepEqual(byPerson.get('p') ?? null, mine(list))
    })
  )
})

test('an end, if there is one, is after the beginning, and only one kind of end stands', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 12 }), (events) => {
      for (const { checkedInAt, checkedOutAt, proposedOutAt } of foldPresences(events)) {
        assert.ok(!(checkedOutAt && proposedOutAt))
        for (const end of [checkedOutAt, proposedOutAt]) if (end) assert.ok(end > checkedInAt)
      }
    })
  )
})

test('a device clock counts within the tolerance, never later than ours; a day off it is only written down', () => {
  const server = minutes(0)
  const seconds = (after: number) => new Date(start + after * 1000)
  assert.deepEqual(countedInstant(null, server, 120), server)
  assert.deepEqual(countedInstant(seconds(-90), server, 120), seconds(-90))
  assert.deepEqual(countedInstant(seconds(90), server, 120), server)
  assert.deepEqual(countedInstant(minutes(-24 * 60), server, 120), server)
  assert.deepEqual(countedInstant(minutes(24 * 60), server, 120), server)
  assert.ok(clockIsOff(minutes(-24 * 60), server, 120))
  assert.ok(!clockIsOff(seconds(120), server, 120))
  assert.ok(!clockIsOff(null, server, 120))
})

test('the roster tells the expected from the absent and the gone from the forgotten', () => {
  const shift = { endsAt: minutes(240) }
  const here = foldPresence([event('in', 0)])
  const gone = foldPresence([event('in', 0), event('out', 60)])
  assert.equal(rosterState(null, shift, minutes(10)), 'coming')
  assert.equal(rosterState(null, shift, minutes(240)), 'absent')
  assert.equal(rosterState(here, shift, minutes(10)), 'here')
  assert.equal(rosterState(here, shift, minutes(240)), 'no-check-out')
  assert.equal(rosterState(gone, shift, minutes(300)), 'left')
})
