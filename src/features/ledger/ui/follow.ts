import { equalBytes } from '#platform/prelude/bytes.ts'
import { readCheckpoint, type SignedCheckpoint } from '../domain/checkpoint.ts'
import { consistencyRanges, HASH_BYTES, provesConsistency, treeHasher } from '../domain/merkle.ts'
import { parseVerifierKey, type VerifierKey } from '../domain/note.ts'
import { sha256 } from '../domain/sha256.ts'
import { hashRanges, TILE_WIDTH, tilePath, tilesFor, tileView, type TileView } from '../domain/tiles.ts'

/*
 * Follows a log from visit to visit, in a browser or wherever there is fetch: remembers the last checkpoint and works
 * out that the next one continues it. Trusts nothing that the log's server says besides what the hashes bear out.
 */

/** What is kept between visits. */
export interface Remembered {
  /** The log's key, as it was at the first visit. */
  readonly key: string
  readonly note: string
}

export type Outcome =
  | { readonly kind: 'first' | 'same'; readonly size: number; readonly signature: boolean | null }
  | {
      readonly kind: 'grown'
      readonly from: number
      readonly size: number
      readonly signature: boolean | null
    }
  /** Two histories: what was signed before is not in what is signed now. */
  | { readonly kind: 'broken' | 'shrank'; readonly from: number; readonly size: number }
  | { readonly kind: 'signature' }
  | { readonly kind: 'failed' }

export interface Following {
  readonly outcome: Outcome
  /** What to keep for the next visit; null: what was kept stays. */
  readonly keep: Remembered | null
}

interface FollowOptions {
  /** Address of the log, without a slash at the end. */
  readonly base: string
  /** The key that the page names; counts at the first visit only. */
  readonly key: string
  readonly remembered: Remembered | null
  readonly get: (url: string) => Promise<Uint8Array>
  /** null where Ed25519 is not to be had. */
  readonly verify: (key: VerifierKey, text: string, signature: Uint8Array) => Promise<boolean | null>
}

export async function follow({ base, key, remembered, get, verify }: FollowOptions): Promise<Following> {
  const vkey = remembered?.key ?? key
  const bytes = await get(`${base}/checkpoint`)
  const now = readCheckpoint(bytes)
  const trusted = parseVerifierKey(sha256, vkey)
  if (!now || !trusted) return stay({ kind: 'failed' })
  // Whoever signs for one log may sign for another.
  if (now.checkpoint.origin !== trusted.name) return stay({ kind: 'signature' })
  const signature = await checkSignature(now, trusted, verify)
  if (signature === false) return stay({ kind: 'signature' })
  const keep = { key: vkey, note: new TextDecoder().decode(bytes) }
  const { size, root } = now.checkpoint
  const before = remembered && readCheckpoint(remembered.note)?.checkpoint
  if (!before) return { outcome: { kind: 'first', size, signature }, keep }
  if (size < before.size) return stay({ kind: 'shrank', from: before.size, size })
  if (size === before.size)
    return equalBytes(root, before.root)
      ? { outcome: { kind: 'same', size, signature }, keep }
      : stay({ kind: 'broken', from: before.size, size })
  const continues = before.size === 0 || (await provesGrowth(before, { size, root }, base, get))
  return continues
    ? { outcome: { kind: 'grown', from: before.size, size, signature }, keep }
    : stay({ kind: 'broken', from: before.size, size })
}

const stay = (outcome: Outcome): Following => ({ outcome, keep: null })

/** True, false, or null where it cannot be checked. */
async function checkSignature(
  { note }: SignedCheckpoint,
  key: VerifierKey,
  verify: FollowOptions['verify']
): Promise<boolean | null> {
  const line = note.signatures.find(({ name, keyId }) => name === key.name && equalBytes(keyId, key.keyId))
  return line ? verify(key, note.text, line.signature) : false
}

interface Tree {
  readonly size: number
  readonly root: Uint8Array
}

