import { readDecimal } from './bytes.ts'
import type { EntryType } from './entry.ts'
import { SMALL_CELL } from './totals.ts'

/** Entries whose content is public: anybody may read the document that such an entry commits to. */
export const STATEMENT_TYPES = ['key-event', 'status-list-digest', 'daily-totals'] as const
export type StatementType = Extract<EntryType, (typeof STATEMENT_TYPES)[number]>

export const isStatement = (type: EntryType): type is StatementType =>
  STATEMENT_TYPES.some((one) => one === type)

/** Where the document stands, below the address of the log. */
export const statementPath = (index: number): string => `statement/${index}.json`

/** The index in such a path; null for any other path. */
export function statementIndex(path: string): number | null {
  const digits = /^statement\/(\d+)\.json$/.exec(path)?.[1]
  return digits === undefined ? null : readDecimal(digits)
}

type Document = Readonly<Record<string, unknown>>

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads the statements of a log in their order and says what is wrong with each; null when nothing is. */
export function statementReader(): (type: StatementType, document: unknown) => string | null {
  const keys = new Set<string>()
  const lists = new Map<unknown, { version: number; at: string }>()
  let eventAt = ''
  let totalsDay = ''
  const read = { 'key-event': keyEvent, 'status-list-digest': listDigest, 'daily-totals': totals }
  return (type, document) => (isDocument(document) ? read[type](document) : 'it is no document')

  /** A key is made once, and retired or revoked once after that. */
  function keyEvent({ v, log, issuer, key, event, at }: Document): string | null {
    if (v !== 'erikti/key-event/v1' || typeof key !== 'string') return 'it is no key event'
    const id = `${String(log ?? issuer)} ${key}`
    if (keys.has(`${id} ${String(event)}`)) return `${key} was ${String(event)} before`
    if (event === 'retired' || event === 'revoked') {
      if (!keys.has(`${id} made`)) return `${key} was never made`
    } else if (event !== 'made' && event !== 'begins') return 'it is no event that befalls a key'
    keys.add(`${id} ${event}`)
    // The log's own keys begin with the log: they have no other time.
    if (event === 'begins') return null
    if (typeof at !== 'string') return 'it says no time'
    if (at < eventAt) return `it is of ${at}, and the one before it of ${eventAt}`
    eventAt = at
    return null
  }

  /** Each publication of a list is newer than the one before it. */
  function listDigest({ v, list, version, at, bitstring, token }: Document): string | null {
    const digests = [bitstring, token].map((form) => (isDocument(form) ? form['sha256'] : null))
    const isSound =
      v === 'erikti/status-list/v1' &&
      typeof version === 'number' &&
      typeof at === 'string' &&
      digests.every((digest) => typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest))
    if (!isSound) return 'it is no digest of a status list'
    const before = lists.get(list)
    lists.set(list, { version, at })
    if (before && (version < before.version || at <= before.at))
      return `version ${version} of ${at} follows version ${before.version} of ${before.at}`
    return null
  }

  /** One day after the other, and nobody in it whom the numbers could point at. */
  function totals({ v, day, organisers, others }: Document): string | null {
    if (v !== 'erikti/daily-totals/v1' || typeof day !== 'string' || !Array.isArray(organisers))
      return 'these are no totals of a day'
    const before = totalsDay
    totalsDay = day
    if (day <= before) return `the totals of ${day} follow those of ${before}`
    const cells = [...(organisers as unknown[]), ...(isDocument(others) ? [others] : [])]
    const isSmall = (cell: unknown): boolean =>
      !isDocument(cell) || typeof cell['records'] !== 'number' || cell['records'] < SMALL_CELL
    return cells.some(isSmall) ? `a number below ${SMALL_CELL} is shown` : null
  }
}
