import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { axeFindings, testBrowser } from '#tests/support/browser.ts'
import { builtPages, testSite } from '#tests/support/http.ts'
import { aPerson } from '#tests/support/people.ts'

const site = await testSite(await builtPages())
after(() => site[Symbol.asyncDispose]())
const { base, world } = site

test('without a script: eGov, consent, profile with a mistake, saved, sent again after signing in, signed out', async () => {
  await aPerson(world, { familyName: 'Жүнісов', givenName: 'Арман', consent: false })
  await using browser = await testBrowser({ javaScriptEnabled: false })
  const page = await browser.context.newPage()
  await page.goto(`${base}/me/profile`)
  await page.getByRole('link', { name: 'eGov арқылы кіру' }).click()
  await page.getByRole('searchbox').fill('жүніс')
  await page.getByRole('button', { name: 'Іздеу' }).click()
  await page.getByRole('button', { name: /Жүнісов Арман/ }).click()

  assert.equal(new URL(page.url()).pathname, '/me/consent')
  await page.getByRole('button', { name: 'Келісім беру' }).click()
  assert.equal(new URL(page.url()).pathname, '/me/profile')
  assert.match(await page.locator('main').innerText(), /•{10}\d\d/)

  await page.getByLabel('Елді мекен').fill('<b>Қосшы</b>')
  await page.getByText('Экологиялық', { exact: true }).click()
  await page.getByRole('button', { name: 'Сақтау' }).click()
  assert.match(await page.locator('[role=alert]:focus').innerText(), /HTML/, 'what is wrong has the focus')
  assert.ok(await page.getByLabel('Экологиялық').isChecked(), 'what was ticked is not lost')
  await page.getByLabel('Елді мекен').fill('Қосшы')
  await page.getByRole('button', { name: 'Сақтау' }).click()
  await page.getByRole('status').getByText('Сақталды').waitFor()
  assert.equal(await page.getByLabel('Елді мекен').inputValue(), 'Қосшы')

  await page.getByLabel('Елді мекен').fill('Талапкер')
  await browser.context.clearCookies()
  await page.getByRole('button', { name: 'Сақтау' }).click()
  const opened = browser.context.waitForEvent('page')
  await page.getByRole('link', { name: 'Кіру (жаңа қойындыда)' }).click()
  const door = await opened
  await door.getByRole('link', { name: 'eGov арқылы кіру' }).click()
  await door.getByRole('searchbox').fill('жүніс')
  await door.getByRole('button', { name: 'Іздеу' }).click()
  await door.getByRole('button', { name: /Жүнісов Арман/ }).click()
  await door.getByText('Арман Ж.').first().waitFor()
  await page.getByRole('button', { name: 'Қайта жіберу' }).click()
  await page.getByRole('status').getByText('Сақталды').waitFor()
  assert.equal(
    await page.getByLabel('Елді мекен').inputValue(),
    'Талапкер',
    'a session ended; nothing is lost'
  )

  await page.goto(`${base}/ru/sign-out`)
  await page.getByRole('main').getByRole('button', { name: 'Выйти' }).click()
  await page.goto(`${base}/me/profile`)
  assert.equal(new URL(page.url()).pathname, '/sign-in')
})

test('a passkey is added, signs its person in, and is told of; an ended session says so kindly', async () => {
  const me = await aPerson(world, { familyName: 'Сәрсен', givenName: 'Мадина' })
  await using browser = await testBrowser()
  const page = await browser.context.newPage()
  const devtools = await browser.context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true
    }
  })
  await page.goto(`${base}/en/sign-in?to=/me/passkeys`)
  await page.getByRole('link', { name: 'Sign in with eGov' }).click()
  // On a weak network the page's script comes after the first letters; they stay.
  const { promise: typed, resolve: scriptsMayCome } = Promise.withResolvers<void>()
  await page.route(/\/_app\/.+\.js$/, async (route) => {
    await typed
    await route.continue()
  })
  await page.getByRole('button', { name: /Сәрсен Мадина/ }).click()
  await page.getByLabel('Name of the passkey').fill('My phone')
  scriptsMayCome()
  await page.getByRole('button', { name: 'Add this device' }).click()
  await page.getByRole('button', { name: 'Remove: My phone' }).waitFor()

  const client = await site.as(me)
  assert.equal((await client.send('DELETE', '/api/me/sessions')).status, 204)
  await page.goto(`${base}/en/me/sessions`)
  await page.getByText('Your session has ended').waitFor()
  await page.getByRole('link', { name: 'Sign in with a passkey' }).click()
  // The network loses the form, and the way back leads to the page as it was left.
  await page.route(/sign-in\/passkey/, (route) => route.fulfill({ status: 204 }))
  const lost = page.waitForResponse(/sign-in\/passkey/)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await lost
  await page.unroute(/sign-in\/passkey/)
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.waitForURL(`${base}/en/me/sessions`)
  await page.getByText('With a passkey').waitFor()
})

test('axe finds nothing on the page that plays eGov, in any language', async () => {
  await using browser = await testBrowser()
  const page = await browser.context.newPage()
  for (const [locale, title] of Object.entries({ '': 'Кім болып кіресіз?', '/ru': 'Кем войти?' })) {
    await page.goto(`${base}${locale}/sign-in/start`)
    assert.equal(await page.title(), title)
    assert.deepEqual(await axeFindings(page), [])
  }
  await page.getByRole('link', { name: 'English' }).click()
  assert.equal(await page.title(), 'Who are you signing in as?')
  assert.deepEqual(await axeFindings(page), [])
})
