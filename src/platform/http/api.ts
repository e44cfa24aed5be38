import type { ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono, type Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { databaseUnavailable, isDatabaseDown } from '../database/errors.ts'
import { failure, LOCALES, type Failure, type Locale } from '../prelude/index.ts'
import { perform, type Actor, type Runtime } from '../use-case.ts'
import { isAhead } from './ahead.ts'
import { fileHeaders, type Endpoint } from './endpoint.ts'
import { jsonOf } from './kept-json.ts'
import { openApiDocument } from './openapi.ts'
import { problemOf, STATUS, type Explain } from './problem.ts'

/** Bytes of a JSON body; a larger one is answered 413 without being read. */
export const API_BODY_BYTES_MAX = 256 * 1024
const JSON_TYPE = /^application\/([\w.+-]+\+)?json\s*(;|$)/i

export interface ApiOptions {
  readonly runtime: Runtime
  readonly endpoints: readonly Endpoint[]
  readonly publicUrl: string
  /** Who asks, from the request's cookie. */
  actorOf(request: Request, address: string, locale: Locale): Promise<Actor>
  explain(locale: Locale): Explain
}

const JSON_HEADERS = { 'content-type': 'application/json' }
const PERSONAL = { ...JSON_HEADERS, 'cache-control': 'no-store' }

interface Bindings {
  address: string
  /** Where Node waits for the answer; missing when there is no server around us. */
  outgoing?: ServerResponse
}

type ApiContext = Context<{ Bindings: Bindings }>

/** Writes an answer to Node itself: making a `Response` and reading it again costs more than a whole use case. */
function answer(
  c: ApiContext,
  status: ContentfulStatusCode,
  headers: Record<string, string>,
  body: string | Uint8Array<ArrayBuffer>
): Response {
  const outgoing = c.env?.outgoing
  if (!outgoing) return c.body(body, status, headers)
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
  return RESPONSE_ALREADY_SENT
}

/** The public HTTP API: every endpoint of every context, its OpenAPI document, and problems for the rest. */
export function createApi(options: ApiOptions): Hono<{ Bindings: Bindings }> {
  const { endpoints, publicUrl } = options
  const api = new Hono<{ Bindings: Bindings }>().basePath('/api')
  const document = JSON.stringify(openApiDocument(endpoints, publicUrl))

  const refuse = (c: ApiContext, refusal: Failure, more: Record<string, string> = {}): Response => {
    const problem = problemOf(refusal, options.explain(localeOf(c.req.raw)), publicUrl)
    const headers: Record<string, string> = { 'content-type': 'application/problem+json', ...more }
    if (refusal.kind === 'limited' || refusal.kind === 'unavailable')
      headers['retry-after'] = String(refusal.args?.seconds ?? 5)
    return answer(c, STATUS[refusal.kind], headers, JSON.stringify(problem))
  }

  api.get('/openapi.json', (c) => answer(c, 200, JSON_HEADERS, document))

  const methodsAt = new Map([['/openapi.json', ['GET']]])
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/\{(\w+)\}/g, ':$1')
    const method = endpoint.method.toUpperCase()
    methodsAt.set(path, [...(methodsAt.get(path) ?? []), method])
    api.on(method, path, async (c) => {
      // What nobody reads is not looked up: it would leave a reading or a look that there never was.
      if (method === 'GET' && isAhead(c.req.raw)) return c.body(null, 204, { 'cache-control': 'no-store' })
      const input = await inputOf(c, endpoint)
      if ('kind' in input) return refuse(c, input)
      const actor = await options.actorOf(c.req.raw, c.env?.address ?? '', localeOf(c.req.raw))
      const idempotencyKey = c.req.header('idempotency-key')
      const result = await perform(options.runtime, actor, endpoint.useCase, input.value, { idempotencyKey })
      if (!result.ok) return refuse(c, result.error)
      if (endpoint.status === 204) return c.body(null, 204)
      if (endpoint.file) {
        const content = endpoint.present(result.value) as string | Uint8Array<ArrayBuffer>
        return answer(c, 200, fileHeaders(endpoint.file), content)
      }
      return answer(c, endpoint.status ?? 200, PERSONAL, jsonOf(endpoint.present(result.value) as object))
    })
  }

  for (const [path, methods] of methodsAt)
    api.all(path, (c) => refuse(c, failure.wrongMethod('method-not-allowed'), { allow: methods.join(', ') }))
  api.notFound((c) => refuse(c, failure.notFound('no-such-endpoint')))
  api.onError((error, c) => {
    if (isDatabaseDown(error)) return refuse(c, databaseUnavailable)
    options.runtime.warn(error, `api ${c.req.method} ${c.req.routePath}`)
    const problem = {
      type: `${publicUrl}/problems/internal`,
      title: options.explain(localeOf(c.req.raw))(failure.unavailable('internal')),
      status: 500,
      code: 'internal'
    }
    return answer(c, 500, { 'content-type': 'application/problem+json' }, JSON.stringify(problem))
  })
  return api
}

const localeOf = ({ headers }: Request): Locale => acceptedLocale(headers.get('accept-language') ?? '')

/** The language of an API answer: `Accept-Language`, Kazakh when it names none of the three. */
export function acceptedLocale(accepted: string): Locale {
  const wanted = accepted.split(',').map((part) => part.trim().slice(0, 2).toLowerCase())
  return (
    LOCALES.find((locale) => locale === wanted.find((code) => LOCALES.some((known) => known === code))) ??
    'kk'
  )
}

async function inputOf(c: Context, endpoint: Endpoint): Promise<Failure | { value: unknown }> {
  const params = c.req.param() as Record<string, string>
  if (endpoint.method === 'get' || endpoint.method === 'delete') {
    const values: Record<string, unknown> = {}
    // A parameter named twice is a list; one schema field per name keeps the rest strings.
    for (const [name, list] of Object.entries(c.req.queries()))
      values[name] = list.length > 1 ? list : list[0]
    return { value: { ...values, ...params } }
  }
  const type = (c.req.header('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase()
  const file = endpoint.files?.types.includes(type) ? endpoint.files : undefined
  const bytesMax = file?.bytesMax ?? API_BODY_BYTES_MAX
  const body = await readBody(c.req.raw, bytesMax)
  if (!body) return failure.tooLarge('body-too-large', { args: { kb: bytesMax / 1024 } })
  if (!body.byteLength) return { value: params }
  if (file) return { value: { [file.field]: body, ...params } }
  if (!JSON_TYPE.test(c.req.header('content-type') ?? '')) return failure.wrongType('content-type-unknown')
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return failure.malformed('not-utf-8')
  }
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json !== 'object' || json === null || Array.isArray(json))
      return failure.invalid('not-an-object')
    return { value: { ...json, ...params } }
  } catch {
    return failure.malformed('not-json')
  }
}

/** A body of at most `bytesMax`; null for a larger one, which is not read to its end. */
async function readBody(request: Request, bytesMax: number): Promise<Uint8Array | null> {
  const stated = request.headers.get('content-length')
  if (stated !== null && !request.headers.has('transfer-encoding'))
    return Number(stated) > bytesMax ? null : new Uint8Array(await request.arrayBuffer())
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > bytesMax) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
