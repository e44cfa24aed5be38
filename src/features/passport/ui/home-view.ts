import type { IconName } from '#design/index.ts'
import type { Inbox } from '#features/notices/index.ts'
import type { MyShifts } from '#features/opportunities/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatDateFull, formatInstant, formatMinutes, formatTime } from '#platform/i18n/format.ts'
import { dayOf, pickText, type LocalText, type Locale } from '#platform/prelude/index.ts'
import type { Passport } from '../app/show-my-passport.ts'
import { passportWords } from '../messages/index.ts'
import { placeName } from './labels.ts'
import { volumeView, type VolumeView } from './volume-view.ts'

/** Unread notices named on the page; the rest are in the inbox. */
export const NOTICES_NAMED_MAX = 3

interface Waiting {
  readonly icon: IconName
  readonly title: string
  /** When it came, of what came at a time. */
  readonly when?: string
  readonly text: string
  readonly href: string
}

export interface HomeView {
  readonly greeting: string
  readonly next: {
    readonly title: string
    readonly href: string
    readonly state: 'joined' | 'applied' | 'suspended'
    readonly meta: readonly { readonly icon: IconName; readonly text: string }[]
  } | null
  readonly waits: readonly Waiting[]
  readonly holder: { readonly name: string; readonly passportId: string }
  readonly volume: VolumeView
}

interface Told {
  readonly passport: Passport
  readonly shifts: MyShifts
  /** What was recorded and waits for somebody to confirm it. */
  readonly awaiting: { readonly minutes: number }
  readonly inbox: Inbox
}

/** The home of a signed-in person: what comes next, what waits for them, and how far their passport has come. */
export function homeView({ passport, shifts, awaiting, inbox }: Told, locale: Locale): HomeView {
  const t = passportWords(locale)
  const to = (path: string) => href(locale, path)
  const text = (one: LocalText) => pickText(one, locale).text
  const next = shifts.coming[0]
  const role = next && text(next.shift.role)
  return {
    greeting: t('home.greeting', { name: passport.holder.givenName }),
    next: next
      ? {
          title: text(next.shift.title),
          href: to(`/actions/${next.shift.actionId}`),
          state: next.suspended ? 'suspended' : next.state === 'joined' ? 'joined' : 'applied',
          meta: [
            { icon: 'calendar', text: formatDateFull(next.shift.startsAt, locale) },
            {
              icon: 'clock',
              text: `${formatTime(next.shift.startsAt, locale)} – ${formatTime(next.shift.endsAt, locale)}`
            },
            { icon: 'place', text: placeName(next.shift, dayOf(next.shift.startsAt), locale) },
            ...(role ? [{ icon: 'person' as const, text: role }] : [])
          ]
        }
      : null,
    waits: [
      ...shifts.offered.map(({ shift, offeredUntil }) => ({
        icon: 'clock' as const,
        title: t('home.offer', { title: text(shift.title) }),
        text: offeredUntil ? t('home.offerUntil', { at: formatInstant(offeredUntil, locale) }) : '',
        href: to('/me/sign-ups')
      })),
      ...(awaiting.minutes
        ? [
            {
              icon: 'shield' as const,
              title: t('home.awaiting', { time: formatMinutes(awaiting.minutes, locale) }),
              text: t('home.awaitingText'),
              href: to('/me/hours')
            }
          ]
        : []),
      ...inbox.items
        .filter(({ readAt }) => !readAt)
        .map((notice) => ({
          icon: 'bell' as const,
          title: notice.title,
          when: formatInstant(notice.at, locale),
          text: notice.text,
          href: to('/me/notices')
        }))
    ],
    holder: passport.holder,
    volume: volumeView(passport.totals, locale)
  }
}
