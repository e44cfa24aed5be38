import type { ActionFailure } from '@sveltejs/kit'
import { isAhead } from '#platform/http/ahead.ts'
import { formValues, refused, type FormEvent, type Refusal } from '#platform/http/form.ts'
import type { Result } from '#platform/prelude/index.ts'
import type { Query } from '#platform/use-case.ts'
import type { PassportContext } from '../index.ts'

/** Programs that fetch a page to show a card of it in a chat: nobody has read anything yet. */
const PREVIEWERS =
  /bot\b|bot\/|crawler|spider|facebookexternalhit|whatsapp|viber|skypeuripreview|vkshare|slurp|preview|embedly/i

/**
 * True when no person asks: a HEAD, a fetch ahead of a click, a link preview. Such a one is shown nothing of the
 * extract, so that pretending to be one gains nothing, and leaves no reading.
 */
export const isPreview = (request: Request): boolean =>
  isAhead(request) || PREVIEWERS.test(request.headers.get('user-agent') ?? '')

/** The reading that a posted form goes on with. An address that is opened anew is a new reading. */
export const readingOf = ({ method }: Request, url: URL): string | undefined =>
  method === 'POST' ? (url.searchParams.get('reading') ?? undefined) : undefined

interface IntroduceEvent extends FormEvent {
  readonly url: URL
  readonly locals: FormEvent['locals'] & { readonly app: { readonly passport: PassportContext } }
}

/** Adds the reader's words to their reading; the same page is then shown again, and is no second reading. */
export async function introduce(
  event: IntroduceEvent,
  proof: { token: string } | { code: string }
): Promise<ActionFailure<Refusal> | { said: true }> {
  const values = formValues(await event.request.formData())
  const result = await event.locals.perform(event.locals.app.passport.commands.introduceReader, {
    ...values,
    ...proof,
    readingId: readingOf(event.request, event.url)
  })
  return result.ok ? { said: true } : refused(event, result.error, values)
}

interface FileEvent {
  readonly request: Request
  readonly url: URL
  readonly params: { readonly token: string }
  readonly locals: {
    perform<O>(useCase: Query<ReadingInput, O>, input: unknown): Promise<Result<O>>
    must<O>(useCase: Query<ReadingInput, O>, input: unknown): Promise<O>
  }
}

type ReadingInput = PassportContext['queries']['readExtract']['input']

/** A file of an extract for its reader. It goes on with the reading of the page it was asked from, while that lasts. */
export async function takesFile<O>(
  { request, url, params: { token }, locals }: FileEvent,
  take: Query<ReadingInput, O>,
  present: (value: O) => Response
): Promise<Response> {
  if (isPreview(request)) return new Response(null, { status: 204 })
  const readingId = url.searchParams.get('reading')
  const again = readingId ? await locals.perform(take, { token, readingId }) : null
  return present(again?.ok ? again.value : await locals.must(take, { token }))
}
