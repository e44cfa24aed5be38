import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { credentialsWords, statementOf } from '#features/credentials/index.ts'
import { pageMessages } from '#features/credentials/ui/messages/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { addMinutes, LOCALES, type Locale } from '#platform/prelude/index.ts'
import {
  axeFindings,
  DESK,
  PHONE,
  signInBrowser,
  testBrowser,
  type TestBrowser
} from '#tests/support/browser.ts'
import { aConfirmedContribution } from '#tests/support/contributions.ts'
import { aWallet } from '#tests/support/credentials.ts'
import { builtPages, testSite, type TestSite } from '#tests/support/http.ts'
import { takeIntoLog } from '#tests/support/ledger-world.ts'
import { anExtract } from '#tests/support/passport.ts'
import { aPdf } from '#tests/support/pdf.ts'
import { aPerson } from '#tests/support/people.ts'
import { qrFilm, qrPhoto, qrPng } from '#tests/support/pictures.ts'

const NAME = 'Айгерім Сейітова'
const wallet = aWallet()

let site: TestSite
let browser: TestBrowser
let page: Page
let made: Awaited<ReturnType<typeof makeAll>>
let photos: Readonly<Record<'straight' | 'askew' | 'bare', Buffer>>

before(async () => {
  site = await testSite(await builtPages())
  made = await makeAll()
  browser = await testBrowser({ viewport: PHONE })
  page = await browser.context.newPage()
  photos = {
    straight: await qrPhoto(page, made.paper),
    askew: await qrPhoto(page, made.paper, { degrees: 23, blur: 3 }),
    bare: await qrPhoto(page, null)
  }
})
after(async () => {
  await browser[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

/** One contribution that stands in the log, in every form in which its holder may show it. */
async function makeAll() {
  const { world } = site
  const { credentials, ledger, people, runtime } = world.app
  // The page goes by the clock of its own machine.
  world.at(addMinutes(new Date(), -3 * 24 * 60))
  const personId = await aPerson(world)
  const confirmed = await aConfirmedContribution(world, { personId })
  await takeIntoLog(world.app)
  const extract = await anExtract(world, personId)
  const { contributionId, version } = confirmed
  const { passportId } = (await people.cards(runtime.db, [personId])).get(personId)!
  const holder = { personId, passportId, name: NAME }
  const statement = statementOf(holder, [{ ...confirmed, confirmedAt: confirmed.decidedAt }])
  const log = await ledger.entriesOf(runtime.db, personId, [{ contributionId, version }])
  const record = statement.records[0]!
  const scope = { db: runtime.db, now: world.now(), newId: () => runtime.newId() }
  const token = (holderJwk: Record<string, unknown> | null) =>
    credentials.token(scope, {
      kind: 'passport',
      subjectId: passportId,
      statement,
      log,
      validUntil: null,
      holderJwk
    })
  const all = {
    personId,
    contributionId,
    passportId,
    extract,
    token: await token(null),
    walletToken: await token(wallet.jwk),
    badge: await credentials.badge(scope, {
      holder,
      record,
      logEntry: log.get(contributionId)!,
      locale: 'kk'
    }),
    clr: await credentials.clr(scope, { statement, log, locale: 'kk' }),
    paper: await credentials.paperSummary(scope, statement),
    proof: (await ledger.proofOf(runtime.db, { personId, contributionId, version }))!
  }
  world.at(new Date())
  return all
}

const words = (locale: Locale) => pageMessages[locale]
const address = (locale: Locale) => site.base + href(locale, '/verify')
const answerOf = (where = page) => where.locator('.c-verdict h1')

async function open(locale: Locale, where = page): Promise<void> {
  await where.goto(address(locale))
  await where.locator('.c-way--camera:enabled, .c-verdict').waitFor()
}

async function give(name: string, content: string | Buffer, type = 'application/octet-stream', where = page) {
  await where.locator('#f-file').setInputFiles({ name, mimeType: type, buffer: Buffer.from(content) })
}

async function type(text: string, where = page): Promise<void> {
  await where.locator('#f-code').fill(text)
  await where.locator('#f-code').press('Enter')
}

async function says(title: string, where = page): Promise<void> {
  await answerOf(where).waitFor()
  assert.equal((await answerOf(where).textContent())?.trim(), title)
}

async function isWhole(what: string): Promise<void> {
  for (const viewport of [DESK, PHONE]) {
    await page.setViewportSize(viewport)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(wide <= 0, `${what} is ${wide} px too wide at ${viewport.width}`)
  }
  assert.equal(await page.locator('h1').count(), 1)
  assert.doesNotMatch(await page.innerText('body'), /\{\w+\}|undefined|\[object|NaN/)
  assert.deepEqual(await axeFindings(page), [], what)
}

for (const locale of LOCALES) {
  const t = words(locale)
  test(`${locale}: files and texts of every form are checked in the page`, async () => {
    const pdf = await aPdf({ 'extract.sd-jwt': made.token })
    const forms: [name: string, content: string | Buffer, title: string][] = [
      ['passport.sd-jwt', made.token, t['verdict.holds']],
      ['badge.json', made.badge, t['verdict.holds']],
      ['clr.json', made.clr, t['verdict.holds']],
      ['record.tlog-proof', made.proof, t['verdict.holds']],
      ['extract.pdf', pdf, t['verdict.pdf']]
    ]
    for (const [name, content, title] of forms) {
      await open(locale)
      await give(name, content)
      await says(title)
      await page.getByText(t['verdict.byPage']).waitFor()
    }
    await open(locale)
    await type(made.token)
    await says(t['verdict.holds'])
    await page.getByText(NAME).waitFor()
    await page.getByText(`${t['not-seniority']}.`).waitFor()
    await isWhole('the answer')
  })

  test(`${locale}: a picture of a QR code is read in the page`, async () => {
    await open(locale)
    await give('paper.png', qrPng(made.paper), 'image/png')
    await says(t['verdict.holds'])
    await page.getByText(NAME).waitFor()
    await open(locale)
    await give('nothing.png', qrPng('x').subarray(0, 60), 'image/png')
    await page.getByText(t['error.pictureBroken']).waitFor()
  })

  test(`${locale}: a photo of a paper is read, and one that cannot be says what to do`, async () => {
    for (const photo of [photos.straight, photos.askew]) {
      await open(locale)
      await give('IMG_0001.JPG', photo, 'image/jpeg')
      await says(t['verdict.holds'])
    }
    await open(locale)
    await give('IMG_0002.JPG', photos.bare, 'image/jpeg')
    await page.locator('#f-file-error').getByText(t['error.pictureEmpty']).waitFor()
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'f-file')
    // Not every system has a name for what iPhones take.
    for (const type of ['image/heic', 'application/octet-stream']) {
      await open(locale)
      await give('IMG_0003.HEIC', 'ftypheic', type)
      await page.locator('#f-file-error').getByText(t['error.pictureBroken']).waitFor()
    }
    await isWhole('the desk that refused')
  })

  test(`${locale}: a PDF that is dropped on the desk is checked`, async () => {
    const pdf = await aPdf({ 'extract.sd-jwt': made.token })
    await open(locale)
    const dropped = await page.evaluateHandle((base64) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes], 'extract.pdf', { type: 'application/pdf' }))
      return data
    }, pdf.toString('base64'))
    await page.dispatchEvent('.c-desk', 'dragover', { dataTransfer: dropped })
    await page.dispatchEvent('.c-desk', 'drop', { dataTransfer: dropped })
    await says(t['verdict.pdf'])
  })

  test(`${locale}: a camera that is refused leaves the other ways, and may be tried again`, async () => {
    await open(locale)
    await page.getByRole('button', { name: t['camera.start'] }).click()
    await page.getByRole('alert').getByText(t['camera.denied']).waitFor()
    assert.equal(await page.locator('video').count(), 0)
    await page.getByRole('button', { name: t['camera.start'] }).click()
    await page.getByRole('alert').getByText(t['camera.denied']).waitFor()
  })

  test(`${locale}: the page of an extract gives the same answer, without a script`, async () => {
    const t_ = credentialsWords(locale)
    await using plain = await testBrowser({ javaScriptEnabled: false })
    const bare = await plain.context.newPage()
    await bare.goto(site.base + href(locale, `/v/${made.extract.token}`))
    const answer = bare.locator('.c-verdict')
    assert.equal((await answer.locator('h2').first().textContent())?.trim(), t['verdict.holds'])
    for (const key of ['issuer', 'signature', 'time', 'status', 'log'] as const)
      await answer.getByText(t_(`checks.${key}.holds`), { exact: true }).waitFor()
    for (const line of [t['log.unamended'], t['witness.none'], t['verdict.byKeeper'], t['shown.title']])
      await answer.getByText(line, { exact: true }).waitFor()
    const path = await bare.locator('a[href*="extract.sd-jwt"]').getAttribute('href')
    const file = await fetch(site.base + path).then((response) => response.text())
    await open(locale)
    await give('extract.sd-jwt', file)
    await says(t['verdict.holds'])
    const rows = (where: Page) => where.locator('.c-finding__title').allTextContents()
    assert.deepEqual(await rows(page), await rows(bare))
  })

  test(`${locale}: a short code and a link open the extract`, async () => {
    for (const typed of [made.extract.code, `${site.base}/v/${made.extract.token}`]) {
      await open(locale)
      await type(typed)
      await page.getByText(t['verdict.holds']).waitFor()
      assert.match(page.url(), new RegExp(`${href(locale, '/v/')}`))
    }
    await open(locale)
    await type('7K3QX')
    await page.getByText(t['error.code']).waitFor()
  })

  test(`${locale}: a changed document is refused, and what failed is named`, async () => {
    const t_ = credentialsWords(locale)
    await open(locale)
    await give('badge.json', made.badge.replace('"PT3H"', '"PT9H"').replace('"180"', '"540"'))
    await says(t_('checks.signature.fails'))
    assert.equal(await page.getByText(NAME).count(), 0, 'what is not signed is not shown')
    await isWhole('the refusal')
    await open(locale)
    await type('{"a": 1}')
    await answerOf().waitFor()
  })

  test(`${locale}: without a script the form does the same`, async () => {
    await using plain = await testBrowser({ javaScriptEnabled: false })
    const bare = await plain.context.newPage()
    const send = () => bare.locator('form[action*=check] button:not(.c-way)').first().click()
    await bare.goto(address(locale))
    await bare.locator('#f-code').fill(made.token)
    await send()
    await says(t['verdict.holds'], bare)
    await bare.getByText(t['verdict.byServer']).waitFor()
    await bare.goto(address(locale))
    await give('extract.pdf', await aPdf({ 'extract.sd-jwt': made.token }), 'application/pdf', bare)
    await send()
    await says(t['verdict.pdf'], bare)
    await bare.goto(address(locale))
    await give('paper.png', qrPng(made.paper), 'image/png', bare)
    await send()
    await bare.getByText(t['error.pictureServer']).first().waitFor()
    await bare.goto(address(locale))
    await bare.locator('#f-code').fill(made.extract.code)
    await send()
    await bare.getByText(t['verdict.holds']).waitFor()
  })

  test(`${locale}: after one visit the page opens and checks without a network`, async () => {
    await using other = await testBrowser({ viewport: PHONE })
    const away = await other.context.newPage()
    await open(locale, away)
    await away.getByText(t['kept.ready']).waitFor()
    await other.context.setOffline(true)
    await away.reload()
    assert.equal(await away.locator('h1').textContent(), t['page.title'])
    await away.getByText(t['kept.offline']).waitFor()
    await give('paper.png', qrPng(made.paper), 'image/png', away)
    await says(t['verdict.holds'], away)
    await away.getByText(t['verdict.offline']).waitFor()
    for (const [name, content] of [
      ['passport.sd-jwt', made.token],
      ['badge.json', made.badge]
    ] as const) {
      await away.reload()
      await open(locale, away)
      await give(name, content, undefined, away)
      // Whether the log has a correction since cannot be asked now, and that is said.
      await says(t['verdict.open'], away)
      await away.getByText(credentialsWords(locale)('problems.amendments-unknown')).waitFor()
    }
    await open(locale, away)
    await type(made.extract.code, away)
    await away.getByText(t['error.offlineCode']).waitFor()
  })

  test(`${locale}: a wallet is asked, and its answer is shown by itself`, async () => {
    await open(locale)
    await page.locator('form[action*=ask] button').click()
    await page.locator('.c-wallet__code').waitFor()
    await isWhole('the page that waits')
    const link = (await page.getByRole('link', { name: t['wallet.open'] }).getAttribute('href'))!
    await page.reload()
    await page.locator('.c-wallet__code').waitFor()
    await answerFromWallet(link)
    await says(t['verdict.holds'])
    await page.getByText(t['verdict.walletHolds']).waitFor()
    await page.reload()
    await says(t['verdict.holds'])

    await using other = await testBrowser({ javaScriptEnabled: false })
    const stranger = await other.context.newPage()
    await stranger.goto(page.url())
    await stranger.getByText(t['wallet.goneTitle']).waitFor()
    await stranger.locator('form[action*=ask] button').click()
    await stranger.locator('.c-wallet__code').waitFor()
    assert.match(await stranger.content(), /http-equiv="refresh"/)
    const again = await stranger.getByRole('link', { name: t['wallet.open'] }).getAttribute('href')
    await answerFromWallet(again!)
    await stranger.reload()
    await says(t['verdict.holds'], stranger)
  })
}

