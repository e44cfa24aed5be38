import { catalogue } from '#platform/i18n/catalogue.ts'
import { LOCALES } from '#platform/prelude/index.ts'
import type { VctKind } from '../domain/sd-jwt-vc.ts'
import en from './en.json' with { type: 'json' }
import kk from './kk.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }

export const credentialsWords = catalogue({ kk, ru, en })

/** What a type of credential is called in each language. */
export const typeNames = (kind: VctKind): Readonly<Record<string, string>> =>
  Object.fromEntries(LOCALES.map((locale) => [locale, credentialsWords(locale)(`types.${kind}`)]))
