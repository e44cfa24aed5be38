import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { readConfig } from '#boot/config.ts'
import { keepLog, openLogBook } from '#boot/ledger.ts'
import { pageMessages } from '#features/credentials/ui/messages/index.ts'
import { formatVerifierKey } from '#features/ledger/domain/note.ts'
import { ledgerWords } from '#features/ledger/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { addMinutes, LOCALES, type Locale } from '#platform/prelude/index.ts'
import { PHONE, testBrowser, type TestBrowser } from '#tests/support/browser.ts'
import { aConfirmedContribution } from '#tests/support/contributions.ts'
import { builtPages, testSite, type TestSite } from '#tests/support/http.ts'
import { takeIntoLog } from '#tests/support/ledger-world.ts'
import { anExtract } from '#tests/support/passport.ts'
import { aPerson } from '#tests/support/people.ts'

/*
 * What the three pages say of the log's witnesses, which are processes of their own here: as long as they sign, when
 * one has stopped, when it is back, and where there is none.
 */

const NAMES = ['witness.university.example', 'witness.audit.example'] as const
const FRESH_MS_MAX = 20_000
const folder = await mkdtemp(join(tmpdir(), 'erikti-witness-'))
let browser: TestBrowser

before(async () => void (browser = await testBrowser({ viewport: PHONE })))
after(async () => {
  await browser[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

interface Witness {
  readonly key: string
  readonly url: string
  stop(): Promise<void>
}

/** Started as an outsider starts one: `npm run erikti -- witness`. */
async function aWitness(name: string, log: string, port = '0'): Promise<Witness> {
  const args = ['--log', log, '--name', name, '--state', join(folder, `${name}.json`), '--port', port]
  const child = spawn(process.execPath, ['src/boot/cli.ts', 'witness', ...args], {
    cwd: resolve(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit']
  })
  let said = ''
  for await (const chunk of child.stdout) {
    said += String(chunk)
    if (/^key .+\n/m.test(said)) break
  }
  return {
    key: /^key (\S+)/m.exec(said)![1]!,
    url: /listens on (\S+)/.exec(said)![1]!,
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    }
  }
}

/** A contribution takes days, keys are older than what they sign, and pages go by the clock of their own machine. */
const daysAgo = (days: number): Date => addMinutes(new Date(), -days * 24 * 60)

/** An extract of a contribution that stands in the log. */
async function anExtractIn({ world }: TestSite) {
  world.at(daysAgo(3))
  const personId = await aPerson(world)
  await aConfirmedContribution(world, { personId })
  await takeIntoLog(world.app)
  world.at(new Date())
  const extract = await anExtract(world, personId)
  return {
    ...extract,
    file: (await world.app.credentials.lastToken(world.app.runtime.db, personId, extract.extractId))!
  }
}

/** What /log, the page of the extract and /verify say, in a language. */
async function saidOn(
  page: Page,
  site: TestSite,
  { token, file }: { token: string; file: string },
  locale: Locale
) {
  const at = async (path: string) => {
    await page.goto(site.base + href(locale, path))
    return page.locator('main').innerText()
  }
  const [log, extract] = [await at('/log'), await at(`/v/${token}`)]
  await page.goto(site.base + href(locale, '/verify'))
  await page.locator('.c-way--camera:enabled').waitFor()
  await page
    .locator('#f-file')
    .setInputFiles({ name: 'extract.sd-jwt', mimeType: 'text/plain', buffer: Buffer.from(file) })
  await page.locator('.c-verdict').waitFor()
  return { log, extract, verify: await page.locator('.c-verdict').innerText() }
}

/** The log goes on by itself, and each new tree waits a moment for its witnesses: what is asserted comes about soon. */
async function soon(assertion: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + FRESH_MS_MAX
  for (;;) {
    try {
      return await assertion()
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((next) => setTimeout(next, 200))
    }
  }
}

test('the pages say who witnessed the log, when somebody is missing, and when they are back', async () => {
  const settings = { ERIKTI_HOME: folder, ERIKTI_DEMO: 'off' }
  const { signer } = await openLogBook(readConfig(settings))
  const log = formatVerifierKey(signer.key)
  const witnesses = await Promise.all(NAMES.map((name) => aWitness(name, log)))
  const policy = join(folder, 'policy.txt')
  const lines = witnesses.map(({ key, url }, at) => `witness w${at} ${key} ${url}\n`)
  await writeFile(policy, `${lines.join('')}group both 2 w0 w1\nquorum both\n`)
  const running = [...witnesses]
  await using logBook = await openLogBook(readConfig({ ...settings, LOG_POLICY: policy }))
  await using site = await testSite(await builtPages(), { logBook })
  site.world.at(daysAgo(3))
  const { app } = site.world
  await using _log = keepLog(app.ledger, app.runtime.db)
  const page = await browser.context.newPage()
  try {
    const first = await anExtractIn(site)
    for (const locale of LOCALES)
      await soon(async () => {
        const [t, t_] = [pageMessages[locale], ledgerWords(locale)]
        const said = await saidOn(page, site, first, locale)
        assert.ok(said.log.includes(t_('log.witnessed')))
        for (const text of Object.values(said))
          for (const name of NAMES) assert.ok(text.includes(name), `${locale}: ${name} in ${text}`)
        for (const text of [said.extract, said.verify]) {
          assert.ok(text.includes(t['witness.quorum']))
          assert.ok(text.includes(t['verdict.holds']))
        }
      })

    await running.pop()!.stop()
    const second = await anExtractIn(site)
    for (const locale of LOCALES)
      await soon(async () => {
        const t = pageMessages[locale]
        const said = await saidOn(page, site, second, locale)
        assert.ok(said.log.includes(ledgerWords(locale)('log.notWitnessed')))
        for (const text of [said.extract, said.verify]) {
          assert.ok(text.includes(t['witness.not-yet']), `${locale}: ${text}`)
          assert.ok(text.includes(NAMES[0]) && !text.includes(NAMES[1]), `${locale}: ${text}`)
          assert.ok(text.includes(t['verdict.holds']), 'what is not yet witnessed still holds')
        }
      })

    running.push(await aWitness(NAMES[1], log, new URL(witnesses[1]!.url).port))
    await soon(async () => {
      // A witness that was down is asked again after a while, by our clock.
      site.world.at(new Date())
      const said = await saidOn(page, site, second, 'kk')
      assert.ok(said.log.includes(ledgerWords('kk')('log.witnessed')))
      for (const text of Object.values(said)) assert.ok(text.includes(NAMES[1]), text)
    })
  } finally {
    await page.close()
    await Promise.all(running.map((witness) => witness.stop()))
  }
})

test('the pages say that a log has no witness', async () => {
  await using site = await testSite(await builtPages())
  site.world.at(daysAgo(3))
  const page = await browser.context.newPage()
  const extract = await anExtractIn(site)
  for (const locale of LOCALES) {
    const { log, ...answers } = await saidOn(page, site, extract, locale)
    assert.ok(log.includes(ledgerWords(locale)('log.noWitnesses')))
    for (const text of Object.values(answers))
      assert.ok(text.includes(pageMessages[locale]['witness.none']), text)
  }
})
