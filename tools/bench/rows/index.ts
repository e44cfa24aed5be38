import type { Row } from '../bench.ts'
import { browser } from './browser.ts'
import { checkIn } from './check-in.ts'
import { confirming } from './confirming.ts'
import { credentials } from './credentials.ts'
import { home } from './home.ts'
import { lists, search } from './lists.ts'
import { log } from './log.ts'
import { memory } from './memory.ts'
import { passport } from './passport.ts'
import { verification } from './verification.ts'

/** In the order in which they run. Memory stays last. */
export const ROWS: readonly Row[] = [
  passport,
  checkIn,
  search,
  lists,
  verification,
  home,
  confirming,
  credentials,
  browser,
  log,
  memory
]
