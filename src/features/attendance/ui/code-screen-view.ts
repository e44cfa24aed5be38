import type { Locale } from '#platform/prelude/index.ts'
import type { ShiftCode } from '../index.ts'
import { attendanceWords } from '../messages/index.ts'
import { deskHeading } from './desk-heading.ts'

/** The coordinator's screen with its words, because the page is shown by a script that has no catalogue. */
export function codeScreenView(screen: ShiftCode, publicUrl: string, locale: Locale) {
  const t = attendanceWords(locale)
  const { shift, code, endsAt, came, here, walkUpNumber } = screen
  return {
    heading: deskHeading(shift, t('code.title'), locale),
    first: { code, endsAt: endsAt.toISOString(), came, here },
    api: `/api/shifts/${shift.shiftId}/code`,
    /** The scanner's own language is not known: the bare address is Kazakh and switches. */
    scanAddress: `${publicUrl}/c/${shift.shiftId}`,
    number: walkUpNumber?.replace(/(\d{4})(?=\d)/, '$1 ') ?? null,
    words: {
      lead: t('code.lead'),
      qr: t('code.qr'),
      digits: t('code.digits', { address: `${publicUrl.replace(/^https?:\/\//, '')}/check-in` }),
      came: t('code.came'),
      here: t('code.here'),
      number: t('code.number'),
      give: t('code.give'),
      print: t('code.print')
    }
  }
}
