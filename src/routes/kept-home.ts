import type { App } from '#boot/context.ts'
import { splitPath } from '#platform/i18n/addresses.ts'
import type { Locale } from '#platform/prelude/index.ts'

/** The figures on it are kept a minute anyway. */
const KEEP_MS = 30_000

interface KeptPage {
  readonly body: string
  readonly headers: readonly [string, string][]
  readonly untilMs: number
}

const kept = new WeakMap<App, Map<Locale, KeptPage>>()

/**
 * The home page as whoever has no cookie sees it: the same for all of them, and asked for more than any other. It is
 * rendered once in a while and a language; every other page is rendered for each request.
 */
export async function keepHome(
  app: App,
  request: Request,
  render: () => Promise<Response>
): Promise<Response> {
  // The address as it was asked for: SvelteKit shows that of a page also to whoever asks for the page's data alone.
  const { pathname, search } = new URL(request.url)
  const { locale, path } = splitPath(pathname)
  if (path !== '/' || search || request.method !== 'GET' || request.headers.has('cookie')) return render()
  const pages = kept.get(app) ?? new Map<Locale, KeptPage>()
  kept.set(app, pages)
  const nowMs = app.runtime.now().getTime()
  const page = pages.get(locale)
  if (page && nowMs < page.untilMs) return new Response(page.body, { headers: [...page.headers] })
  const response = await render()
  if (response.status !== 200) return response
  const fresh = { body: await response.text(), headers: [...response.headers], untilMs: nowMs + KEEP_MS }
  pages.set(locale, fresh)
  return new Response(fresh.body, { headers: fresh.headers })
}
