import type { IconName } from '#design/index.ts'
import { CLR_BADGES_MAX, TOKEN_RECORDS_MAX } from '#features/credentials/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatNumber } from '#platform/i18n/format.ts'
import { dayOf, inForce, type Locale } from '#platform/prelude/index.ts'
import { PAPER_TERM } from '../app/policy.ts'
import { passportWords } from '../messages/index.ts'

/** A form in which a holder takes something along. */
export interface TakenFile {
  readonly icon: IconName
  readonly title: string
  readonly text: string
  readonly href: string
  /** What is pressed; for a file its name. */
  readonly label: string
  readonly isPage?: true
}

/** What the link on a passport on paper is, and for how long. */
export const paperNote = (locale: Locale, now: Date): string =>
  passportWords(locale)('passport.pdfNote', { days: inForce(PAPER_TERM, dayOf(now)).value.days })

/** What a holder takes of the whole passport. */
export function passportFiles(locale: Locale): TakenFile[] {
  const t = passportWords(locale)
  return [
    {
      icon: 'phone',
      title: t('take.wallet'),
      text: t('take.walletText'),
      href: href(locale, '/me/passport/wallet'),
      label: t('take.walletLink'),
      isPage: true
    },
    {
      icon: 'document',
      title: t('take.token'),
      text: t('take.tokenText', { max: formatNumber(TOKEN_RECORDS_MAX, locale) }),
      href: href(locale, '/me/passport.sd-jwt'),
      label: 'passport.sd-jwt'
    },
    {
      icon: 'document',
      title: t('take.clr'),
      text: t('take.clrText', { max: formatNumber(CLR_BADGES_MAX, locale) }),
      href: href(locale, '/me/clr.json'),
      label: 'clr.json'
    }
  ]
}

/** What a holder takes of one record; the proof and the sheet only once the public log holds it. */
export function recordFiles(contributionId: string, isLogged: boolean, locale: Locale): TakenFile[] {
  const t = passportWords(locale)
  const at = (name: string): string => href(locale, `/me/passport/records/${contributionId}/${name}`)
  return [
    {
      icon: 'document',
      title: t('record.badge'),
      text: t('record.badgeText'),
      href: at('badge.json'),
      label: 'badge.json'
    },
    ...(isLogged
      ? ([
          {
            icon: 'shield',
            title: t('record.proofFile'),
            text: t('record.proofFileText'),
            href: at('record.tlog-proof'),
            label: 'record.tlog-proof'
          },
          {
            icon: 'print',
            title: t('record.archive'),
            text: t('record.archiveText'),
            href: at('archive.pdf'),
            label: 'archive.pdf'
          }
        ] as const)
      : [])
  ]
}
