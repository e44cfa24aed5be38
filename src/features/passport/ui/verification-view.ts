import { href } from '#platform/i18n/addresses.ts'
import { formatInstant, formatMinutes } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import type { Verification } from '../app/read-extract.ts'
import { readDisclosure } from '../domain/extract.ts'
import { passportWords } from '../messages/index.ts'
import { disclosureView, type DisclosureView } from './disclosure-view.ts'

export interface VerificationView {
  readonly checked: string
  /** What has been corrected since, in a title and a sentence; null when nothing has. */
  readonly corrected: { readonly title: string; readonly text: string } | null
  readonly disclosure: DisclosureView
  /** null when the holder looks at their own. */
  readonly readingId: string | null
  /** Where the signed file and the paper are taken; null when they are not given out any longer. */
  readonly files: { readonly token: string; readonly pdf: string } | null
}

/** What a reader is told, in the words of a language. */
export function verificationView(
  { door, disclosure: text, corrections, minutesNow, readingId }: Verification,
  locale: Locale,
  now: Date
): VerificationView {
  const t = passportWords(locale)
  const disclosure = readDisclosure(text)
  return {
    checked: t('verify.validText', { at: formatInstant(now, locale) }),
    corrected: corrections.length
      ? {
          title: t('verify.corrected', { count: corrections.length }),
          text: t('verify.correctedText', {
            then: formatMinutes(disclosure.totals.minutes, locale),
            now: formatMinutes(minutesNow, locale)
          })
        }
      : null,
    disclosure: disclosureView(disclosure, corrections, locale),
    readingId,
    files: corrections.length
      ? null
      : {
          token: fileOf(door, 'extract.sd-jwt', readingId, locale),
          pdf: fileOf(door, 'extract.pdf', readingId, locale)
        }
  }
}

const fileOf = (door: string, name: string, readingId: string | null, locale: Locale): string =>
  href(locale, `/v/${encodeURIComponent(door)}/${name}`) + (readingId ? `?reading=${readingId}` : '')
