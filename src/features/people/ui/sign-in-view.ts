import type { Locale } from '#platform/prelude/index.ts'
import { peopleWords } from '../messages/index.ts'

/** Why a sign-in may have come to nothing: the codes that the page accepts in its address. */
const REFUSALS = [
  'sign-in-expired',
  'sign-in-declined',
  'sign-in-failed',
  'identity-incomplete',
  'identity-provider-unavailable',
  'iin-length',
  'iin-digits',
  'iin-birth-date',
  'iin-century',
  'iin-checksum',
  'iin-unusable',
  'iin-future',
  'iin-age',
  'iin-birth-date-differs'
] as const

/** Seconds after which it is worth asking the identity provider again. */
const RETRY_SECONDS = 30

/** Why the last sign-in came to nothing, in words; null when it says no such thing. */
export function refusalText(code: string | null, locale: Locale): string | null {
  const known = REFUSALS.find((refusal) => refusal === code)
  return known ? peopleWords(locale)(`errors.${known}`, { seconds: RETRY_SECONDS }) : null
}
