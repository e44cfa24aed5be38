import { err, ok, type Result } from '#platform/prelude/index.ts'

/** What no credential of ours comes near; a document beyond it is refused before anything is built from it. */
export const JSON_CHARS_MAX = 256 * 1024
export const JSON_DEPTH_MAX = 24
export const JSON_VALUES_MAX = 20_000

export type JsonTrouble =
  'document-too-large' | 'document-too-deep' | 'document-unreadable' | 'document-duplicate-name'

/** One token: a string, a bracket, a separator, or a number or word. */
const TOKEN = /\s*("[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+)/y

/**
 * JSON of a stranger: within limits, and no object names the same thing twice (JSON.parse would silently keep the
 * last, another reader perhaps the first, and a signature would hold for both).
 */
export function parseStrictJson(text: string): Result<unknown, JsonTrouble> {
  if (text.length > JSON_CHARS_MAX) return err('document-too-large')
  const trouble = scan(text)
  if (trouble) return err(trouble)
  try {
    return ok(JSON.parse(text) as unknown)
  } catch {
    return err('document-unreadable')
  }
}

/** Walks over the tokens once. Grammar is left to JSON.parse; here depth, count and names are watched. */
function scan(text: string): JsonTrouble | null {
  /** Names of each open object; null for an array. */
  const open: (Set<string> | null)[] = []
  let values = 0
  let name: string | null = null
  const token = new RegExp(TOKEN)
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const word = match[1]!
    if (word === '{' || word === '[') {
      open.push(word === '{' ? new Set() : null)
      if (open.length > JSON_DEPTH_MAX) return 'document-too-deep'
    } else if (word === '}' || word === ']') open.pop()
    else if (word === ':') {
      const names = open.at(-1)
      if (!names || name === null) return 'document-unreadable'
      if (names.has(name)) return 'document-duplicate-name'
      names.add(name)
    } else if (word !== ',') {
      if (++values > JSON_VALUES_MAX) return 'document-too-large'
      name = word.startsWith('"') ? unquote(word) : null
    }
  }
  return null
}

/** The name as JSON.parse reads it, so that no escape hides a duplicate. */
function unquote(quoted: string): string | null {
  if (!quoted.includes('\\')) return quoted.slice(1, -1)
  try {
    return JSON.parse(quoted) as string
  } catch {
    return null
  }
}

export type JsonObject = { readonly [name: string]: unknown }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
