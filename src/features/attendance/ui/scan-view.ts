import type { Locale } from '#platform/prelude/index.ts'
import type { ShiftCode } from '../index.ts'
import { attendanceWords } from '../messages/index.ts'
import { deskHeading } from './desk-heading.ts'

/** The page that scans, with its words, because it is run by a script that has no catalogue. */
export function scanView(shift: ShiftCode['shift'], locale: Locale) {
  const t = attendanceWords(locale)
  return {
    heading: deskHeading(shift, t('scan.title'), locale),
    api: `/api/shifts/${shift.shiftId}/scans`,
    words: {
      problems: t('problems'),
      lead: t('scan.lead'),
      kind: t('scan.kind'),
      in: t('scan.in'),
      out: t('scan.out'),
      code: t('scan.code'),
      codeHint: t('scan.codeHint'),
      submit: t('scan.submit'),
      done: t('scan.done')
    },
    camera: {
      results: t('scan.results'),
      cameAt: t('scan.cameAt'),
      leftAt: t('scan.leftAt'),
      walkUp: t('scan.walkUp'),
      lost: t('scan.lost'),
      start: t('scan.start'),
      stop: t('scan.stop'),
      camera: t('scan.camera'),
      noCamera: t('scan.noCamera'),
      denied: t('scan.denied')
    }
  }
}
