import type { Locale } from '#platform/prelude/index.ts'
import { peopleWords } from '../messages/index.ts'

/** Signs in a `User-Agent` and what they stand for; the first that fits, since each browser names its forebears. */
const BROWSERS = [
  ['YaBrowser/', 'Yandex'],
  ['SamsungBrowser/', 'Samsung Internet'],
  ['OPR/', 'Opera'],
  ['Edg', 'Edge'],
  ['Firefox/', 'Firefox'],
  ['FxiOS/', 'Firefox'],
  ['CriOS/', 'Chrome'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari']
] as const
const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux']
] as const

/** A device as its owner would call it: «Chrome, Android». */
export function deviceName(userAgent: string, locale: Locale): string {
  const t = peopleWords(locale)
  const browser = BROWSERS.find(([sign]) => userAgent.includes(sign))?.[1]
  const system = SYSTEMS.find(([sign]) => userAgent.includes(sign))?.[1]
  if (browser && system) return t('device.browser', { browser, system })
  return browser ?? system ?? t('device.unknown')
}
