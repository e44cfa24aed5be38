import { z } from 'zod'
import { allOf, failure, LOCALES, type Failure } from './prelude/index.ts'

/**
 * Turns what zod says into failures with our own stable codes. A schema names a code of its own by using it
 * as the message (`z.string().regex(…, 'bin-checksum')`); everything else gets the code of its kind.
 */
export function failuresOf(error: z.ZodError): Failure {
  const failures = error.issues.map((issue) => {
    const field = issue.path.join('.')
    const details = { field, args: argsOf(issue) }
    return failure.invalid(codeOf(issue), details)
  })
  return allOf(failures)!
}

const OWN_CODE = /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/

function codeOf(issue: z.core.$ZodIssue): string {
  if (OWN_CODE.test(issue.message)) return issue.message
  if (issue.code === 'too_small')
    return issue.origin === 'string' && issue.minimum === 1 ? 'required' : 'too-small'
  if (issue.code === 'too_big') return issue.origin === 'string' ? 'too-long' : 'too-big'
  if (issue.code === 'invalid_type') return issue.input === undefined ? 'required' : 'wrong-form'
  if (issue.code === 'invalid_value')
    return issue.input === undefined || issue.input === '' ? 'required' : 'unknown-value'
  if (issue.code === 'unrecognized_keys') return 'unknown-field'
  return 'wrong-form'
}

function argsOf(issue: z.core.$ZodIssue): Failure['args'] {
  if (issue.code === 'too_small') return { min: Number(issue.minimum) }
  if (issue.code === 'too_big') return { max: Number(issue.maximum) }
  return undefined
}

/** C0 and C1 controls except tab and line feed, and the replacement character that broken UTF-8 decodes to. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFD]/
const MARKUP = /<\s*[a-z/!?]/i

const normalised = z.string().transform((text) => text.normalize('NFC').replace(/\r\n?/g, '\n').trim())

const plain = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => text.isWellFormed() && !UNPRINTABLE.test(text), 'text-broken')
    .refine((text) => !MARKUP.test(text), 'text-has-markup')

/** A required plain text: trimmed, NFC, at most `max` characters, no markup, no broken characters. */
export const text = (max: number) => normalised.pipe(plain(max).min(1))

/** The same, but may be left out; an empty one is undefined. */
export const optionalText = (max: number) =>
  normalised
    .pipe(plain(max))
    .transform((value) => value || undefined)
    .optional()

/** A text in one to three languages, at least one of them there. */
export const localText = (max: number) =>
  z
    .object({ kk: optionalText(max), ru: optionalText(max), en: optionalText(max) })
    .refine((value) => LOCALES.some((locale) => value[locale]), {
      message: 'text-in-one-language',
      path: ['kk']
    })

export const id = z.uuid('unknown-id')

/** An instant as RFC 3339 with offset. */
export const instant = z.iso
  .datetime({ offset: true, message: 'wrong-instant' })
  .transform((value) => new Date(value))

/** A calendar day 'YYYY-MM-DD' that exists. */
export const day = z.iso.date('wrong-day')

/** Where a list goes on and how much of it is wanted. */
export const PAGE_SIZE_MAX = 100
export const page = z.object({
  cursor: z.string().max(200).optional(),
  size: z.coerce.number().int().min(1).max(PAGE_SIZE_MAX).default(20)
})

/** One page of a list; `next` is the cursor of the following page, null at the end. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

/** Cuts what was read with a limit of `size + 1` into a page. */
export function pageOf<T>(rows: readonly T[], size: number, cursorOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, size)
  const last = items.at(-1)
  return { items, next: rows.length > size && last !== undefined ? cursorOf(last) : null }
}

/** A cursor is opaque to callers: the sort key and id of the last row, base64url of JSON. */
export const encodeCursor = (parts: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url')

/** The parts of a cursor, or null for one we did not make. */
export function decodeCursor(cursor: string | undefined): (string | number)[] | null {
  if (!cursor) return null
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string' || typeof part === 'number')
      ? parts
      : null
  } catch {
    return null
  }
}
