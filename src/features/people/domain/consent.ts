import { addDays, inForce, type DatedPolicy, type Day, type Locale } from '#platform/prelude/index.ts'

/** Who processes the data: name and BIN must stand in each consent. */
export interface Operator {
  readonly name: Readonly<Record<Locale, string>>
  readonly bin: string
}

/** One wording of what a person consents to. The words themselves are messages `consent.<version>.…`. */
export interface ConsentTerms {
  /** Part of the message keys, and what is shown on the page: '1'. */
  readonly version: string
  readonly years: number
  /** Codes of the data collected, each with a message `consent.data.<code>`. */
  readonly data: readonly string[]
  readonly thirdParties: readonly string[]
  readonly crossBorder: boolean
  readonly publicSources: boolean
}

export const CONSENT_TERMS: readonly DatedPolicy<ConsentTerms>[] = [
  {
    value: {
      version: '1',
      years: 5,
      data: ['iin', 'names', 'birth-date', 'contacts', 'place', 'interests', 'activity', 'sessions'],
      thirdParties: ['organisers', 'extract-readers'],
      crossBorder: false,
      publicSources: false
    },
    from: '2024-01-01',
    source: 'Law of 21 May 2013 No. 94-V, art. 8: what a consent contains'
  }
]

export const termsOn = (on: Day): ConsentTerms => inForce(CONSENT_TERMS, on).value

/** The record of one consent, as article 8 of law 94-V wants it. It stays as it was when words change later. */
export interface ConsentRecord {
  readonly operatorName: string
  readonly operatorBin: string
  readonly subjectName: string
  readonly validTo: Day
  readonly thirdParties: readonly string[]
  readonly crossBorder: boolean
  readonly publicSources: boolean
  readonly data: readonly string[]
  readonly version: string
  readonly locale: Locale
}

/** Makes the record of a consent given on a day in a language. */
export function consentRecord(given: {
  operator: Operator
  subjectName: string
  on: Day
  locale: Locale
}): ConsentRecord {
  const terms = termsOn(given.on)
  return {
    operatorName: given.operator.name[given.locale],
    operatorBin: given.operator.bin,
    subjectName: given.subjectName,
    validTo: addYears(given.on, terms.years),
    thirdParties: terms.thirdParties,
    crossBorder: terms.crossBorder,
    publicSources: terms.publicSources,
    data: terms.data,
    version: terms.version,
    locale: given.locale
  }
}

/** The last day of a term of whole years that begins on `day`. */
function addYears(day: Day, years: number): Day {
  const sameDay = `${Number(day.slice(0, 4)) + years}${day.slice(4)}`
  return addDays(sameDay.endsWith('-02-29') ? sameDay.replace('02-29', '03-01') : sameDay, -1)
}

export type ConsentAnswer = 'given' | 'declined' | 'withdrawn'

/** What a person last answered, and until when it holds if it was yes. */
export interface ConsentState {
  readonly answer: ConsentAnswer
  readonly validTo: Day | null
}

/** True when data may be processed on that day: the last answer is yes and its term has not run out. */
export const consentHolds = (state: ConsentState | null, on: Day): boolean =>
  state?.answer === 'given' && state.validTo !== null && on <= state.validTo

/** True when the person is to be asked (again): never answered, or the term has run out. */
export const consentIsOpen = (state: ConsentState | null, on: Day): boolean =>
  state === null || (state.answer === 'given' && !consentHolds(state, on))
