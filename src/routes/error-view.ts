import type { Locale } from '#platform/prelude/index.ts'
import { frameWords } from './messages/index.ts'

const KNOWN = [400, 401, 403, 404, 405, 410, 413, 415, 429, 503] as const

/** What the error page may have to say, so that it brings no catalogue to the phone. */
export interface ErrorView {
  readonly titles: Readonly<Record<string, string>>
  readonly retry: string
  /** What is done about a form that was not taken. */
  readonly sent: Readonly<Record<'signIn' | 'wait' | 'newTab' | 'again', string>>
  readonly home: string
  readonly search: string
}

export function errorView(locale: Locale): ErrorView {
  const t = frameWords(locale)
  const titles = Object.fromEntries(KNOWN.map((status) => [status, t(`error.title.${status}`)]))
  return {
    titles: { ...titles, other: t('error.title.other') },
    retry: t('error.retry'),
    sent: {
      signIn: t('error.sent.sign-in'),
      wait: t('error.sent.wait'),
      newTab: t('error.sent.new-tab'),
      again: t('error.sent.again')
    },
    home: t('error.home'),
    search: t('error.search')
  }
}
