import type { RollRow, Tab, Tone } from '#design/index.ts'
import { formatNumber, formatTime } from '#platform/i18n/format.ts'
import { fold, type Locale } from '#platform/prelude/index.ts'
import { ROSTER_STATES, type Roster, type RosterEntry, type RosterState } from '../index.ts'
import { attendanceWords } from '../messages/index.ts'

const TONES: Record<RosterState, Tone> = {
  here: 'success',
  coming: 'info',
  'no-check-out': 'warning',
  left: 'neutral',
  absent: 'neutral'
}

/** People on one page, and from how many on a name can be searched for. */
const ROWS_MAX = 300
const SEARCH_FROM = 12

export interface RosterAsked {
  /** Those of one state alone; anything else shows all. */
  readonly state: string | null
  /** A part of a name. */
  readonly q: string
  /** All who are shown are chosen at once. */
  readonly all: boolean
}

/** The roster in the words of a language: whom to show, and a line each. */
export function rosterView({ entries, open }: Roster, asked: RosterAsked, locale: Locale) {
  const t = attendanceWords(locale)
  const state = ROSTER_STATES.find((one) => one === asked.state) ?? null
  const name = fold(asked.q)
  const found = entries.filter(
    (entry) => (!state || entry.state === state) && (!name || fold(entry.name).includes(name))
  )
  const rows = found
    .slice(0, ROWS_MAX)
    .map((entry) => rowOf(entry, { all: asked.all, filtered: state !== null, open }, locale))
  return {
    open,
    state,
    q: asked.q,
    rows,
    choosable: rows.some((row) => row.choosable),
    allChosen: asked.all,
    searchable: entries.length >= SEARCH_FROM,
    cut: found.length > ROWS_MAX ? t('roster.cut', { shown: ROWS_MAX, count: found.length }) : null,
    filter: filterOf(entries, state, locale)
  }
}

/** Everybody, and each state that somebody is in. */
function filterOf(entries: readonly RosterEntry[], chosen: RosterState | null, locale: Locale): Tab[] {
  const t = attendanceWords(locale)
  const each = ROSTER_STATES.map((state) => ({
    state,
    count: entries.filter((entry) => entry.state === state).length
  })).filter(({ state, count }) => count > 0 || state === chosen)
  return [
    {
      href: '?',
      label: t('roster.all'),
      current: !chosen,
      count: formatNumber(entries.length, locale)
    },
    ...each.map(({ state, count }) => ({
      href: `?state=${state}`,
      label: t(`states.${state}`),
      current: state === chosen,
      count: formatNumber(count, locale)
    }))
  ]
}

function rowOf(
  entry: RosterEntry,
  { all, filtered, open }: { all: boolean; filtered: boolean; open: boolean },
  locale: Locale
): RollRow {
  const t = attendanceWords(locale)
  const { personId, name, state, presence } = entry
  // A proposed end says of itself what it is.
  const methods = new Set(
    presence?.signals
      .filter(({ method }) => method !== 'shift-end')
      .map(({ method }) => t(`methods.${method}`))
  )
  const end = presence?.proposedOutAt
    ? t('roster.proposed', { time: formatTime(presence.proposedOutAt, locale) })
    : presence?.checkedOutAt && formatTime(presence.checkedOutAt, locale)
  const choosable = open && !entry.isActor && state !== 'left'
  const detail = [
    presence && [formatTime(presence.checkedInAt, locale), end].filter(Boolean).join(' – '),
    [...methods].join(', '),
    entry.walkUp && t('roster.walkUp'),
    entry.isActor && t('roster.self'),
    entry.clockOff && t('roster.clockOff')
  ].filter(Boolean)
  return {
    id: personId,
    name,
    detail: detail.join(' · '),
    // A list of one state need not say it in every line.
    ...(filtered ? {} : { tag: { text: t(`states.${state}`), tone: TONES[state] } }),
    choosable,
    chosen: choosable && all
  }
}
