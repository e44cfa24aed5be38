import { regionOf } from '#features/programmes/index.ts'
import { LOCALES, type LocalText } from '#platform/prelude/index.ts'
import { organisersWords } from '../messages/index.ts'
import type { OfficeRegion } from './ports.ts'

/** Of which region an office is, in every language. */
export const officeName = (region: OfficeRegion): LocalText =>
  region === 'all'
    ? Object.fromEntries(LOCALES.map((locale) => [locale, organisersWords(locale)('officers.national')]))
    : regionOf(region).name