/** Makes the consistency proof from the log's tiles and checks it against both roots. */
async function provesGrowth(from: Tree, to: Tree, base: string, get: FollowOptions['get']): Promise<boolean> {
  const hasher = treeHasher(sha256)
  const ranges = consistencyRanges(from.size, to.size)
  const views = new Map<string, TileView>()
  for (const tile of tilesFor(ranges, to.size)) {
    // A partial tile gives way to the full one as soon as the log has grown on.
    const bytes = await get(`${base}/${tilePath(tile)}`).catch(() =>
      get(`${base}/${tilePath({ ...tile, width: TILE_WIDTH })}`)
    )
    if (bytes.length < tile.width * HASH_BYTES) return false
    views.set(`${tile.level} ${tile.index}`, tileView(hasher, bytes))
  }
  const proof = hashRanges(hasher, ranges, (level, index) => views.get(`${level} ${index}`)!)
  return provesConsistency(hasher, { from, to, proof })
}

/** Ed25519 by WebCrypto; null where it has none. */
export async function verifyInBrowser(
  key: VerifierKey,
  text: string,
  signature: Uint8Array
): Promise<boolean | null> {
  try {
    const algorithm = { name: 'Ed25519' }
    const imported = await crypto.subtle.importKey('raw', key.publicKey.slice(), algorithm, false, ['verify'])
    return await crypto.subtle.verify(algorithm, imported, signature.slice(), new TextEncoder().encode(text))
  } catch {
    return null
  }
}

/** Reads what a log's address answers. */
export async function getBytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { cache: url.endsWith('/checkpoint') ? 'no-store' : 'default' })
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

/** Where a browser remembers the log of an address: if another log stands there one day, it is noticed. */
const memoryName = (base: string): string => `erikti-log ${base}`

/** What was kept; null for nothing, and for what cannot be read any more. */
function readRemembered(kept: string | null): Remembered | null {
  try {
    const { key, note } = JSON.parse(kept ?? '') as Remembered
    return readCheckpoint(note) && parseVerifierKey(sha256, key) ? { key, note } : null
  } catch {
    return null
  }
}

/** A browser that keeps nothing for this page follows it from the beginning each time. */
function rememberedAt(base: string): Remembered | null {
  try {
    return readRemembered(localStorage.getItem(memoryName(base)))
  } catch {
    return null
  }
}

/** Of two tabs, the later to answer does not forget what the other saw. False where the browser keeps nothing. */
function keepAt(base: string, keep: Remembered): boolean {
  const sizeOf = (kept: Remembered | null): number =>
    (kept && readCheckpoint(kept.note)?.checkpoint.size) ?? 0
  if (sizeOf(keep) < sizeOf(rememberedAt(base))) return true
  try {
    localStorage.setItem(memoryName(base), JSON.stringify(keep))
    return true
  } catch {
    return false
  }
}

/** The page's part: reads what it has to know from the element, and says the outcome in the element's own words. */
export async function followOnPage(element: HTMLElement): Promise<void> {
  const { base = '', key = '' } = element.dataset
  const { outcome: found, keep } = await followFor(base, key)
  const isKept = keep !== null && keepAt(base, keep)
  // A first visit promises to compare at the next one; what else was found holds all the same.
  const outcome = found.kind === 'first' && !isKept ? ({ kind: 'unkept' } as const) : found
  const number = new Intl.NumberFormat(document.documentElement.lang || 'kk')
  const values = new Map(
    Object.entries(outcome).map(([name, value]) => [
      name,
      typeof value === 'number' ? number.format(value) : ''
    ])
  )
  if (outcome.kind === 'grown' || outcome.kind === 'shrank' || outcome.kind === 'broken')
    values.set('to', number.format(outcome.size))
  for (const part of element.querySelectorAll<HTMLElement>('[data-outcome]')) {
    part.hidden = part.dataset.outcome !== outcome.kind
    if (part.hidden) continue
    const text = part.querySelector('[data-text]') ?? part
    text.textContent = (text.textContent ?? '').replace(
      /\{(\w+)\}/g,
      (whole, name: string) => values.get(name) ?? whole
    )
  }
  const unsigned = element.querySelector<HTMLElement>('[data-unsigned]')
  if (unsigned) unsigned.hidden = !('signature' in outcome) || outcome.signature !== null
}

async function followFor(base: string, key: string): Promise<Following> {
  try {
    const remembered = rememberedAt(base)
    return await follow({ base, key, remembered, get: getBytes, verify: verifyInBrowser })
  } catch {
    return stay({ kind: 'failed' })
  }
}
