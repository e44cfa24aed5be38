import { err, ok, type Result } from '#platform/prelude/index.ts'

/** What no credential of ours comes near; a document beyond it is refused before anything is built from it. */
export const JSON_CHARS_MAX = 256 * 1024
export const JSON_DEPTH_MAX = 24
export const JSON_VALUES_MAX = 20_000

export type JsonTrouble =
  'document-too-large' | 'document-too-deep' | 'document-unreadable' | 'document-duplicate-name'

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

/** Walks over the text once. Grammar is left to JSON.parse; here depth, count and names are watched. */
function scan(text: string): JsonTrouble | null {
  /** Names of each open object; null for an array. */
  const open: (Set<string> | null)[] = []
  let values = 0
  /** Where the last string stands, if nothing else came after it. */
  let [from, to] = [0, 0]
  let inWord = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    const wasInWord = inWord
    inWord = false
    switch (character) {
      case '{':
      case '[':
        open.push(character === '{' ? new Set() : null)
        if (open.length > JSON_DEPTH_MAX) return 'document-too-deep'
        break
      case '}':
      case ']':
        open.pop()
        break
      case ':': {
        const names = open.at(-1)
        const name = to > from ? unquote(text.slice(from, to)) : null
        if (!names || name === null) return 'document-unreadable'
        if (names.has(name)) return 'document-duplicate-name'
        names.add(name)
        break
      }
      case '"': {
        if (++values > JSON_VALUES_MAX) return 'document-too-large'
        const end = endOfString(text, at)
        if (end < 0) return 'document-unreadable'
        ;[from, to] = [at, end + 1]
        at = end
        break
      }
      case ',':
      case ' ':
      case '\n':
      case '\r':
      case '\t':
        break
      default:
        // A number, a word, or what is neither.
        inWord = true
        to = from
        if (!wasInWord && ++values > JSON_VALUES_MAX) return 'document-too-large'
    }
  }
  return null
}

/** Where the quote stands that ends a string; -1 when none does. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end
    while (text[before - 1] === '\\') before--
    if ((end - before) % 2 === 0) return end
  }
  return -1
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
