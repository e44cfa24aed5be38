import compression from 'compression'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { callerAddress } from '#platform/address.ts'
import { acceptedLocale, createApi } from '#platform/http/api.ts'
import { readCookie, sessionCookie } from '#platform/http/cookie.ts'
import { isForged } from '#platform/http/origin.ts'
import { problemOf, STATUS } from '#platform/http/problem.ts'
import { splitPath } from '#platform/i18n/addresses.ts'
import { readiness } from '#platform/database/migrate.ts'
import { failure, type Failure } from '#platform/prelude/index.ts'
import type { App } from './context.ts'

/** Answers what nothing before it answered: the pages. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => void

/** Time a request may take to arrive whole, and to be answered when we are told to stop. */
const REQUEST_MS_MAX = 30_000
const DRAIN_MS_MAX = 10_000

/** What a page can be asked by; its forms are POSTs. */
const PAGE_METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS']

/** Middle effort: most of the saving for a third of the time. */
const COMPRESSION_LEVEL = 4

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

const compressed = compression({ level: COMPRESSION_LEVEL }) as unknown as Middleware

/** Compresses what a phone on a weak network would wait for; files of the build come compressed already. */
const compress: Middleware = (request, response, next) =>
  request.headers['accept-encoding'] && !isLedHere(request) ? compressed(request, response, next) : next()

/**
 * True for somebody with a cookie whom another site sent here, perhaps with a guess in the address: were the answer
 * compressed, its length would tell whoever hears the network how much of a secret in it was guessed (BREACH).
 */
const isLedHere = ({ headers }: IncomingMessage): boolean =>
  headers.cookie !== undefined && /^(cross|same)-site$/.test(String(headers['sec-fetch-site']))

export interface WebServer extends AsyncDisposable {
  readonly server: Server
}

/** The one HTTP server: health, the API, and pages for the rest. */
export function createWebServer(app: App, pages: PageHandler): WebServer {
  const { publicUrl, trustedProxies } = app.config
  const cookie = sessionCookie(publicUrl)
  const publicOrigin = new URL(publicUrl).origin
  const { protocol, host } = new URL(publicUrl)
  const isReady = readiness(app.runtime.db)
  const api = createApi({
    runtime: app.runtime,
    endpoints: app.endpoints,
    publicUrl,
    explain: (locale) => app.explain(locale),
    actorOf: (request, address, locale) =>
      app.actorOf(readCookie(request.headers.get('cookie'), cookie.name), address, locale)
  })
  const callerOf = ({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string =>
    callerAddress(socket.remoteAddress ?? '', headers['x-forwarded-for'], trustedProxies)
  const answerApi = getRequestListener(
    (request, env) =>
      api.fetch(request, {
        address: callerOf(env.incoming as IncomingMessage),
        outgoing: env.outgoing as ServerResponse
      }),
    { overrideGlobalObjects: false }
  )

  const server = createServer({ requestTimeout: REQUEST_MS_MAX }, (request, response) => {
    const path = pathOf(request)
    const { method = 'GET' } = request
    const { origin } = request.headers
    const site = request.headers['sec-fetch-site'] as string | undefined
    // Wallets bring what they may in the request itself, from pages of other sites as well: nobody's session is asked.
    if (app.walletFiles.owns(path)) return void app.walletFiles.answer(request, response, callerOf(request))
    if (isForged({ method, origin, site }, publicOrigin))
      return void refuse(app, request, response, failure.forbidden('forged-origin'))
    if (path === '/healthz') return void answerText(response, 200, 'alive')
    if (path === '/readyz') return void answerReady(isReady, response)
    if (isApi(path)) return compress(request, response, () => void answerApi(request, response))
    if (app.logFiles.owns(path))
      return compress(request, response, () => void app.logFiles.answer(request, response))
    if (app.issuerFiles.owns(path)) return void app.issuerFiles.answer(request, response)
    if (app.localIdentity?.owns(path)) return void app.localIdentity.answer(request, response)
    if (!PAGE_METHODS.includes(method)) {
      response.setHeader('allow', PAGE_METHODS.join(', '))
      return void refuse(app, request, response, failure.wrongMethod('method-not-allowed'))
    }
    // The adapter takes the address it answers under, and that of the caller, from these, never from the client.
    request.headers['x-erikti-protocol'] = protocol.slice(0, -1)
    request.headers['x-erikti-host'] = host
    request.headers['x-erikti-address'] = callerOf(request)
    compress(request, response, () => pages(request, response))
  })

  return {
    server,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS_MAX)
      await closed
      clearTimeout(timer)
    }
  }
}

function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
  response.end(text + '\n')
}

/** Refuses before anything is asked: a problem on the API, and a line of text elsewhere. */
function refuse(app: App, request: IncomingMessage, response: ServerResponse, refusal: Failure): void {
  const path = pathOf(request)
  const api = isApi(path)
  const accepted = request.headers['accept-language'] ?? ''
  const explain = app.explain(api ? acceptedLocale(accepted) : splitPath(path).locale)
  if (!api) return answerText(response, STATUS[refusal.kind], explain(refusal))
  response.writeHead(STATUS[refusal.kind], { 'content-type': 'application/problem+json' })
  response.end(JSON.stringify(problemOf(refusal, explain, app.config.publicUrl)))
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0]!
const isApi = (path: string): boolean => path === '/api' || path.startsWith('/api/')

async function answerReady(isReady: () => Promise<boolean>, response: ServerResponse): Promise<void> {
  const ready = await isReady().catch(() => false)
  answerText(response, ready ? 200 : 503, ready ? 'ready' : 'the database does not answer or is not migrated')
}
