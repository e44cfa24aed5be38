import { href } from '#platform/i18n/addresses.ts'
import { formatInstant } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import type { MyShift, MyShifts } from '../index.ts'
import { opportunitiesWords } from '../messages/index.ts'
import { reasonOf, signUpTag, textIn, whenOf, type TagView } from './action-view.ts'

function line({ shift, state, suspended, offeredUntil, reason, before }: MyShift, locale: Locale) {
  const t = opportunitiesWords(locale)
  return {
    shiftId: shift.shiftId,
    title: textIn(shift.title, locale),
    href: href(locale, `/actions/${shift.actionId}`),
    role: textIn(shift.role, locale) || null,
    when: whenOf(shift, locale),
    place: [shift.address, shift.locality].filter(Boolean).join(', '),
    tag: suspended
      ? ({ text: t('mine.suspended-tag'), tone: 'warning' } satisfies TagView)
      : signUpTag(state, locale),
    /** Without a place yet: a withdrawal that is taken back leads to the waiting list again. */
    waits: state === 'waiting' || state === 'offered',
    note: suspended
      ? t('mine.suspended')
      : state === 'offered' && offeredUntil
        ? t('mine.answer-until', { until: formatInstant(offeredUntil, locale) })
        : before !== null
          ? t('mine.before', { count: before })
          : reasonOf(reason, locale),
    calendar: href(locale, `/actions/${shift.actionId}/calendar.ics?shift=${shift.shiftId}`)
  }
}

export type MyShiftView = ReturnType<typeof line>

export const mySignUpsView = (mine: MyShifts, locale: Locale, publicUrl: string) => ({
  offered: mine.offered.map((one) => line(one, locale)),
  coming: mine.coming.map((one) => line(one, locale)),
  waiting: mine.waiting.map((one) => line(one, locale)),
  past: mine.past.map((one) => line(one, locale)),
  older: mine.next && href(locale, `/me/sign-ups?cursor=${mine.next}`),
  feed: mine.feedToken && `${publicUrl}/me/calendar/${mine.feedToken}.ics`
})
