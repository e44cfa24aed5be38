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
  const values: Record<string, string | string[]> = {}
  for (const [name, value] of form) {
    if (typeof value !== 'string') continue
    if (name.endsWith('[]')) ((values[name.slice(0, -2)] ??= []) as string[]).push(value)
    else values[name] = value
  }
  return values
}

/** Turns flat dotted names into nested objects; numeric parts make lists: `{ 'a.0.b': 'x' }` is `{ a: [{ b: 'x' }] }`. */
export function nest(values: FormValues): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    if (name === KEY_FIELD) continue
    const parts = name.split('.')
    if (parts.some((part) => part === '__proto__' || part === 'constructor' || part === 'prototype')) continue
    let at: Record<string, unknown> = root
    for (const [index, part] of parts.entries()) {
      if (index === parts.length - 1) at[part] = value
      else at = (at[part] ??= /^\d+$/.test(parts[index + 1]!) ? [] : {}) as Record<string, unknown>
    }
  }
  return root
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
