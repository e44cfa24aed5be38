import { fail, redirect, type ActionFailure } from '@sveltejs/kit'
import type { z } from 'zod'
import type { Failure, Result } from '../prelude/index.ts'
import type { Command } from '../use-case.ts'
import { STATUS, type Explain } from './problem.ts'

/** What was typed, as it came: shown again when the form is refused, so that nothing is lost. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>

/** What a page shows after a refusal: `errors` beside the fields, `summary` at the top, `values` as typed. */
export interface Refusal {
  readonly code: string
  readonly values: FormValues
  readonly errors: Readonly<Record<string, string>>
  readonly summary: readonly { readonly field: string | null; readonly text: string }[]
}

/** Names that are the form's own: the idempotency key of this rendering of the form. */
export const KEY_FIELD = '_key'

/**
 * Reads a form into plain values. `name[]` is always a list, `shifts.0.day` stays flat here and is nested by
 * {@link nest}. Files are left out.
 */
export function formValues(form: FormData): Record<string, string | string[]> {
  const values = new Map<string, string | string[]>()
  for (const [field, value] of form) {
    if (typeof value !== 'string') continue
    const isList = field.endsWith('[]')
    const name = isList ? field.slice(0, -2) : field
    const earlier = values.get(name)
    if (name === '__proto__') continue
    if (isList && Array.isArray(earlier)) earlier.push(value)
    else values.set(name, isList ? [value] : value)
  }
  return Object.fromEntries(values)
}

type Nested = Record<string, unknown>

const NUMBER = /^\d+$/
/** Parts of a name; one with more is no field of ours. */
const PARTS_MAX = 8

/** Turns flat dotted names into nested objects; numeric parts make lists: `{ 'a.0.b': 'x' }` is `{ a: [{ b: 'x' }] }`. */
export function nest(values: FormValues): Nested {
  const root: Nested = {}
  for (const [name, value] of Object.entries(values)) {
    const parts = name.split('.', PARTS_MAX + 1)
    if (name === KEY_FIELD || parts.length > PARTS_MAX || parts.includes('__proto__')) continue
    put(root, parts, value)
  }
  return root
}

/** Whoever sends the form chose the names: only what {@link nest} has made itself is gone into. */
function put(at: Nested, [part = '', ...rest]: readonly string[], value: unknown): void {
  if (Array.isArray(at) && !NUMBER.test(part)) return
  if (!rest.length) return void (at[part] = value)
  const inner = Object.hasOwn(at, part) ? at[part] : undefined
  const within = typeof inner === 'object' ? inner : (at[part] = NUMBER.test(rest[0]!) ? [] : {})
  put(within as Nested, rest, value)
}

/** What a page's action needs of its event; `locals` is filled by hooks.server.ts. */
export interface FormEvent {
  readonly request: Request
  readonly locals: {
    readonly explain: Explain
    perform<P extends z.ZodType, O>(
      useCase: Command<P, O>,
      input: unknown,
      options?: { idempotencyKey?: string | undefined }
    ): Promise<Result<O>>
  }
}

interface SubmitOptions<O> {
  /** From the form's nested values to the command's input; the values themselves when left out. */
  input?: (values: Record<string, unknown>) => unknown
  /** Where to go when it is done (303). */
  then: string | ((value: O) => string)
}

/** The way of every form: read, perform the command, go on to the next page or show the form with its errors. */
export async function submit<P extends z.ZodType, O>(
  event: FormEvent,
  command: Command<P, O>,
  options: SubmitOptions<O>
): Promise<ActionFailure<Refusal>> {
  const values = formValues(await event.request.formData())
  const nested = nest(values)
  const key = values[KEY_FIELD]
  const result = await event.locals.perform(command, options.input ? options.input(nested) : nested, {
    idempotencyKey: typeof key === 'string' && key ? key : undefined
  })
  if (!result.ok) return refused(event, result.error, values)
  redirect(303, typeof options.then === 'string' ? options.then : options.then(result.value))
}

/** Presents a failure to the page that sent the form. */
export function refused(event: FormEvent, refusal: Failure, values: FormValues = {}): ActionFailure<Refusal> {
  const each = [refusal, ...(refusal.also ?? [])]
  const errors: Record<string, string> = {}
  const summary = []
  for (const one of each) {
    const text = event.locals.explain(one)
    if (one.field) errors[one.field] ??= text
    summary.push({ field: one.field ?? null, text })
  }
  return fail(STATUS[refusal.kind], { code: refusal.code, values, errors, summary })
}
