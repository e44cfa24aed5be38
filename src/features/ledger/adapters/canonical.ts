import { rfc8785 } from './rfc8785.ts'

/**
 * The canonical JSON of RFC 8785. The engine writes everything but the order of names as the RFC says, and many times
 * faster than the library: so names are put into order, and what is left to the library is what it has to judge.
 */
export function canonicalJson(value: unknown): string {
  const ordered = inOrder(value)
  return ordered === UNUSUAL ? rfc8785(value) : JSON.stringify(ordered)
}

const UNUSUAL = Symbol('unusual')

/** The same value with the names of every object in the order of their UTF-16 units; itself where they are already. */
function inOrder(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : UNUSUAL
  if (typeof value !== 'object' || 'toJSON' in value) return UNUSUAL
  const names = Array.isArray(value) ? null : Object.keys(value)
  if (names?.some(isLikeIndex)) return UNUSUAL
  const items: readonly unknown[] = names ? Object.values(value) : (value as unknown[])
  const ordered = items.map(inOrder)
  if (ordered.includes(UNUSUAL)) return UNUSUAL
  const isSame = ordered.every((item, at) => item === items[at])
  if (!names) return isSame ? value : ordered
  const isSorted = names.every((name, at) => at === 0 || names[at - 1]! < name)
  if (isSame && isSorted) return value
  const entries = names.map((name, at): [string, unknown] => [name, ordered[at]])
  return Object.fromEntries(isSorted ? entries : entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** An object keeps such names before all others, whatever their order. */
function isLikeIndex(name: string): boolean {
  const first = name.charCodeAt(0)
  return first >= 48 && first <= 57
}
