import { LOCALES, type Locale } from '../prelude/index.ts'

/** Kazakh pages stand at the bare address, the others under /ru and /en: an address always says its language. */
export const DEFAULT_LOCALE: Locale = 'kk'

/** Splits an address into its language and the path without it. */
export function splitPath(pathname: string): { locale: Locale; path: string } {
  for (const locale of LOCALES) {
    if (locale === DEFAULT_LOCALE) continue
    if (pathname === `/${locale}`) return { locale, path: '/' }
    if (pathname.startsWith(`/${locale}/`)) return { locale, path: pathname.slice(locale.length + 1) }
  }
  return { locale: DEFAULT_LOCALE, path: pathname }
}

/** The address of a path in a language: `href('ru', '/verify')` is `/ru/verify`. */
export function href(locale: Locale, path: string): string {
  if (locale === DEFAULT_LOCALE) return path
  return path === '/' ? `/${locale}` : `/${locale}${path}`
}
