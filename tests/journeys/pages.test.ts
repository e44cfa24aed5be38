import assert from 'node:assert/strict'
import { glob } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { href } from '#platform/i18n/addresses.ts'
import { LOCALES, type Locale } from '#platform/prelude/index.ts'
import { makeCast, ROLES, type Facts, type Role } from '../http/authorisation-cast.ts'
import { axeFindings, DESK, PHONE, signInBrowser, testBrowser, type TestBrowser } from '../support/browser.ts'
import { builtPages, testSite, type TestSite } from '../support/http.ts'
import { PAGES, type PageRow } from './page-table.ts'

/** What a first visit to a public page may weigh, fonts included, and the script of a signed-in one (gzipped). */
const FIRST_VISIT_BYTES_MAX = 100_000
const SCRIPT_BYTES_MAX = 60_000

const routes = resolve(import.meta.dirname, '../../src/routes')

let site: TestSite
let facts: Facts
let browser: TestBrowser

before(async () => {
  site = await testSite(await builtPages())
  facts = await makeCast(site.world)
  browser = await testBrowser({ viewport: PHONE })
})
after(async () => {
  await browser[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

interface Visit {
  readonly status: number
  /** Bytes over the wire. */
  readonly bytes: number
  /** Bytes of script, gzipped. */
  readonly script: number
  readonly foreign: readonly string[]
  readonly complaints: readonly string[]
}

async function signIn(role: Role): Promise<void> {
  if (role === 'anonymous') await browser.context.clearCookies()
  else await signInBrowser(browser.context, site, await site.as(facts.people[role]))
}

/** Opens a page as on a first visit and notes what came over the wire. */
async function visit(page: Page, path: string, until: string | null): Promise<Visit> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true })
  let bytes = 0
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => void (bytes += encodedDataLength))
  const foreign: string[] = []
  const complaints: string[] = []
  const scripts: Promise<number>[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(site.base) && !request.url().startsWith('data:'))
      foreign.push(request.url())
  })
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script')
      scripts.push(response.body().then((body) => gzipSync(body).length))
  })
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  const response = await page.goto(site.base + path, { waitUntil: 'load' })
  if (until) await page.locator(until).waitFor()
  const script = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0)
  return { status: response!.status(), bytes, script, foreign, complaints }
}

async function troubleOf(row: PageRow, locale: Locale): Promise<string[]> {
  const page = await browser.context.newPage()
  try {
    const trouble: string[] = []
    const later = typeof row.script === 'object' ? row.script : null
    const seen = await visit(page, href(locale, row.path(facts)), later?.until ?? null)
    const expect = (holds: boolean, what: string) => void (holds || trouble.push(what))
    expect(seen.status === 200, `answers ${seen.status}`)
    expect(!seen.foreign.length, `asks another host: ${seen.foreign.join(' ')}`)
    expect(!seen.complaints.length, `complains: ${seen.complaints.join(' | ')}`)
    expect(
      row.script ? seen.script <= (later?.bytesMax ?? SCRIPT_BYTES_MAX) : seen.script === 0,
      `sends ${seen.script} B of script`
    )
    if (row.as === 'anonymous' && !row.script)
      expect(seen.bytes <= FIRST_VISIT_BYTES_MAX, `weighs ${seen.bytes} B on a first visit`)
    expect((await page.getAttribute('html', 'lang')) === locale, 'names another language')
    expect((await page.locator('h1').count()) === 1, 'has no single h1')
    expect(/Erikti|Ерікті/.test(await page.title()), `is titled "${await page.title()}"`)
    for (const viewport of [PHONE, DESK]) {
      await page.setViewportSize(viewport)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(wide <= 0, `is ${wide} px too wide at ${viewport.width}`)
    }
    expect(
      !/\{\w+\}|undefined|\[object|NaN/.test(await page.innerText('body')),
      'shows the machine behind it'
    )
    trouble.push(...(await axeFindings(page)))
    return trouble
  } finally {
    await page.close()
  }
}

test('every page stands in the table, and nothing else does', async () => {
  const found: string[] = []
  for await (const file of glob('**/+page.svelte', { cwd: routes }))
    found.push(`/${dirname(file)}`.replace('/.', '/'))
  assert.deepEqual(found.sort(), Object.keys(PAGES).sort())
})

for (const role of ROLES)
  for (const [route, row] of Object.entries(PAGES)) {
    if (row.as !== role) continue
    test(`${route} is whole, light and open to everyone, in three languages`, async () => {
      await signIn(role)
      const trouble: string[] = []
      for (const locale of LOCALES)
        trouble.push(...(await troubleOf(row, locale)).map((what) => `${locale}: ${what}`))
      assert.deepEqual(trouble, [])
    })
  }

test('what the keyboard comes to is not under the bar at the foot', async () => {
  await signIn('owner')
  const page = await browser.context.newPage()
  await page.goto(`${site.base}/desk/${facts.organiserId}/actions/new`)
  const covered: string[] = []
  for (let name: string | null = ''; name !== 'publish';) {
    await page.keyboard.press('Tab')
    const here = await page.evaluate(() => {
      const [field, bar] = [document.activeElement!, document.querySelector('.e-action-bar')!]
      const top = bar.contains(field) ? Infinity : bar.getBoundingClientRect().top
      return { name: field.getAttribute('name'), isCovered: field.getBoundingClientRect().bottom > top }
    })
    name = here.name
    if (here.isCovered) covered.push(name ?? '')
  }
  assert.deepEqual(covered, [])
  await page.close()
})

test('a stranger meets the door at every page that is not public', async () => {
  for (const [route, row] of Object.entries(PAGES)) {
    if (row.as === 'anonymous') continue
    const answer = await site.anonymous.get(row.path(facts))
    assert.equal(answer.status, 303, route)
    assert.match(answer.headers.get('location')!, /^\/sign-in\?to=|^\/$/, route)
  }
})

/** Whose pages nobody else has, whatever stands in the address. */
const OFFICERS: readonly Role[] = ['officer', 'national']

test('a page of somebody else, or of an office, is closed to another volunteer', async () => {
  const stranger = await site.as(facts.people.stranger)
  for (const [route, row] of Object.entries(PAGES)) {
    const ofOneself = !/\[/.test(route) && !OFFICERS.includes(row.as)
    if (ofOneself || row.as === 'anonymous' || route === '/c/[shiftId]') continue
    const { status } = await stranger.get(row.path(facts))
    const expected = route === '/guardian/[token]' ? [200] : [403, 404]
    assert.ok(expected.includes(status), `${route}: ${status}`)
  }
})
