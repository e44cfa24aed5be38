import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { axeFindings, testBrowser, type TestBrowser } from '#tests/support/browser.ts'
import { builtPages, testSite, type TestSite } from '#tests/support/http.ts'
import { seedContributions } from '#tests/support/ledger-world.ts'

let site: TestSite
let browser: TestBrowser
let grow: (records: number) => Promise<void>

before(async () => {
  site = await testSite(await builtPages())
  browser = await testBrowser()
  const { app } = site.world
  const { db } = app.runtime
  grow = async (records) => {
    await seedContributions(db, records, site.world.now())
    await app.ledger.upkeep(db)
    const stop = new AbortController()
    const work = app.ledger.work(db, stop.signal)
    for (;;) {
      const { rows } = await sql<{ waits: number }>`select count(*) as waits from outbox`.execute(db)
      // Over HTTP, where a checkpoint may be a moment old.
      const note = await fetch(`${site.base}/log/checkpoint`).then((response) => response.text())
      const size = Number(note.split('\n')[1])
      const leaves = await sql<{ count: number }>`select count(*) as count from ledger_leaf`.execute(db)
      if (rows[0]?.waits === 0 && size === leaves.rows[0]?.count) break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    stop.abort()
    await work
  }
})
after(async () => {
  await browser[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

test('an empty log says so', async () => {
  const { text, status } = await site.anonymous.get('/en/log')
  assert.equal(status, 200)
  assert.match(text, /The log has no entries yet/)
})

test('the browser remembers the log and checks next time that it only grew', async () => {
  const page = await browser.context.newPage()
  const said = async (outcome: string) => {
    await page.goto(`${site.base}/en/log`)
    const banner = page.locator(`[data-outcome="${outcome}"]`)
    await banner.waitFor({ state: 'visible' })
    return (await banner.textContent())?.trim() ?? ''
  }
  await grow(300)
  assert.match(await said('first'), /303 entries remembered/)
  assert.match(await said('same'), /303 entries/)
  await grow(5)
  assert.match(await said('grown'), /303 entries then, 308 now/)
  assert.deepEqual(await axeFindings(page), [])
  // Another history of the same size, as if it had been shown before.
  await page.evaluate(() => {
    const name = Object.keys(localStorage).find((key) => key.startsWith('erikti-log'))!
    const kept = JSON.parse(localStorage.getItem(name)!) as { key: string; note: string }
    const lines = kept.note.split('\n')
    lines[2] = btoa('x'.repeat(32))
    localStorage.setItem(name, JSON.stringify({ ...kept, note: lines.join('\n') }))
  })
  assert.match(await said('broken'), /sign of tampering/)
})

test('a browser that keeps nothing says that it cannot compare', async () => {
  const page = await browser.context.newPage()
  await page.addInitScript(() =>
    Object.defineProperty(globalThis, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError')
      }
    })
  )
  await page.goto(`${site.base}/en/log`)
  await page.getByText('This browser keeps nothing on this page').waitFor()
})

test('without a script the page is whole, and a proof file is found in the log', async () => {
  await using plain = await testBrowser({ javaScriptEnabled: false })
  const page = await plain.context.newPage()
  const { db } = site.world.app.runtime
  const { rows } = await sql<{ personId: string; contributionId: string }>`select person_id as "personId",
    contribution_id as "contributionId" from ledger_record order by leaf_index limit 1`.execute(db)
  const proof = (await site.world.app.ledger.proofOf(db, { ...rows[0]!, version: 1 }))!
  for (const [path, title, found] of [
    ['/log', 'Ашық журнал', 'Жазба журналда бар'],
    ['/ru/log', 'Открытый журнал', 'Запись есть в журнале'],
    ['/en/log', 'Open log', 'The entry is in the log']
  ] as const) {
    await page.goto(site.base + path)
    assert.equal(await page.locator('h1').textContent(), title)
    await page
      .locator('#f-file')
      .setInputFiles({ name: 'x.tlog-proof', mimeType: 'text/plain', buffer: Buffer.from(proof) })
    await page.locator('main form button').click()
    await page.getByText(found).waitFor()
  }
  await page.goto(`${site.base}/en/log`)
  await page.locator('#f-proof').fill(proof.replace(/index \d+/, 'index 5'))
  await page.locator('main form button').click()
  await page.getByText('The proof does not lead to an entry of this log').first().waitFor()
})

test('whoever follows a credential to its entry sees its kind, its time and what changed it', async () => {
  const { anonymous } = site
  const { text } = await anonymous.get('/en/log')
  assert.match(text, /Key of the log began/)
  assert.match(text, /Issuer key made/)
  for (const [path, ...wanted] of [
    ['/log/entries/0', 'Журналдағы жазба: 0', 'кілт оқиғасы', '/log/statement/0.json'],
    ['/ru/log/entries/0', 'Запись журнала: 0', 'событие ключа', '/log/statement/0.json'],
    ['/en/log/entries/5', 'Log entry: 5', 'confirmed record', 'not the record itself']
  ]) {
    const page = await anonymous.get(path!)
    assert.equal(page.status, 200)
    for (const part of wanted) assert.ok(page.text.includes(part), `${path}: ${part}`)
  }
  for (const nowhere of ['99999', '-1', '01', 'x', '9'.repeat(30)])
    assert.equal((await anonymous.get(`/log/entries/${nowhere}`)).status, 404, nowhere)
})
