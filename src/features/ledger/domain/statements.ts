import type { EntryType } from './entry.ts'
import { readDecimal } from './numbers.ts'
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

export type Document = Readonly<Record<string, unknown>>

export const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A document in the one spelling that we publish: whoever reads it, it says nothing twice and the same to all. */
export function readDocument(text: string): Document | null {
  try {
    const value: unknown = JSON.parse(text)
    return isDocument(value) && JSON.stringify(value) === text ? value : null
  } catch {
    return null
  }
}

/** An issuer's key as the log tells its life. */
export interface StatedKey {
  readonly multibase: string
  readonly retiredAt: string | null
  readonly revokedAt: string | null
}

/** A form of a status list as the log tells its life. */
export interface StatedList {
  readonly listId: number
  /** SHA-256 of each publication, hexadecimal, the last one last; and how many places had been revoked by then. */
  readonly publications: readonly { readonly sha256: string; readonly revoked: number }[]
  /** Places that were revoked, in the order in which the log says so. None ever becomes good again. */
  readonly revoked: ReadonlySet<number>
}

export interface StatementReader {
  /** Reads the next statement of a log and says what is wrong with it; null when nothing is. */
  read(type: StatementType, document: unknown): string | null
  /** Keys of issuers, by the DID URL under which each is published. */
  readonly keys: ReadonlyMap<string, StatedKey>
  /** Status lists in each of their forms, by the path at which it is published. */
  readonly lists: ReadonlyMap<string, StatedList>
}

/** Reads the statements of a log in their order, and keeps what they say of keys and lists. */
export function statementReader(): StatementReader {
  const events = new Set<string>()
  const keys = new Map<string, StatedKey>()
  const lists = new Map<string, GrowingList>()
  const latest = new Map<number, { version: number; at: string }>()
  let eventAt = ''
  let totalsDay = ''
  const readers = { 'key-event': keyEvent, 'status-list-digest': listDigest, 'daily-totals': totals }
  return {
    keys,
    lists,
    read: (type, document) => (isDocument(document) ? readers[type](document) : 'it is no document')
  }

  /** A key is made once, and retired or revoked once after that. */
  function keyEvent(document: Document): string | null {
    const { v, log, issuer, key, event, at } = document
    if (v !== 'erikti/key-event/v1' || typeof key !== 'string') return 'it is no key event'
    const id = `${String(log ?? issuer)} ${key}`
    if (events.has(`${id} ${String(event)}`)) return `${key} was ${String(event)} before`
    if (event === 'retired' || event === 'revoked') {
      if (!events.has(`${id} made`)) return `${key} was never made`
    } else if (event !== 'made' && event !== 'begins') return 'it is no event that befalls a key'
    events.add(`${id} ${event}`)
    // The log's own keys begin with the log: they have no other time.
    if (event === 'begins') return null
    if (typeof at !== 'string') return 'it says no time'
    if (at < eventAt) return `it is of ${at}, and the one before it of ${eventAt}`
    eventAt = at
    return keepKey(document, event, at)
  }

  function keepKey({ issuer, key, publicKeyMultibase }: Document, event: string, at: string): string | null {
    const method = `${String(issuer)}#${String(key)}`
    const before = keys.get(method)
    const multibase = before?.multibase ?? publicKeyMultibase
    if (typeof issuer !== 'string' || typeof multibase !== 'string') return 'it does not say which key it is'
    keys.set(method, {
      multibase,
      retiredAt: event === 'retired' ? at : (before?.retiredAt ?? null),
      revokedAt: event === 'revoked' ? at : (before?.revokedAt ?? null)
    })
    return null
  }

  /** Each publication of a list is newer than the one before it, and a place is revoked once. */
  function listDigest(document: Document): string | null {
    const { list, version, at, bitstring, token } = document
    const forms = [publicationOf(bitstring), publicationOf(token)].filter((form) => form !== null)
    const revoked = newlyRevoked(document)
    const isSound = typeof list === 'number' && typeof version === 'number' && typeof at === 'string'
    if (!isSound || !revoked || forms.length < 2) return 'it is no digest of a status list'
    const again = forms.flatMap(({ path, sha256 }) => keepPublication(path, list, sha256, revoked))
    const before = latest.get(list)
    latest.set(list, { version, at })
    if (before && (version < before.version || at <= before.at))
      return `version ${version} of ${at} follows version ${before.version} of ${before.at}`
    return again.length ? `place ${again[0]} was revoked before` : null
  }

  /** Gives the places that were revoked before. */
  function keepPublication(
    path: string,
    listId: number,
    sha256: string,
    places: readonly number[]
  ): number[] {
    const list = lists.get(path) ?? { listId, publications: [], revoked: new Set() }
    lists.set(path, list)
    const again = places.filter((place) => list.revoked.has(place))
    for (const place of places) list.revoked.add(place)
    list.publications.push({ sha256, revoked: list.revoked.size })
    return again
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

interface GrowingList extends StatedList {
  readonly publications: { readonly sha256: string; readonly revoked: number }[]
  readonly revoked: Set<number>
}

/**
 * Places that were revoked since the statement before, ascending; null when it does not say. The first version of the
 * statement told none of them, and what was revoked under it is told by the first of the second version.
 */
function newlyRevoked({ v, revoked }: Document): readonly number[] | null {
  if (v === 'erikti/status-list/v1') return []
  if (v !== 'erikti/status-list/v2' || !Array.isArray(revoked)) return null
  const places = revoked as unknown[]
  const isAscending = places.every(
    (place, i) => Number.isSafeInteger(place) && (place as number) > ((places[i - 1] as number) ?? -1)
  )
  return isAscending ? (places as number[]) : null
}

/** One form of a list, by the path at which it stands; null when the statement does not say it. */
function publicationOf(form: unknown): { readonly path: string; readonly sha256: string } | null {
  if (!isDocument(form)) return null
  const { url, sha256 } = form
  if (typeof url !== 'string' || typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return null
  return URL.canParse(url) ? { path: new URL(url).pathname, sha256 } : null
}
