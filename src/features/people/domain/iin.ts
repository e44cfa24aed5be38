import { ageOn, checkDigit, err, failure, ok, type Day, type Result } from '#platform/prelude/index.ts'

/**
 * The individual identification number (ЖСН, ИИН): YYMMDD, a digit of century and sex, four of serial, a check
 * digit. Government decree of 11 June 2003 No. 565.
 */
export interface Iin {
  readonly digits: string
  /** null when the seventh digit is 0, which tells no century: some foreigners' numbers. */
  readonly birthDate: Day | null
  readonly sex: 'male' | 'female' | null
}

export interface IinRules {
  readonly today: Day
  /** Takes a seventh digit of 0. Its holder's birth date comes from the state's record only. */
  readonly acceptUnknownCentury?: boolean
}

const IIN_DIGITS = 12
/** Nobody alive is older; a number that says so is a mistake. */
export const AGE_YEARS_MAX = 120

/** Checks a number; each way of being wrong has a code of its own. */
export function parseIin(input: string, rules: IinRules): Result<Iin> {
  const fault = (code: string) => err(failure.invalid(code, { field: 'iin' }))
  if (input.length !== IIN_DIGITS) return fault('iin-length')
  if (!/^\d+$/.test(input)) return fault('iin-digits')

  const centuryDigit = Number(input[6])
  if (centuryDigit > 6 || (centuryDigit === 0 && !rules.acceptUnknownCentury)) return fault('iin-century')
  // Without a century the day need only exist in some year: 2000 is a leap year.
  const century = 17 + Math.ceil(centuryDigit / 2)
  const birthDate = `${century}${input.slice(0, 2)}-${input.slice(2, 4)}-${input.slice(4, 6)}`
  if (!isDay(centuryDigit === 0 ? `2000${birthDate.slice(4)}` : birthDate)) return fault('iin-birth-date')

  const check = checkDigit(input.slice(0, -1))
  if (check === null) return fault('iin-unusable')
  if (check !== Number(input.at(-1))) return fault('iin-checksum')

  if (centuryDigit === 0) return ok({ digits: input, birthDate: null, sex: null })
  if (birthDate > rules.today) return fault('iin-future')
  if (ageOn(birthDate, rules.today) > AGE_YEARS_MAX) return fault('iin-age')
  return ok({ digits: input, birthDate, sex: centuryDigit % 2 ? 'male' : 'female' })
}

/** True when a birth date stated apart is the one in the number (day, month and two digits of the year at least). */
export const agreesWithIin = (iin: Iin, birthDate: Day): boolean =>
  iin.birthDate
    ? iin.birthDate === birthDate
    : birthDate.replaceAll('-', '').slice(2) === iin.digits.slice(0, 6)

/** The digit that says century and sex, for somebody born from 1800 to 2099. */
export const centuryDigit = (birthDate: Day, sex: 'male' | 'female'): number =>
  (Number(birthDate.slice(0, 2)) - 18) * 2 + (sex === 'male' ? 1 : 2)

/**
 * A well-formed number for the synthetic world: development, tests and benches. Serials from 9000 up are not
 * known to be issued. null for the few prefixes that have no check digit.
 */
export function generateIin(birthDate: Day, sexCenturyDigit: number, serial: number): string | null {
  const body = `${birthDate.slice(2).replaceAll('-', '')}${sexCenturyDigit}${String(serial).padStart(4, '0')}`
  const check = checkDigit(body)
  return check === null ? null : `${body}${check}`
}

/** What may be shown of a number: its first six digits are the birth date, the seventh gives away the sex. */
export const maskIin = (digits: string): string => '•'.repeat(10) + digits.slice(-2)

function isDay(day: Day): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day
}
