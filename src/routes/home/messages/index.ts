import { catalogue } from '#platform/i18n/catalogue.ts'
import en from './en.json' with { type: 'json' }
import kk from './kk.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }

/** Words of the pages that belong to no context: the home page, about, personal data. */
export const homeWords = catalogue({ kk, ru, en })
