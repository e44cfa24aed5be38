import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok, type Locale } from '#platform/prelude/index.ts'
import { command, query } from '#platform/use-case.ts'
import type { SignUpState } from '../domain/sign-up.ts'
import type { Ports, ShiftFacts } from './ports.ts'
import { suspendedAmong } from './suspension.ts'

const ID_BYTES = 16
const MAC_BYTES = 16
/** Entries of one calendar. */
const ENTRIES_MAX = 300

type Keys = Pick<Ports, 'keystore'>

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex')
const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
const macOf = ({ keystore }: Keys, personId: string, feedId: string): Buffer =>
  keystore.mac('calendar', `${personId} ${feedId}`).subarray(0, MAC_BYTES)

/** The secret in a calendar's address. It is not kept: whoever has the keystore can make it again, nobody else. */
export const tokenOf = (keys: Keys, personId: string, feedId: string): string =>
  Buffer.concat([bytesOf(personId), bytesOf(feedId), macOf(keys, personId, feedId)]).toString('base64url')

/** Whose calendar a token opens, if it was ours; whether it is still in force is in the table. */
function readToken(keys: Keys, token: string): { personId: string; feedId: string } | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 2 * ID_BYTES + MAC_BYTES) return null
  const personId = uuidOf(bytes.subarray(0, ID_BYTES))
  const feedId = uuidOf(bytes.subarray(ID_BYTES, 2 * ID_BYTES))
  return timingSafeEqual(bytes.subarray(2 * ID_BYTES), macOf(keys, personId, feedId))
    ? { personId, feedId }
    : null
}

/**
 * Makes a secret address for one's calendar; an earlier one ends. The answer does not hold it: answers are kept for
 * whoever sends the same form again.
 */
export const startFeed = (ports: Pick<Ports, 'store'>) =>
  command({
    name: 'opportunities.start-calendar-feed',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({}),
    async run(scope) {
      const before = await ports.store.feedOf(scope.db, scope.personId)
      const feedId = scope.newId()
      await ports.store.putFeed(scope.db, scope.personId, { feedId, createdAt: scope.now })
      scope.audit({
        action: 'opportunities.calendar-feed-started',
        subject: { kind: 'person', id: scope.personId },
        before: { open: before !== null },
        after: { open: true }
      })
      return ok({ createdAt: scope.now })
    }
  })

/** The secret part of the address of one's own calendar; null without one. */
export const showMyFeed = (ports: Pick<Ports, 'store' | 'keystore'>) =>
  query({
    name: 'opportunities.show-my-calendar-feed',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    async run({ db, personId }) {
      const feed = await ports.store.feedOf(db, personId)
      return ok({ token: feed && tokenOf(ports, personId, feed.feedId) })
    }
  })

export const endFeed = (ports: Pick<Ports, 'store'>) =>
  command({
    name: 'opportunities.end-calendar-feed',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({}),
    async run(scope) {
      if (!(await ports.store.feedOf(scope.db, scope.personId))) return err(failure.notFound('calendar-none'))
      await ports.store.removeFeed(scope.db, scope.personId)
      scope.audit({
        action: 'opportunities.calendar-feed-ended',
        subject: { kind: 'person', id: scope.personId },
        before: { open: true },
        after: { open: false }
      })
      return ok(null)
    }
  })

export interface CalendarEntry {
  readonly shift: ShiftFacts
  readonly state: SignUpState
  /** Its organiser may not run it now. */
  readonly suspended: boolean
}

/** The calendar behind a secret address, in its owner's language. A wrong address and an ended one look the same. */
export const readFeed = (ports: Pick<Ports, 'store' | 'keystore' | 'people' | 'organisers'>) =>
  query({
    name: 'opportunities.read-calendar-feed',
    access: 'anyone',
    // The calendars of many are asked for from the few addresses of a calendar service.
    limit: LIMITS.wrongGuess,
    input: z.object({ token: z.string().max(100) }),
    async run(scope, { token }) {
      const read = readToken(ports, token)
      const feed = read && (await ports.store.feedOf(scope.db, read.personId))
      if (!feed || feed.feedId !== read!.feedId) return err(failure.notFound('calendar-none'))
      const rows = await ports.store.signUpsOf(scope.db, read!.personId, ENTRIES_MAX)
      const [card] = (await ports.people.cards(scope.db, [read!.personId])).values()
      const locale: Locale = card?.locale ?? 'kk'
      const coming = rows.map(({ shift }) => shift).filter(({ endsAt }) => endsAt > scope.now)
      const suspended = await suspendedAmong(ports, scope.db, coming)
      const entries = rows.map(({ shift, state }): CalendarEntry => ({
        shift,
        state,
        suspended: shift.endsAt > scope.now && suspended.has(shift.organiserId)
      }))
      return ok({ locale, entries })
    }
  })

/** The coming shifts of one action, or one of them, for anybody's calendar. */
export const actionCalendar = (ports: Pick<Ports, 'store' | 'organisers'>) =>
  query({
    name: 'opportunities.action-calendar',
    access: 'anyone',
    limit: LIMITS.read,
    input: z.object({ actionId: z.uuid('unknown-id'), shiftId: z.uuid('unknown-id').optional() }),
    async run(scope, { actionId, shiftId }) {
      const shifts = await ports.store.shiftsOf(scope.db, actionId)
      const wanted = shifts.filter((shift) => !shiftId || shift.shiftId === shiftId)
      const facts = await ports.store.shiftFacts(
        scope.db,
        wanted.map((shift) => shift.shiftId)
      )
      const shown = facts.filter((shift) => shift.actionState !== 'draft')
      if (!shown.length) return err(failure.notFound('action-not-found'))
      const suspended = (await suspendedAmong(ports, scope.db, shown)).size > 0
      return ok({ suspended, shifts: shown.sort((a, b) => +a.startsAt - +b.startsAt) })
    }
  })
