import { catalogue } from '../i18n/catalogue.ts'
import en from './en.json' with { type: 'json' }
import kk from './kk.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }

/** What every context may have to say: failures of input, of limits and of the service itself. */
export const platformWords = catalogue({ kk, ru, en })
