import type { IconName } from '#design/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatSpan } from '#platform/i18n/format.ts'
import { pickText, type Locale } from '#platform/prelude/index.ts'
import type { DeskShift, DeskShifts } from '../index.ts'
import { contributionsWords } from '../messages/index.ts'

interface Fact {
  readonly icon: IconName
  readonly text: string
}

/** What waits for a coordinator, in the words of a language. */
export function deskShiftsView({ current, more, awaiting, next }: DeskShifts, locale: Locale) {
  const t = contributionsWords(locale)
  const view = ({ shift }: DeskShift, count: string) => {
    const role = pickText(shift.role, locale).text
    const meta: Fact[] = [
      { icon: 'clock', text: formatSpan(shift.startsAt, shift.endsAt, locale) },
      ...(role ? [{ icon: 'person', text: role } as const] : []),
      { icon: 'people', text: count }
    ]
    const at = (part: string) => href(locale, `/desk/shifts/${shift.shiftId}${part}`)
    return {
      id: shift.shiftId,
      title: pickText(shift.title, locale).text,
      meta,
      roster: at(''),
      code: at('/code'),
      confirm: at('/confirm')
    }
  }
  return {
    more,
    older: next && href(locale, `/desk?cursor=${next}`),
    current: current.map((one) => view(one, t('today.came', { came: one.came, taken: one.shift.taken }))),
    awaiting: awaiting.map((one) => view(one, t('today.undecided', { count: one.undecided })))
  }
}
