import { formatDay, formatMinutes, formatNumber } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import type { Totals } from '../domain/totals.ts'
import { passportWords } from '../messages/index.ts'
import { figures, nameOfDirection } from './labels.ts'

/** A line of a table of volumes, all written out. */
export interface VolumeLine {
  readonly key: string
  readonly name: string
  readonly engagements: string
  readonly time: string
}

export interface VolumeView {
  readonly time: string
  readonly engagements: string
  readonly organisers: string
  /** From the first day to the last. */
  readonly duration: string
  /** The same days in figures. */
  readonly first: string
  readonly last: string
  readonly byDirection: readonly VolumeLine[]
  readonly byYear: readonly VolumeLine[]
  readonly columns: {
    readonly direction: string
    readonly year: string
    readonly engagements: string
    readonly time: string
  }
  /** Said only where directions add up to more than the total. */
  readonly note: string | null
}

/** Totals in the words of a language. */
export function volumeView(totals: Totals, locale: Locale): VolumeView {
  const t = passportWords(locale)
  const line = (key: string, name: string, volume: { minutes: number; engagements: number }): VolumeLine => ({
    key,
    name,
    engagements: formatNumber(volume.engagements, locale),
    time: formatMinutes(volume.minutes, locale)
  })
  const inDirections = totals.byDirection.reduce((sum, { engagements }) => sum + engagements, 0)
  return {
    time: formatMinutes(totals.minutes, locale),
    engagements: formatNumber(totals.engagements, locale),
    organisers: formatNumber(totals.organisers, locale),
    duration: durationOf(totals, locale),
    first: totals.first ? figures(totals.first) : '–',
    last: totals.last ? figures(totals.last) : '–',
    byDirection: totals.byDirection.map((one) =>
      line(one.direction, nameOfDirection(one.direction, locale), one)
    ),
    byYear: totals.byYear.map((one) => line(String(one.year), String(one.year), one)),
    columns: {
      direction: t('passport.direction'),
      year: t('passport.year'),
      engagements: t('passport.engagements'),
      time: t('passport.time')
    },
    note: inDirections > totals.engagements ? t('passport.directionsNote') : null
  }
}

function durationOf({ first, last }: Totals, locale: Locale): string {
  if (!first || !last) return '–'
  return first === last
    ? formatDay(first, locale)
    : `${formatDay(first, locale)} – ${formatDay(last, locale)}`
}
