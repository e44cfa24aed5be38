import { catalogue } from '#platform/i18n/catalogue.ts'
import en from './en.json' with { type: 'json' }
import kk from './kk.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }

export const credentialsWords = catalogue({ kk, ru, en })
