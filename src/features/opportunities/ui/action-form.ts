import type { FormValues } from '#platform/http/form.ts'
import { localParts, LOCALES, type LocalText } from '#platform/prelude/index.ts'
import { ACCEPTANCE, type ActionContent } from '../domain/action.ts'
import { SHIFTS_MAX, type ShiftPlan } from '../domain/shift.ts'

/** Empty rows for shifts on a new form, and how many the button adds. */
const ROWS_AT_FIRST = 1
const ROWS_MORE = 3
export const ROWS_MAX = 20
const ROWS_FIELD = '_rows'

/** How many rows for shifts a form has, as it says itself. */
export const rowsOf = (values: FormValues): number =>
  Math.min(ROWS_MAX, Math.max(1, Number(values[ROWS_FIELD]) || ROWS_AT_FIRST))

/** The form again with more rows, nothing else changed. */
export const withMoreRows = (values: FormValues): FormValues => ({
  ...values,
  [ROWS_FIELD]: String(Math.min(ROWS_MAX, rowsOf(values) + ROWS_MORE))
})

type Nested = Readonly<Record<string, unknown>>

const isBlank = (row: unknown): boolean => {
  const { startsAt, endsAt, role } = (row ?? {}) as Nested
  return !startsAt && !endsAt && !Object.values((role ?? {}) as Nested).some(Boolean)
}

/**
 * Rows of shifts as the command wants them: those left empty are null, so that each error finds its row. A list with a
 * row beyond the last that can be is left alone, to be refused: all of its holes would fill the memory.
 */
export function shiftRows(rows: unknown): unknown[] {
  const list = (rows ?? []) as unknown[]
  return list.length > SHIFTS_MAX ? list : Array.from(list, (row) => (isBlank(row) ? null : row))
}

/** From the form's fields to what the command takes. A point needs both numbers; half of one is an error. */
export function actionInput({ shifts, point, ...values }: Nested): Nested {
  const { lat, lon } = (point ?? {}) as Nested
  return {
    ...values,
    point: lat || lon ? { lat, lon } : null,
    ...(shifts ? { shifts: shiftRows(shifts) } : {})
  }
}

const inEach = (name: string, text: LocalText): FormValues =>
  Object.fromEntries(LOCALES.map((locale) => [`${name}.${locale}`, text[locale] ?? '']))

/** What stands in the form of an action that exists. */
export const contentValues = (content: ActionContent): FormValues => ({
  ...inEach('title', content.title),
  ...inEach('text', content.text),
  ...inEach('note', content.note),
  ...inEach('why', content.why),
  directions: content.directions,
  beneficiaries: content.beneficiaries,
  programme: content.programme ?? '',
  regionCode: content.regionCode,
  locality: content.locality,
  address: content.address ?? '',
  'point.lat': content.point ? String(content.point.lat) : '',
  'point.lon': content.point ? String(content.point.lon) : '',
  languages: content.languages,
  minAge: content.minAge === null ? '' : String(content.minAge),
  skills: content.skills,
  training: content.training,
  health: content.health,
  riskLevel: content.riskLevel,
  crimeRelated: content.crimeRelated ? 'on' : '',
  joinMode: content.joinMode,
  ...Object.fromEntries(
    ACCEPTANCE.map((question) => [`acceptance.${question}`, content.acceptance[question] ? 'on' : ''])
  )
})

const wallClockValue = (instant: Date): string => {
  const { day, time } = localParts(instant)
  return `${day}T${time}`
}

/** What stands in the form of a shift that exists. */
export const shiftValues = ({ role, startsAt, endsAt, capacity }: ShiftPlan): FormValues => ({
  ...inEach('role', role),
  startsAt: wallClockValue(startsAt),
  endsAt: wallClockValue(endsAt),
  capacity: String(capacity)
})

/** One value of a form. */
export const typed = (values: FormValues, name: string): string => {
  const value = values[name]
  return typeof value === 'string' ? value : ''
}

/** All values of a group of boxes. */
export const ticked = (values: FormValues, name: string): readonly string[] => {
  const value = values[name]
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}
