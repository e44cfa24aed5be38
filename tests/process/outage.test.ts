import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { startEmbedded } from '#platform/database/embedded.ts'
import { scratchHome, startProcess } from '#tests/support/process.ts'

const GONE_MS = 10_000

test('the database gone for ten seconds is a clear answer, and everything is back by itself', async (t) => {
  const home = await scratchHome(t)
  const databaseHome = await scratchHome(t)
  const first = await startEmbedded(databaseHome)
  const { url } = first
  const started = await startProcess({ ERIKTI_HOME: home, DATABASE_URL: url })
  t.after(async () => void (await started.end('SIGTERM')))
  await started.until(/Erikti is ready/)
  const search = `${started.base}/api/actions`
  assert.equal((await fetch(search)).status, 200)

  await first[Symbol.asyncDispose]()
  const away = await fetch(search, { headers: { 'accept-language': 'ru' } })
  assert.equal(away.status, 503)
  assert.equal(away.headers.get('retry-after'), '5')
  const problem = (await away.json()) as { code: string; title: string }
  assert.equal(problem.code, 'database-unavailable')
  assert.match(problem.title, /ничего не потеряно/)
  // Somebody with a session is not taken for a stranger, nor told that it is our mistake.
  const cookie = `erikti=${randomUUID()}.${randomUUID()}.${'s'.repeat(43)}`
  const signedIn = await fetch(`${started.base}/api/me/hours`, { headers: { cookie } })
  assert.equal(signedIn.status, 503)
  assert.equal(((await signedIn.json()) as { code: string }).code, 'database-unavailable')
  const page = await fetch(`${started.base}/ru/actions`)
  assert.equal(page.status, 503)
  const html = await page.text()
  assert.match(html, /Сервис временно не отвечает/)
  assert.match(html, /http-equiv="refresh"/)
  // What was typed is not loaded away: it waits on the page to be sent again.
  const form = await fetch(`${started.base}/ru/me/profile`, {
    method: 'POST',
    headers: { cookie, origin: started.base, accept: 'text/html' },
    body: new URLSearchParams({ locality: 'Талапкер', _key: 'k' })
  })
  const kept = await form.text()
  assert.equal(form.status, 503)
  assert.match(kept, /name="locality" value="Талапкер"/)
  assert.match(kept, /name="_key" value="k"/)
  assert.doesNotMatch(kept, /http-equiv="refresh"/)
  assert.equal((await fetch(`${started.base}/healthz`)).status, 200)
  assert.equal((await fetch(`${started.base}/readyz`)).status, 503)

  await new Promise((next) => setTimeout(next, GONE_MS))
  await using _ = await startEmbedded(databaseHome)
  let status = 0
  for (let tries = 0; status !== 200 && tries < 50; tries++) {
    await new Promise((next) => setTimeout(next, 100))
    status = (await fetch(search)).status
  }
  assert.equal(status, 200)
  assert.equal((await fetch(`${started.base}/readyz`)).status, 200)
})