/** What a wallet does with the link: fetches the request, proves whose the passport is, and answers. */
async function answerFromWallet(link: string): Promise<void> {
  const requestUri = new URL(link).searchParams.get('request_uri')!
  const request = await fetch(requestUri).then((response) => response.text())
  const payload = JSON.parse(Buffer.from(request.split('.')[1]!, 'base64url').toString()) as {
    nonce: string
    client_id: string
    response_uri: string
    state: string
  }
  const kb = {
    payload: {
      iat: Math.floor(site.world.now().getTime() / 1000),
      aud: payload.client_id,
      nonce: payload.nonce
    }
  }
  const asked = { totals: { minutes: true, engagements: true }, period: true }
  const presentation = await wallet.holder.present(made.walletToken, asked, { kb })
  const sent = await fetch(payload.response_uri, {
    method: 'POST',
    body: new URLSearchParams({
      state: payload.state,
      vp_token: JSON.stringify({ passport: [presentation] })
    })
  })
  assert.equal(sent.status, 200)
}

test('a code before the camera is read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'erikti-film-'))
  const film = join(folder, 'code.y4m')
  await writeFile(film, qrFilm(`${site.base}/v/${made.extract.token}`))
  await using other = await testBrowser({
    args: [
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`
    ]
  })
  const seen = await other.context.newPage()
  await open('en', seen)
  await seen.getByRole('button', { name: words('en')['camera.start'] }).click()
  await seen.getByText(words('en')['verdict.holds']).waitFor()
  await rm(folder, { recursive: true })
})

test('the worker keeps the page as a stranger sees it, its files and nothing else', async () => {
  await using other = await testBrowser()
  await signInBrowser(other.context, site, await site.as(made.personId))
  const mine = await other.context.newPage()
  await open('kk', mine)
  await mine.getByText(words('kk')['kept.ready']).waitFor()
  for (const path of ['/', '/me', '/me/passport', `/v/${made.extract.token}`])
    await mine.goto(site.base + path)
  const kept = await mine.evaluate(async () => {
    const found: [path: string, text: string][] = []
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) {
        const answer = await caches.match(request)
        found.push([new URL(request.url).pathname, await answer!.text()])
      }
    const scopes = (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope)
    return { found, scopes }
  })
  assert.deepEqual(kept.scopes.sort(), LOCALES.map(address).sort())
  const own = /^(\/(ru\/|en\/)?verify|\/_app\/immutable\/.*|\/status\/token\/\d+|\/log\/(checkpoint|policy))$/
  assert.deepEqual(
    kept.found.filter(([path]) => !own.test(path)),
    []
  )
  const pages = kept.found.filter(([path]) => path.endsWith('/verify'))
  assert.equal(pages.length, LOCALES.length)
  for (const [path, text] of pages) assert.doesNotMatch(text, /sign-out/, path)
})

test('a request that nobody answered is over in kind words', async () => {
  await open('ru')
  await page.locator('form[action*=ask] button').click()
  await page.locator('.c-wallet__code').waitFor()
  site.world.at(addMinutes(new Date(), 11))
  await page.getByText(words('ru')['wallet.goneTitle']).waitFor()
  site.world.at(new Date())
})

test('a document that was revoked a moment ago is refused', async () => {
  const { world } = site
  const { credentials, runtime } = world.app
  const scope = { db: runtime.db, now: world.now(), newId: () => runtime.newId(), audit: () => {} }
  const { personId, contributionId, passportId } = made
  for (const locale of LOCALES) {
    await open(locale)
    if (locale === 'kk')
      await credentials.withdraw(scope as never, {
        personId,
        subjectIds: [contributionId, passportId],
        reason: 'corrected'
      })
    for (const text of [made.token, made.badge]) {
      await open(locale)
      await give('document', text)
      await says(credentialsWords(locale)('checks.status.fails'))
    }
  }
})
