import assert from 'node:assert/strict'
import { request as ask } from 'node:http'
import { after, before, test } from 'node:test'
import { href } from '#platform/i18n/addresses.ts'
import { LOCALES, type Locale } from '#platform/prelude/index.ts'
import { builtPages, testSite, type Client, type TestSite } from '../support/http.ts'
import { aPerson } from '../support/people.ts'

/*
 * What is refused before any use case is asked: the right status, a stable code, and words in the person's language.
 */

let site: TestSite
let person: Client

before(async () => {
  site = await testSite(await builtPages())
  person = await site.as(await aPerson(site.world))
})
after(() => site[Symbol.asyncDispose]())

const words = (locale: Locale, code: string, values = {}) =>
  site.world.app.findText(locale, `errors.${code}`, values)!

test('an address of the API asked by another method says which ones it takes', async () => {
  for (const [method, path, allow] of [
    ['DELETE', '/api/verify', 'GET, POST'],
    ['OPTIONS', '/api/me/hours', 'GET'],
    ['POST', '/api/openapi.json', 'GET'],
    ['POST', '/api/me', 'GET, PATCH']
  ] as const)
    for (const locale of LOCALES) {
      const answer = await person.send(method, path, undefined, { 'accept-language': locale })
      assert.equal(answer.status, 405, `${method} ${path}`)
      assert.equal(answer.headers.get('allow'), allow)
      assert.equal(answer.json.code, 'method-not-allowed')
      assert.equal(answer.json.title, words(locale, 'method-not-allowed'))
    }
  assert.equal((await person.send('PUT', '/api/nothing')).json.code, 'no-such-endpoint')
})

test('a body that is not JSON, and one that only says that it is', async () => {
  const patch = (type: string, body: string) =>
    person.send('PATCH', '/api/me', body, { 'content-type': type, 'accept-language': 'ru' })
  for (const [type, body, status, code] of [
    ['text/plain', '{"locality":"Орал"}', 415, 'content-type-unknown'],
    ['application/x-www-form-urlencoded', 'locality=Орал', 415, 'content-type-unknown'],
    ['application/jsonp', '{}', 415, 'content-type-unknown'],
    ['application/json', '{"locality":', 400, 'not-json'],
    ['application/json', '[]', 422, 'not-an-object']
  ] as const) {
    const { status: got, json } = await patch(type, body)
    assert.deepEqual([got, json.code, json.title], [status, code, words('ru', code)], `${type} ${body}`)
  }
  assert.equal(
    (await patch('application/merge-patch+json; charset=utf-8', '{"locality":"Орал"}')).status,
    204
  )
})

test('an idempotency key that cannot be kept is refused, not shortened', async () => {
  for (const key of ['', 'x'.repeat(101), 'caf\u00e9']) {
    const answer = await person.send('PATCH', '/api/me', { locality: 'Орал' }, { 'idempotency-key': key })
    assert.deepEqual([answer.status, answer.json.code], [400, 'idempotency-key-wrong'], key)
  }
})

test('a page says in its own words what it does not take', async () => {
  const form = (path: string, type: string, body: string) =>
    fetch(site.base + path, {
      method: 'POST',
      headers: { origin: site.base, accept: 'text/html', cookie: person.cookie!, 'content-type': type },
      body
    })
  const url = 'application/x-www-form-urlencoded'
  for (const locale of LOCALES)
    for (const [path, type, body, status, code] of [
      ['/about', url, 'a=1', 405, 'method-not-allowed'],
      ['/me/profile', 'application/json', '{}', 415, 'content-type-unknown'],
      ['/me/profile', 'multipart/form-data; boundary=x', 'broken', 400, 'request-malformed'],
      ['/me/profile?/nothing', url, 'a=1', 404, 'not-found']
    ] as const) {
      const answer = await form(href(locale, path), type, body)
      const html = await answer.text()
      assert.equal(answer.status, status, `${path} ${type}`)
      assert.ok(html.includes(words(locale, code)), `${code} in ${locale}`)
      assert.match(html, new RegExp(`<html lang="${locale}"`))
      assert.equal(html.match(/<h1/g)?.length, 1)
    }
  const broken = await site.anonymous.get('/ru/%E0%A4%A')
  assert.equal(broken.status, 400)
  assert.ok(broken.text.includes(words('ru', 'request-malformed')))
})

test('a method that no page has, and a form of another site', async () => {
  for (const method of ['PUT', 'PATCH', 'DELETE', 'TRACE']) {
    const { status, text, allow } = await raw(method, '/ru/me')
    assert.deepEqual([status, allow], [405, 'GET, HEAD, POST, OPTIONS'], method)
    assert.equal(text.trim(), words('ru', 'method-not-allowed'))
  }
  const forged = { origin: 'https://evil.example', cookie: person.cookie! }
  const page = await raw('POST', '/en/me/profile', forged)
  assert.deepEqual([page.status, page.text.trim()], [403, words('en', 'forged-origin')])
  const api = await raw('PATCH', '/api/me', { ...forged, 'accept-language': 'en' })
  assert.equal(api.status, 403)
  assert.equal(JSON.parse(api.text).code, 'forged-origin')
  assert.equal(JSON.parse(api.text).title, words('en', 'forged-origin'))
})

/** `fetch` has methods that it does not send and headers that it sets itself. */
function raw(method: string, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status?: number; allow?: string; text: string }>((resolve, reject) => {
    ask(`${site.base}${path}`, { method, headers }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve({ status: response.statusCode!, allow: response.headers.allow!, text })
    })
      .on('error', reject)
      .end()
  })
}
