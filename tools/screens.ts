import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { ensureBuilt } from '../src/boot/build.ts'
import { seedDemoWorld } from '../src/boot/demo-world.ts'
import { href } from '../src/platform/i18n/addresses.ts'
import { ephemeralKeystore } from '../src/platform/keystore/keystore.ts'
import { createLog } from '../src/platform/log.ts'
import { LOCALES } from '../src/platform/prelude/index.ts'
import { makeCast, ROLES, type Facts } from '../tests/http/authorisation-cast.ts'
import { PAGES } from '../tests/journeys/page-table.ts'
import { DESK, PHONE, signInBrowser, testBrowser, type TestBrowser } from '../tests/support/browser.ts'
import { builtPages, testSite, type TestSite } from '../tests/support/http.ts'
import { testServer } from '../tests/support/server.ts'

const HELP = `Takes pictures of every page of tests/journeys/page-table.ts, on a phone and on a desk, in three languages, and puts
the six of a page on one sheet, to be looked at.

  npm run screens                            all pages, into var/screens
  npm run screens -- --only /actions         this page and those under it; may be said again
  npm run screens -- --out DIR               elsewhere
  npm run screens -- --full                  over the demo world, so that lists are full
  npm run screens -- --look dark             as light (default), dark, contrast, or print

A page /me/hours becomes me-hours.png (the sheet) and me-hours.kk.360.png, me-hours.ru.1280.png and so on. The world is
that of the journeys, in a database of its own that is gone afterwards.`

const LOOKS = {
  light: {},
  dark: { colorScheme: 'dark' },
  contrast: { contrast: 'more', forcedColors: 'active' },
  print: { media: 'print' }
} as const satisfies Record<string, Parameters<Page['emulateMedia']>[0]>

/** Pixels that a picture of either width takes on the sheet. */
const SHEET_PX = { [PHONE.width]: 270, [DESK.width]: 460 }
/** Longer pages are cut on the sheet; their own pictures are whole. */
const SHEET_PX_TALL_MAX = 1_500

interface Picture {
  readonly name: string
  readonly width: number
}

interface Studio {
  readonly site: TestSite
  readonly facts: Facts
  readonly browser: TestBrowser
  readonly out: string
  readonly look: keyof typeof LOOKS
}

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    only: { type: 'string', multiple: true },
    out: { type: 'string', default: 'var/screens' },
    full: { type: 'boolean', default: false },
    look: { type: 'string', default: 'light' }
  }
})

const isLook = (name: string): name is keyof typeof LOOKS => name in LOOKS
const routes = Object.keys(PAGES).filter(isWanted)

function refuse(line: string): void {
  console.error(line)
  process.exitCode = 1
}

if (values.help) console.log(HELP)
else if (!isLook(values.look)) refuse(`--look ${values.look}? It is one of ${Object.keys(LOOKS).join(', ')}.`)
else if (!routes.length) refuse(`no page is or stands under ${values.only?.join(' or ')}`)
else await main(values.look)

async function main(look: keyof typeof LOOKS): Promise<void> {
  await ensureBuilt(console.log)
  const out = resolve(values.out)
  await mkdir(out, { recursive: true })
  await using postgres = await testServer()
  process.env.ERIKTI_TEST_SERVER = postgres.url
  const keystore = ephemeralKeystore()
  await using site = await testSite(await builtPages(), { keystore })
  const { app, now } = site.world
  if (values.full) {
    const { config } = app
    await seedDemoWorld({ config, db: app.runtime.db, keystore, log: createLog('silent'), now }, console.log)
  }
  const facts = await makeCast(site.world)
  await using browser = await testBrowser()
  const studio: Studio = { site, facts, browser, out, look }
  for (const role of ROLES) {
    const own = routes.filter((route) => PAGES[route]!.as === role)
    if (!own.length) continue
    if (role === 'anonymous') await browser.context.clearCookies()
    else await signInBrowser(browser.context, site, await site.as(facts.people[role]))
    for (const route of own) await takeAll(studio, route)
  }
  console.log(`${routes.length} pages in ${out}`)
}

function isWanted(route: string): boolean {
  if (!values.only) return true
  return values.only.some((path) => route === path || (path !== '/' && route.startsWith(`${path}/`)))
}

/** The six pictures of a page, and its sheet. */
async function takeAll({ site, facts, browser, out, look }: Studio, route: string): Promise<void> {
  const name = route.replace(/[[\]]/g, '').split('/').filter(Boolean).join('-') || 'home'
  const pictures: Picture[] = []
  const page = await browser.context.newPage()
  await page.emulateMedia({ reducedMotion: 'reduce', ...LOOKS[look] })
  for (const viewport of [PHONE, DESK]) {
    await page.setViewportSize(viewport)
    for (const locale of LOCALES) {
      const picture = { name: `${name}.${locale}.${viewport.width}.png`, width: viewport.width }
      const answer = await page.goto(site.base + href(locale, PAGES[route]!.path(facts)))
      if (answer!.status() !== 200) console.error(`${route} in ${locale} answers ${answer!.status()}`)
      await page.evaluate(() => document.fonts.ready)
      await page.screenshot({ path: join(out, picture.name), fullPage: true })
      pictures.push(picture)
    }
  }
  await drawSheet(page, join(out, name), pictures)
  await page.close()
  console.log(`${route}: ${name}.png`)
}

async function drawSheet(page: Page, path: string, pictures: readonly Picture[]): Promise<void> {
  const cells = pictures.map(
    ({ name, width }) =>
      `<figure><figcaption>${name}</figcaption><img src="${name}" width="${SHEET_PX[width]}" alt=""></figure>`
  )
  await writeFile(
    `${path}.html`,
    `<!doctype html><meta charset="utf-8"><style>
  body { display: flex; gap: 12px; width: max-content; margin: 0; padding: 12px; background: #667; font: 12px monospace }
  figure { margin: 0; max-height: ${SHEET_PX_TALL_MAX}px; overflow: hidden }
  figcaption { color: #fff; padding-bottom: 6px }
  img { display: block }
</style>${cells.join('\n')}`
  )
  await page.emulateMedia({ media: 'screen', colorScheme: 'light', contrast: null, forcedColors: null })
  const sheetWidth = pictures.reduce((sum, { width }) => sum + SHEET_PX[width]! + 12, 12)
  await page.setViewportSize({ width: sheetWidth, height: 400 })
  await page.goto(pathToFileURL(`${path}.html`).href)
  await page.screenshot({ path: `${path}.png`, fullPage: true })
}
