import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { passportWords } from '#features/passport/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { addMinutes, LOCALES } from '#platform/prelude/index.ts'
import { axeFindings, DESK, PHONE, signInBrowser, testBrowser } from '#tests/support/browser.ts'
import { builtPages, testSite } from '#tests/support/http.ts'
import { aRecord } from '#tests/support/passport.ts'
import { aPerson } from '#tests/support/people.ts'
import { accessOf, takeInto, walletOf } from '#tests/support/wallet.ts'

const site = await testSite(await builtPages())
after(() => site[Symbol.asyncDispose]())
const { world } = site

for (const locale of LOCALES)
  test(`${locale}: the passport goes into a wallet, and its page says how far it is`, async () => {
    const t = passportWords(locale)
    const personId = await aPerson(world, { locale })
    await aRecord(world, personId)
    world.at('2026-11-23T05:00:00Z')
    await using browser = await testBrowser()
    await signInBrowser(browser.context, site, await site.as(personId))
    const page = await browser.context.newPage()
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    const says = async (state: 'opened' | 'taken' | 'over') => {
      await page.getByText(t(`wallet.${state}`), { exact: true }).waitFor()
      await page.getByText(t(`wallet.${state}Text`), { exact: true }).waitFor()
      assert.equal(await page.getByRole('img', { name: t('wallet.qr') }).count(), 0)
      await isWhole(page, state)
    }

    await page.goto(site.base + href(locale, '/me/passport'))
    await page.getByRole('link', { name: t('take.walletLink') }).click()
    await press(t('wallet.offer'))
    await page.getByRole('img', { name: t('wallet.qr') }).waitFor()
    await isWhole(page, 'waiting')
    await takeInto(walletOf(), await shownOn(page, t('wallet.open')), world.now())
    await page.getByRole('link', { name: t('wallet.see') }).click()
    await says('taken')
    assert.equal(await page.getByRole('link', { name: t('wallet.see') }).count(), 0)

    await press(t('wallet.again'))
    await accessOf(walletOf(), await shownOn(page, t('wallet.open')))
    await page.getByRole('link', { name: t('wallet.see') }).click()
    await says('opened')

    await press(t('wallet.again'))
    const late = await shownOn(page, t('wallet.open'))
    world.at(addMinutes(world.now(), 11))
    await assert.rejects(accessOf(walletOf(), late), /invalid_grant|400/)
    await page.getByRole('link', { name: t('wallet.see') }).click()
    await says('over')
  })

/** What the holder scans and types. */
async function shownOn(page: Page, open: string): Promise<{ link: string; pin: string }> {
  const link = await page.getByRole('link', { name: open }).getAttribute('href')
  const pin = await page.getByText(/^\d{6}$/).innerText()
  return { link: link!, pin }
}

async function isWhole(page: Page, what: string): Promise<void> {
  for (const viewport of [DESK, PHONE]) {
    await page.setViewportSize(viewport)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(wide <= 0, `${what} is ${wide} px too wide at ${viewport.width}`)
  }
  assert.equal(await page.locator('h1').count(), 1)
  assert.deepEqual(await axeFindings(page), [], what)
}
