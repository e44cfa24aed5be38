import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { builtPages, testSite, type TestSite } from '../support/http.ts'

/*
 * The home page is rendered once for all who have no cookie: whatever one of them asks for, the next one sees the page.
 */

let site: TestSite

before(async () => {
  site = await testSite(await builtPages())
})
after(() => site[Symbol.asyncDispose]())

test('what is asked for about the home page is never kept in its place', async () => {
  for (const home of ['/', '/ru']) {
    const below = home === '/' ? '' : home
    for (const other of [`${below}/__data.json`, `${below}/__route.js`, `${home}?q=x`])
      await site.anonymous.get(other)
    const { status, headers, text } = await site.anonymous.get(home)
    assert.deepEqual([status, headers.get('content-type')], [200, 'text/html'])
    assert.match(text, /<h1/)
    const data = await site.anonymous.get(`${below}/__data.json`)
    assert.equal(data.headers.get('content-type'), 'application/json')
  }
})
