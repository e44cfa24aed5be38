import type { TableCell, TableColumn, TableRow, Tone } from '#design/index.ts'
import { formatNumber, formatTime } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { ROSTER_STATES, type Roster, type RosterEntry, type RosterState } from '../index.ts'
import { attendanceWords } from '../messages/index.ts'

const TONES: Record<RosterState, Tone> = {
  here: 'success',
  coming: 'info',
  'no-check-out': 'warning',
  left: 'neutral',
  absent: 'neutral'
}

/** The roster as a table, with the numbers above it. */
export function rosterView(roster: Roster, locale: Locale) {
  const t = attendanceWords(locale)
  const { entries, open } = roster
  const columns: TableColumn[] = [
    ...(open ? [{ key: 'chosen', label: t('roster.choose') }] : []),
    { key: 'name', label: t('roster.name'), rowHeader: true },
    { key: 'state', label: t('roster.state') },
    { key: 'came', label: t('roster.came'), numeric: true },
    { key: 'left', label: t('roster.left'), numeric: true },
    { key: 'how', label: t('roster.how') }
  ]
  return {
    open,
    columns,
    rows: entries.map((entry) => rowOf(entry, locale)),
    names: Object.fromEntries(entries.map(({ personId, name }) => [personId, name])),
    /** Those whom the actor may record. */
    choosable: entries
      .filter(({ isActor, state }) => !isActor && state !== 'left')
      .map(({ personId }) => personId),
    counts: ROSTER_STATES.map((state) => ({
      caption: t(`states.${state}`),
      count: entries.filter((entry) => entry.state === state).length
    }))
      .filter(({ count }) => count > 0)
      .map(({ caption, count }) => ({ caption, value: formatNumber(count, locale) }))
  }
}

function rowOf(entry: RosterEntry, locale: Locale): TableRow {
  const t = attendanceWords(locale)
  const { presence } = entry
  const notes = [
    entry.walkUp && t('roster.walkUp'),
    entry.isActor && t('roster.self'),
    entry.clockOff && t('roster.clockOff')
  ].filter((note) => note !== false)
  const methods = new Set(presence?.signals.map(({ method }) => t(`methods.${method}`)))
  const left: TableCell = presence?.proposedOutAt
    ? { text: '', note: t('roster.proposed', { time: formatTime(presence.proposedOutAt, locale) }) }
    : { text: presence?.checkedOutAt ? formatTime(presence.checkedOutAt, locale) : '' }
  return {
    id: entry.personId,
    cells: {
      name: { text: entry.name, ...(notes.length ? { note: notes.join('. ') } : {}) },
      state: { text: t(`states.${entry.state}`), tone: TONES[entry.state] },
      came: presence ? formatTime(presence.checkedInAt, locale) : '',
      left,
      how: [...methods].join(', ')
    }
  }
}
