import { self } from '$app/service-worker'
import { FROM_SHELF, type KeepMessage } from '#features/credentials/ui/shelf.ts'
import { href } from '#platform/i18n/addresses.ts'
import { LOCALES } from '#platform/prelude/index.ts'

/*
 * Lets /verify open and check without a network. It is registered by that page and for it alone, and keeps nothing
 * else: the page as a stranger sees it, its files, and what a check needs of the issuer and of the log.
 */

/** Another number forgets what earlier workers kept. */
const SHELF = 'erikti-verify-1'
const PAGES = LOCALES.map((locale) => href(locale, '/verify'))
/** Files of the build never change: their names are their digests. */
const FILE = /^\/_app\/immutable\/[\w./-]+$/
const FILES_MAX = 200
/** Fresh from the network, and as it was last time without one. */
const EVIDENCE = /^\/(status\/token\/\d+|log\/(checkpoint|policy))$/

self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()))

self.addEventListener('activate', (event) =>
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== SHELF) await caches.delete(name)
      await self.clients.claim()
    })()
  )
)

self.addEventListener('message', (event) => event.waitUntil(answer(event)))

/** Tells the page whether all of it is kept. */
async function answer({ data, ports }: ExtendableMessageEvent): Promise<void> {
  const { keep } = data as KeepMessage
  const isKept = await keepPage(keep).then(
    () => true,
    () => false
  )
  ports[0]?.postMessage(isKept)
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (PAGES.includes(pathname)) event.respondWith(fetch(request).catch(() => fromShelf(pathname)))
  } else if (FILE.test(pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)))
  } else if (EVIDENCE.test(pathname)) {
    event.respondWith(fresh(request).catch(() => fromShelf(pathname)))
  }
})

async function fresh(request: Request): Promise<Response> {
  const response = await fetch(request)
  if (response.ok) await (await caches.open(SHELF)).put(new URL(request.url).pathname, response.clone())
  return response
}

/** What was kept, marked as such. */
async function fromShelf(path: string): Promise<Response> {
  const kept = await caches.match(path)
  if (!kept) return Response.error()
  const headers = new Headers(kept.headers)
  headers.set(FROM_SHELF, '1')
  return new Response(kept.body, { status: kept.status, headers })
}

/** Keeps the page in each language with all its files, and lets go of the files of earlier builds. */
async function keepPage(named: readonly string[]): Promise<void> {
  const shelf = await caches.open(SHELF)
  const files = new Set(
    named
      .map((name) => new URL(name, self.location.origin))
      .filter(({ origin, pathname }) => origin === self.location.origin && FILE.test(pathname))
      .map(({ pathname }) => pathname)
      .slice(0, FILES_MAX)
  )
  // Asked for without cookies: it is nobody's page.
  const pages = await Promise.all(
    PAGES.map(async (path) => {
      const response = await fetch(path, { credentials: 'omit', cache: 'no-store' })
      const html = await response.clone().text()
      return { path, response, needs: html.match(/_app\/immutable\/[\w./-]+/g) ?? [] }
    })
  )
  const isWhole = pages.every(
    ({ response, needs }) => response.ok && needs.every((file) => files.has(`/${file}`))
  )
  // A build that came out in this very moment: the next visit keeps it.
  if (!isWhole) throw new Error('the page names files that it has not loaded')
  for (const file of files) if (!(await shelf.match(file))) await shelf.add(file)
  for (const { path, response } of pages) await shelf.put(path, response)
  for (const { url } of await shelf.keys()) {
    const { pathname } = new URL(url)
    if (FILE.test(pathname) && !files.has(pathname)) await shelf.delete(url)
  }
}
