import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { signInBrowser, testBrowser } from '../support/browser.ts'
import { builtPages, testSite } from '../support/http.ts'
import { aShift, signedUp } from '../support/opportunities.ts'
import { anOrganiser } from '../support/organisers.ts'
import { aPerson } from '../support/people.ts'
import { qrFilm } from '../support/pictures.ts'

const site = await testSite(await builtPages())
after(() => site[Symbol.asyncDispose]())
const { world } = site

/** All that a cheap phone loads until it has read a code, gzipped: jsQR too, where the browser reads none by itself. */
const SCRIPT_BYTES_MAX = 16_000

test('a coordinator scans a volunteer with the camera, in a browser that reads no codes by itself', async () => {
  const { organiserId, ownerId } = await anOrganiser(world)
  const volunteerId = await aPerson(world, { familyName: 'Оразбай', givenName: 'Дәурен' })
  const startsAt = new Date('2026-11-24T05:00:00Z')
  const { shiftId } = await aShift(world, { organiserId, coordinatorId: ownerId, startsAt })
  await signedUp(world, volunteerId, shiftId)
  world.at(startsAt)
  const code = (await (await site.as(volunteerId)).get('/api/me/code')).json
  const folder = await mkdtemp(join(tmpdir(), 'erikti-film-'))
  const film = join(folder, 'code.y4m')
  await writeFile(film, qrFilm(code.token))

  await using browser = await testBrowser({
    args: [
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`
    ]
  })
  await signInBrowser(browser.context, site, await site.as(ownerId))
  const page = await browser.context.newPage()
  const scripts: Promise<number>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return
    scripts.push(response.body().then((body) => gzipSync(body).length))
  })
  await page.goto(`${site.base}/en/desk/shifts/${shiftId}/scan`)
  assert.equal(await page.evaluate(() => 'BarcodeDetector' in globalThis), false, 'jsQR is what reads here')
  const turnOn = page.getByRole('button', { name: 'Turn on the camera' })
  await page.route(/\/_app\/.+\.js$/, (route) => route.abort())
  await turnOn.click()
  const results = page.getByRole('status').getByRole('listitem')
  await results.getByText('No connection. Scan again.').waitFor()
  assert.ok(await turnOn.evaluate((button) => button === document.activeElement), 'Enter tries again')
  await page.unroute(/\/_app\/.+\.js$/)
  await turnOn.press('Enter')
  await results.getByText('Оразбай Дәурен').waitFor()
  assert.equal(await results.count(), 2, 'the same code is sent once')
  await page.getByRole('button', { name: 'Turn off the camera' }).click()
  await turnOn.waitFor()

  await page.route('**/api/**', (route) => route.fulfill({ status: 502, body: '<h1>Bad Gateway</h1>' }))
  await turnOn.click()
  await results.getByText('No connection. Scan again.').nth(1).waitFor()

  const script = (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0)
  assert.ok(script > 0 && script <= SCRIPT_BYTES_MAX, `it takes ${script} B of script`)

  const roster = await (await site.as(ownerId)).get(`/api/shifts/${shiftId}/attendance`)
  const [entry] = roster.json.entries
  assert.deepEqual([entry.personId, entry.presence.checkedInAt], [volunteerId, startsAt.toISOString()])
  await rm(folder, { recursive: true })
})
