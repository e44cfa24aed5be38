import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { builtPages, testSite, type TestSite } from '../support/http.ts'
import { aPerson } from '../support/people.ts'

let site: TestSite

before(async () => {
  site = await testSite(await builtPages())
})
after(() => site[Symbol.asyncDispose]())

test('pages are compressed, but not for somebody whom another site led there: lengths would tell what they say', async () => {
  const person = await site.as(await aPerson(site.world))
  const { anonymous } = site
  for (const [client, path, from, encoding] of [
    [person, '/me/sign-ups?guess=x', undefined, 'gzip'],
    [person, '/me/sign-ups?guess=x', 'none', 'gzip'],
    [person, '/me/sign-ups?guess=x', 'same-origin', 'gzip'],
    [person, '/me/sign-ups?guess=x', 'same-site', null],
    [person, '/me/sign-ups?guess=x', 'cross-site', null],
    [person, '/api/openapi.json', 'cross-site', null],
    [anonymous, '/about', 'cross-site', 'gzip']
  ] as const) {
    const { status, headers } = await client.get(path, {
      'accept-encoding': 'gzip',
      ...(from ? { 'sec-fetch-site': from } : {})
    })
    assert.deepEqual([status, headers.get('content-encoding')], [200, encoding], `${path} from ${from}`)
  }
})
