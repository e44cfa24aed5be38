import { formatDay, formatNumber } from '#platform/i18n/format.ts'
import { ZONE, type Day, type Locale } from '#platform/prelude/index.ts'

/*
 * How the page writes dates and numbers. Chromium knows no Kazakh months and groups its digits as in English, so
 * the server lends the months as texts with blanks and the sign between thousands.
 */

/** What a language needs besides its words. */
export interface Figures {
  /** January to December: «{year} ж. {day} қаңтар». */
  readonly months: readonly string[]
  /** Between thousands. */
  readonly group: string
}

/** Fills the blanks of a text. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (blank, name: string) => String(values[name] ?? blank))

/** Made on the server, which knows all our languages. */
export const figuresOf = (locale: Locale): Figures => ({
  months: Array.from({ length: 12 }, (_, month) =>
    formatDay(`2222-${String(month + 1).padStart(2, '0')}-11`, locale)
      .replace('2222', '{year}')
      .replace('11', '{day}')
  ),
  group: formatNumber(11_111, locale).replaceAll('1', '')
})

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23'
})

export interface Language {
  number(value: number): string
  day(day: Day): string
  /** The day in Kazakhstan. */
  date(instant: Date): string
  /** Day and time in Kazakhstan. */
  instant(instant: Date): string
  time(instant: Date): string
}

export function languageOf({ months, group }: Figures): Language {
  const written = (year: string | number, month: number, day: number): string =>
    fill(months[month - 1]!, { year, day })
  const partsOf = (instant: Date): Record<string, string> =>
    Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, value]))
  const date = (instant: Date): string => {
    const { year, month, day } = partsOf(instant)
    return written(year!, Number(month), Number(day))
  }
  const time = (instant: Date): string => {
    const { hour, minute } = partsOf(instant)
    return `${hour}:${minute}`
  }
  return {
    number: (value) => String(value).replace(/\B(?=(\d{3})+$)/g, group),
    day(day) {
      const [year, month, date] = day.split('-').map(Number)
      return written(year!, month!, date!)
    },
    date,
    time,
    instant: (instant) => `${date(instant)}, ${time(instant)}`
  }
}
