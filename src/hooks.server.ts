import { error, redirect } from '@sveltejs/kit'
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks'
import { heldApp } from '#boot/holder.ts'
import { sessionCookie } from '#platform/http/cookie.ts'
import { STATUS } from '#platform/http/problem.ts'
import { href, splitPath } from '#platform/i18n/addresses.ts'
import { databaseUnavailable, isDatabaseDown } from '#platform/database/errors.ts'
import { err, failure, type Failure } from '#platform/prelude/index.ts'
import { perform, type Actor } from '#platform/use-case.ts'
import { keepHome } from './routes/kept-home.ts'

/** A larger form is refused by adapter-node, whose usual limit this is. */
const FORM_KB_MAX = 512

/** What SvelteKit refuses before a page is asked, in our words; anything else is an address of nothing. */
const notFound = failure.notFound('not-found')
const malformed = failure.malformed('request-malformed')
const FRAMEWORK_REFUSALS = [
  malformed,
  failure.wrongMethod('method-not-allowed'),
  failure.wrongType('content-type-unknown'),
  failure.tooLarge('body-too-large', { args: { kb: FORM_KB_MAX } })
]

/** `request.formData()` of a body that is no form. */
const isUnreadableForm = (thrown: unknown): boolean =>
  thrown instanceof TypeError && /FormData|multipart/.test(thrown.message)

/** What was typed into a form; its files are left out. */
const fieldsOf = async (form: Request): Promise<[name: string, value: string][]> =>
  [...(await form.formData())].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))

export const handle: Handle = async ({ event, resolve }) => {
  const app = heldApp()
  const { locale, path } = splitPath(event.url.pathname)
  const explain = app.explain(locale)
  const { locals } = event
  locals.app = app
  locals.locale = locale
  locals.href = (to) => href(locale, to)
  locals.explain = explain
  const address = event.getClientAddress()
  const cookie = event.cookies.get(sessionCookie(app.config.publicUrl).name)
  let outage: Failure | null = null
  locals.actor = await app.actorOf(cookie, address, locale).catch((thrown: unknown): Actor => {
    if (!isDatabaseDown(thrown)) throw thrown
    // Nobody may be taken for a stranger because the database is away: every use case answers 503 instead.
    outage = databaseUnavailable
    return { personId: null, sessionId: null, address, locale }
  })
  locals.perform = async (useCase, input, options) =>
    outage ? err(outage) : perform(app.runtime, locals.actor, useCase, input, options)
  // Its body can be read once, and the page's action reads it.
  const form = event.request.method === 'POST' ? event.request.clone() : null
  locals.must = async (useCase, input) => {
    const result = await locals.perform(useCase, input)
    if (result.ok) return result.value
    // A page for people who are known sends a stranger to sign in, and back here afterwards.
    if (result.error.kind === 'sign-in' && !form)
      redirect(303, `${locals.href('/sign-in')}?to=${encodeURIComponent(path + event.url.search)}`)
    // An address whose id is no id at all is an address of nothing.
    const status = result.error.code === 'unknown-id' ? 404 : STATUS[result.error.kind]
    const sent = form && { action: path + event.url.search, fields: await fieldsOf(form) }
    error(status, { message: explain(result.error), code: result.error.code, ...(sent && { sent }) })
  }

  const response = await keepHome(app, event.request, () =>
    resolve(event, { transformPageChunk: ({ html }) => html.replace('%lang%', locale) })
  )
  response.headers.set('x-content-type-options', 'nosniff')
  response.headers.set('referrer-policy', 'same-origin')
  response.headers.set('permissions-policy', 'camera=(self), geolocation=(self), microphone=()')
  response.headers.set('cross-origin-opener-policy', 'same-origin')
  if (locals.actor.personId || event.request.method !== 'GET')
    response.headers.set('cache-control', 'no-store')
  return response
}

export const handleError: HandleServerError = ({ kind, error: thrown, event }) => {
  // What a page refused on purpose says so itself.
  if (kind === 'app') return
  const app = heldApp()
  const explain = app.explain(event.locals.locale ?? 'kk')
  if (kind === 'framework') {
    const refusal = FRAMEWORK_REFUSALS.find(({ kind }) => STATUS[kind] === thrown.status) ?? notFound
    return { message: explain(refusal), code: refusal.code }
  }
  if (isUnreadableForm(thrown))
    return { status: STATUS[malformed.kind], message: explain(malformed), code: malformed.code }
  if (isDatabaseDown(thrown))
    return { status: 503, message: explain(databaseUnavailable), code: databaseUnavailable.code }
  app.log.error({ err: thrown, route: event.route.id }, 'a page failed')
  return { message: explain(failure.unavailable('internal')), code: 'internal' }
}
