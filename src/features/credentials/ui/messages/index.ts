import type { Locale } from '#platform/prelude/index.ts'
import en from './en.json' with { type: 'json' }
import kk from './kk.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }

export type PageKey = keyof typeof kk

/**
 * Words of the page that checks, as they stand: the page's script fills in what it finds, also without a network, and
 * carries no formatter of messages. So they have blanks and no plurals.
 */
export const pageMessages: Readonly<Record<Locale, Readonly<Record<PageKey, string>>>> = { kk, ru, en }
