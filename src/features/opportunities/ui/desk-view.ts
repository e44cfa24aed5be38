import type { RollRow, TableColumn, TableRow } from '#design/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatInstant, formatNumber } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { isLive, type DeskAction, type DeskLine, type DeskShift, type RosterLine } from '../index.ts'
import { opportunitiesWords } from '../messages/index.ts'
import { actionTag, reasonOf, signUpTag, textIn, whenOf } from './action-view.ts'

/** The actions of an organiser as rows of its desk. */
export function deskTable(
  lines: readonly DeskLine[],
  locale: Locale
): { columns: TableColumn[]; rows: TableRow[] } {
  const t = opportunitiesWords(locale)
  return {
    columns: [
      { key: 'title', label: t('desk.column.title'), rowHeader: true },
      { key: 'state', label: t('desk.column.state'), plain: true },
      { key: 'next', label: t('desk.column.next'), plain: true },
      { key: 'taken', label: t('desk.column.taken'), numeric: true }
    ],
    rows: lines.map((line) => {
      const tag = actionTag(line.state, locale)
      return {
        id: line.actionId,
        cells: {
          title: {
            text: textIn(line.content.title, locale),
            href: href(locale, `/desk/actions/${line.actionId}`)
          },
          state: { text: tag.text, tone: tag.tone },
          next: line.nextAt ? formatInstant(line.nextAt, locale) : '–',
          taken: `${formatNumber(line.taken, locale)} / ${formatNumber(line.places, locale)}`
        }
      }
    })
  }
}

/** The shifts of an action as rows of its desk; each leads to itself on the same page. */
export function shiftTable(
  action: DeskAction,
  chosen: string | null,
  locale: Locale
): { columns: TableColumn[]; rows: TableRow[] } {
  const t = opportunitiesWords(locale)
  const count = (shift: DeskShift, state: 'joined' | 'applied' | 'waiting' | 'offered') =>
    formatNumber(shift.counts[state] ?? 0, locale)
  return {
    columns: [
      { key: 'when', label: t('desk.column.when'), rowHeader: true },
      { key: 'role', label: t('desk.column.role'), plain: true },
      { key: 'joined', label: t('desk.column.joined'), numeric: true },
      { key: 'applied', label: t('desk.column.applied'), numeric: true },
      { key: 'waiting', label: t('desk.column.waiting'), numeric: true }
    ],
    rows: action.shifts.map((shift) => ({
      id: shift.shiftId,
      cells: {
        when: {
          text: whenOf(shift, locale),
          href: `?shift=${shift.shiftId}#shift`,
          ...(shift.state === 'cancelled'
            ? { note: t('desk.shift-cancelled') }
            : shift.shiftId === chosen
              ? { note: t('desk.shift-open') }
              : {})
        },
        role: textIn(shift.role, locale),
        joined: `${count(shift, 'joined')} / ${formatNumber(shift.capacity, locale)}`,
        applied: count(shift, 'applied'),
        waiting: formatNumber((shift.counts.waiting ?? 0) + (shift.counts.offered ?? 0), locale)
      }
    }))
  }
}

/** The shift that the desk opens by itself: the next one, or the last when all are over. */
export function chosenShift(action: DeskAction, wanted: string | null, now: Date): DeskShift | null {
  const { shifts } = action
  return (
    shifts.find((shift) => shift.shiftId === wanted) ??
    shifts.find((shift) => shift.state === 'open' && shift.endsAt > now) ??
    shifts.at(-1) ??
    null
  )
}

export interface RosterLineView extends RollRow {
  /** Can be decided upon: accepted, declined, taken off. */
  readonly open: boolean
  readonly applied: boolean
}

/** Applications first, then those who have a place, those who wait, and the rest. */
const ROSTER_ORDER = ['applied', 'joined', 'offered', 'waiting', 'declined', 'withdrawn', 'cancelled']

export const rosterView = (lines: readonly RosterLine[], locale: Locale): RosterLineView[] =>
  [...lines]
    .sort(
      (a, b) => ROSTER_ORDER.indexOf(a.state) - ROSTER_ORDER.indexOf(b.state) || +a.queuedAt - +b.queuedAt
    )
    .map((line) => ({
      id: line.personId,
      name: line.name,
      detail: [formatInstant(line.queuedAt, locale), line.message, reasonOf(line.reason, locale)]
        .filter(Boolean)
        .join(' · '),
      tag: signUpTag(line.state, locale),
      open: isLive(line.state),
      applied: line.state === 'applied'
    }))
