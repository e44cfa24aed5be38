import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import type { Config } from '#boot/config.ts'
import { holdApp } from '#boot/holder.ts'
import { createWebServer, type PageHandler } from '#boot/server.ts'
import { sessionCookie } from '#platform/http/cookie.ts'
import { startSession } from '#platform/session.ts'
import { testWorld, type TestWorld, type WorldOptions } from './world.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
  /** The same as text. */
  readonly text: string
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any
}

/** Somebody who talks to the server: a person with a session, or nobody. */
export interface Client {
  readonly cookie: string | null
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Sends a form as a browser does, with its origin. */
  form(path: string, values: Record<string, string>): Promise<Answer>
}

/** The whole product answering HTTP on a port of its own. */
export interface TestSite extends AsyncDisposable {
  readonly world: TestWorld
  readonly base: string
  readonly anonymous: Client
  /** A client with a session of this person. */
  as(personId: string): Promise<Client>
}

/** The pages as `npm start` serves them; `npm test` has built them. */
export { builtPages } from '#boot/build.ts'

/** Starts the server on a free port; `pages` are answered only where the built pages are passed in. */
export async function testSite(
  pages: PageHandler = noPages,
  { settings, ...options }: WorldOptions & { readonly settings?: Partial<Config> } = {}
): Promise<TestSite> {
  const port = await freePort()
  const base = `http://localhost:${port}`
  const world = await testWorld({ port, publicUrl: base, ...settings }, options)
  holdApp(world.app)
  const web = createWebServer(world.app, pages)
  web.server.listen(port, '127.0.0.1')
  await once(web.server, 'listening')
  return {
    world,
    base,
    anonymous: client(base, null),
    as: async (personId) => client(base, await cookieFor(world, personId)),
    async [Symbol.asyncDispose]() {
      await web[Symbol.asyncDispose]()
      await world[Symbol.asyncDispose]()
    }
  }
}

/** `name=value` of a new session of a person. */
export async function cookieFor(world: TestWorld, personId: string): Promise<string> {
  const value = await startSession(world.app.runtime.db, {
    personId,
    sessionId: world.app.runtime.newId(),
    now: world.now(),
    method: 'identity-provider',
    device: 'test'
  })
  return `${sessionCookie(world.app.config.publicUrl).name}=${value}`
}

const noPages: PageHandler = (_request, response) => {
  response.writeHead(404)
  response.end()
}

function client(base: string, cookie: string | null): Client {
  const ask = async (method: string, path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(base + path, {
      method,
      redirect: 'manual',
      ...init,
      headers: { ...(cookie ? { cookie } : {}), ...(init.headers as Record<string, string>) }
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const text = bytes.toString()
    const isJson = response.headers.get('content-type')?.includes('json')
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      json: isJson ? JSON.parse(text) : null
    }
  }
  const send: Client['send'] = (method, path, body, headers = {}) =>
    ask(method, path, {
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) })
    })
  return {
    cookie,
    get: (path, headers = {}) => ask('GET', path, { headers }),
    send,
    post: (path, body, headers) => send('POST', path, body, headers),
    form: (path, values) =>
      ask('POST', path, { headers: { origin: base, accept: 'text/html' }, body: new URLSearchParams(values) })
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
