import type { Locale } from '#platform/prelude/index.ts'
import { attendanceWords } from '../messages/index.ts'

/** What a page that shows a changing code needs besides the code: the time left by our clock, and words. */
export function rotation(endsAt: Date, now: Date, locale: Locale) {
  const t = attendanceWords(locale)
  return {
    secondsLeft: Math.max(1, Math.ceil((endsAt.getTime() - now.getTime()) / 1000)),
    reload: t('rotate.reload'),
    words: { next: t('rotate.next'), second: t('second'), lost: t('rotate.lost') }
  }
}
