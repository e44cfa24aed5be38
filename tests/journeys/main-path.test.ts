import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { sql } from 'kysely'
import { attendanceWords } from '#features/attendance/index.ts'
import { contributionsWords } from '#features/contributions/index.ts'
import { pageMessages } from '#features/credentials/ui/messages/index.ts'
import { opportunitiesWords } from '#features/opportunities/index.ts'
import { organisersWords } from '#features/organisers/index.ts'
import { passportWords } from '#features/passport/index.ts'
import { peopleWords } from '#features/people/index.ts'
import { beneficiaryName, directionName, regionName } from '#features/programmes/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatMinutes } from '#platform/i18n/format.ts'
import type { Day, Locale } from '#platform/prelude/index.ts'
import { frameWords } from '../../src/routes/messages/index.ts'
import { testBrowser } from '../support/browser.ts'
import { builtPages, testSite } from '../support/http.ts'
import { anOrganiser } from '../support/organisers.ts'
import { aPerson } from '../support/people.ts'

const site = await testSite(await builtPages())
after(() => site[Symbol.asyncDispose]())
const { base, world } = site

interface Name {
  readonly familyName: string
  readonly givenName: string
}

interface Walk {
  readonly locale: Locale
  readonly script: boolean
  /** Each walk has its own day, so that the clock only goes forward. */
  readonly day: Day
  readonly coordinator: Name
  readonly volunteer: Name
  readonly organiser: string
  readonly title: string
  /** How somebody types the title who has no Kazakh letters at hand and is in a hurry. */
  readonly typed: string
}

const NOBODY: Name = { familyName: '', givenName: '' }
const READER = 'Sovet · Кеңес · 12'

const WALKS: readonly Walk[] = [
  {
    locale: 'kk',
    script: true,
    day: '2026-11-23',
    coordinator: { familyName: 'Бекова', givenName: 'Гүлнар' },
    volunteer: { familyName: 'Оразбай', givenName: 'Дәурен' },
    organiser: 'Таза жаға',
    title: 'Өзен жағасын тазалау',
    typed: 'озен жагсын'
  },
  {
    locale: 'ru',
    script: false,
    day: '2026-11-24',
    coordinator: { familyName: 'Ким', givenName: 'Вера' },
    volunteer: { familyName: 'Громов', givenName: 'Тимур' },
    organiser: 'Зелёный двор',
    title: 'Посадка деревьев во дворах',
    typed: 'посдака дервьев'
  },
  {
    locale: 'en',
    script: true,
    day: '2026-11-25',
    coordinator: { familyName: 'Nurlan', givenName: 'Asel' },
    volunteer: { familyName: 'Walker', givenName: 'Jane' },
    organiser: 'Reading Room',
    title: 'Reading aloud to the blind',
    typed: 'reding alound'
  }
]

for (const walk of WALKS)
  test(`the whole path in ${walk.locale}, ${walk.script ? 'with' : 'without'} a script`, () =>
    wholePath(walk))

type Words = ReturnType<typeof wordsOf>

/** Somebody at a browser of their own. */
interface Seat {
  readonly page: Page
  readonly name: Name
  readonly locale: Locale
  readonly words: Words
}

async function wholePath(walk: Walk): Promise<void> {
  const { locale } = walk
  const at = (time: string) => world.at(`${walk.day}T${time}:00+05:00`)
  at('10:00')
  const owner = await aPerson(world, { ...walk.coordinator, locale })
  await anOrganiser(world, { owner, name: walk.organiser })

  await using browsers = new AsyncDisposableStack()
  const sitDown = async (name: Name): Promise<Seat> => {
    const { context } = browsers.use(await testBrowser({ javaScriptEnabled: walk.script }))
    return { page: await context.newPage(), name, locale, words: wordsOf(locale) }
  }
  const desk = await sitDown(walk.coordinator)
  const phone = await sitDown(walk.volunteer)
  const stranger = await sitDown(NOBODY)
  try {
    await signIn(desk)
    await publishAction(desk, walk)

    await enterAsSomebodyNew(phone)
    await signUp(phone, walk)

    at('13:02')
    await openCodeScreen(desk, walk)
    await checkIn(phone, await codeOnScreen(desk))
    at('16:00')
    await checkOut(phone, await codeOnScreen(desk))
    await confirmHours(desk)

    await readPassport(phone, walk)
    const link = await makeExtract(phone)
    await readExtract(stranger, walk, link)
    await seeReadingAndRevoke(phone)
    await meetRevokedExtract(stranger)
    await readNotices(phone, walk)
    await happenedOnce(walk)
  } catch (error) {
    for (const { page } of [desk, phone, stranger])
      console.error(
        `${page.url()}\n${await page
          .getByRole('main')
          .ariaSnapshot({ timeout: 1000 })
          .catch(() => '')}`
      )
    throw error
  }
}

const wordsOf = (locale: Locale) => ({
  frame: frameWords(locale),
  people: peopleWords(locale),
  action: opportunitiesWords(locale),
  organiser: organisersWords(locale),
  check: attendanceWords(locale),
  hours: contributionsWords(locale),
  passport: passportWords(locale)
})

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()
/** Two presses of one button: the first is carried out, but its answer is still on the way when the second goes off. */
async function pressTwice(page: Page, name: string | RegExp): Promise<void> {
  const carriedOut = Promise.withResolvers<void>()
  let sent = 0
  await page.route('**', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    sent += 1
    if (sent > 1) return route.continue()
    await route.fetch({ maxRedirects: 0 })
    carriedOut.resolve()
  })
  const button = page.getByRole('button', { name, exact: true })
  await button.scrollIntoViewIfNeeded()
  const { x, y, width, height } = (await button.boundingBox())!
  const tap = () => page.mouse.click(x + width / 2, y + height / 2)
  await tap()
  await carriedOut.promise
  await tap()
  // waitForURL would take the first press's navigation, which the second one aborts, for a failure.
  while (!page.url().includes('?done=')) await page.waitForEvent('framenavigated')
  await page.unroute('**')
  assert.equal(sent, 2)
}
const follow = (page: Page, name: string) =>
  page.getByRole('main').getByRole('link', { name, exact: true }).click()
const told = (page: Page, text: string) => page.getByRole('status').getByText(text).waitFor()

/** What stands behind one's own name at the top of every page. */
async function goTo({ page, name, words }: Seat, where: 'desk' | 'check-in' | 'passport' | 'notices') {
  const shortName = `${name.givenName} ${name.familyName[0]}.`
  await page.getByRole('banner').getByRole('group').filter({ hasText: shortName }).click()
  await page
    .getByRole('banner')
    .getByRole('link', { name: words.frame(`account.${where}`), exact: true })
    .click()
}

async function toProvider({ page, locale, words }: Seat): Promise<void> {
  await page.goto(base + href(locale, '/'))
  await page
    .getByRole('banner')
    .getByRole('link', { name: words.frame('sign-in'), exact: true })
    .click()
  await follow(page, words.people('sign-in.egov'))
}

async function signIn(seat: Seat): Promise<void> {
  const { page, name, words } = seat
  await toProvider(seat)
  await page.getByRole('searchbox', { name: words.people('egov.search') }).fill(name.familyName)
  await press(page, words.people('egov.find'))
  await press(page, new RegExp(`^${name.familyName} ${name.givenName}`))
}

async function enterAsSomebodyNew(seat: Seat): Promise<void> {
  const { page, name, words } = seat
  const { people } = words
  await toProvider(seat)
  await page.getByLabel(people('egov.family-name'), { exact: true }).fill(name.familyName)
  await page.getByLabel(people('egov.given-name'), { exact: true }).fill(name.givenName)
  await page.getByLabel(people('egov.birth-date'), { exact: true }).fill('2001-09-14')
  await press(page, people('egov.enter'))
  await page.getByRole('heading', { name: people('consent.title') }).waitFor()
  await press(page, people('consent.give'))
}

async function publishAction(seat: Seat, { organiser, title, day }: Walk): Promise<void> {
  const { page, locale, words } = seat
  const t = words.action
  await goTo(seat, 'desk')
  await follow(page, organiser)
  await follow(page, words.organiser('desk.new-action'))
  const write = (legend: string, text: string) =>
    page
      .getByRole('group', { name: legend })
      .getByLabel(t(`in.${locale}`))
      .fill(text)
  const tick = (name: string) => page.getByRole('checkbox', { name, exact: true }).press('Space')
  await write(t('form.title'), title)
  await write(t('form.text'), `${title}: ${organiser}`)
  await tick(directionName('environmental', locale))
  await tick(beneficiaryName('nature', locale))
  await page.getByLabel(t('form.region')).selectOption(regionName('71', locale))
  await page.getByLabel(t('form.locality')).fill('Астана')
  for (const question of ['notStateFunction', 'unpaid', 'freeWill', 'useful'] as const)
    await tick(t(`acceptance.${question}`))
  await write(t('form.why'), `${organiser}, ${title}`)
  const shift = page.getByRole('group', { name: t('form.shift', { number: 1 }) })
  await shift.getByLabel(t('form.starts')).fill(`${day}T13:00`)
  await shift.getByLabel(t('form.ends')).fill(`${day}T16:00`)
  await shift.getByLabel(t('form.places')).fill('5')
  await press(page, t('form.publish'))
  await told(page, t('desk.done.published'))
}

async function signUp({ page, words }: Seat, { title, typed }: Walk): Promise<void> {
  const t = words.action
  await page.getByRole('banner').getByText(words.frame('menu'), { exact: true }).click()
  await page
    .getByRole('banner')
    .getByRole('link', { name: words.frame('nav.actions'), exact: true })
    .click()
  await page.getByLabel(t('search.query')).fill(typed)
  await press(page, t('search.find'))
  await follow(page, title)
  await pressTwice(page, new RegExp(`^${t('offer.join')}`))
  await told(page, t('done.joined'))
}

async function openCodeScreen(seat: Seat, { volunteer }: Walk): Promise<void> {
  const { page, words } = seat
  await page.reload()
  await page.getByText(`${volunteer.familyName} ${volunteer.givenName}`).first().waitFor()
  await follow(page, words.action('desk.check-in'))
  await follow(page, words.check('desk.code'))
}

async function codeOnScreen({ page, words }: Seat): Promise<string> {
  await follow(page, words.check('rotate.reload'))
  await page.waitForLoadState()
  return (await page.getByText(/^\d{3} \d{3}$/).innerText()).replace(' ', '')
}

async function checkIn(seat: Seat, code: string): Promise<void> {
  const { page, words } = seat
  await goTo(seat, 'check-in')
  await page.getByLabel(words.check('checkIn.code'), { exact: true }).fill(code)
  await press(page, words.check('checkIn.in'))
  await told(page, words.check('place.doneIn'))
}

async function checkOut({ page, words }: Seat, code: string): Promise<void> {
  await page.getByLabel(words.check('checkIn.code'), { exact: true }).fill(code)
  await press(page, words.check('checkIn.out'))
  await told(page, words.check('place.doneOut'))
}

async function confirmHours({ page, words }: Seat): Promise<void> {
  await follow(page, words.check('desk.confirm'))
  await pressTwice(page, words.hours('confirm.confirm'))
  await told(page, words.hours('confirm.done', { count: 1 }))
}

async function readPassport(seat: Seat, { title }: Walk): Promise<void> {
  const { page, locale, words } = seat
  await goTo(seat, 'passport')
  await page
    .getByRole('listitem')
    .filter({ hasText: title })
    .filter({ hasText: formatMinutes(178, locale) })
    .first()
    .waitFor()
  const pdf = await download(page, () => press(page, words.passport('passport.pdf')))
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
}

async function download(page: Page, start: () => Promise<void>): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent('download'), start()])
  return readFile(await file.path())
}

async function makeExtract({ page, words }: Seat): Promise<string> {
  const t = words.passport
  await follow(page, t('passport.makeExtract'))
  await page.getByRole('radio', { name: t('purpose.grant') }).press('Space')
  await page.getByLabel(t('new.reader'), { exact: true }).fill(READER)
  await press(page, t('new.submit'))
  const pdf = await download(page, () => follow(page, t('extract.pdf')))
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
  return page.getByText(`${base}/v/`).innerText()
}

async function readExtract(
  { page, locale, words }: Seat,
  { title, volunteer }: Walk,
  link: string
): Promise<void> {
  const t = words.passport
  await page.goto(link.replace(base, base + href(locale, '/').replace(/\/$/, '')))
  await page.getByRole('heading', { level: 2, name: pageMessages[locale]['verdict.holds'] }).waitFor()
  await page
    .getByText(`${t('not-seniority')}`)
    .first()
    .waitFor()
  await page.getByRole('heading', { name: title }).waitFor()
  await page.getByRole('heading', { level: 1, name: volunteer.familyName }).waitFor()
  await page.getByLabel(t('verify.say.reader'), { exact: true }).fill(READER)
  await press(page, t('verify.say.submit'))
  await told(page, t('verify.say.done'))
}

async function seeReadingAndRevoke({ page, words }: Seat): Promise<void> {
  const t = words.passport
  await page.reload()
  await page
    .getByRole('table', { name: t('extract.readingsTitle') })
    .getByText(READER)
    .waitFor()
  await press(page, t('extract.revoke'))
  await page.getByText(t('state.revoked'), { exact: true }).waitFor()
}

async function meetRevokedExtract({ page, words }: Seat): Promise<void> {
  await page.goto(page.url())
  await page.getByRole('heading', { level: 1, name: words.passport('verify.notValid.title') }).waitFor()
  await page.getByText(words.passport('errors.extract-not-valid')).waitFor()
}

async function readNotices(seat: Seat, { title }: Walk): Promise<void> {
  const { page, words } = seat
  await goTo(seat, 'notices')
  for (const notice of [
    words.action('notices.sign-up-joined.title', { title }),
    words.hours('notices.hours-confirmed.title'),
    words.passport('notices.extract-read.title')
  ])
    assert.equal(await page.getByRole('heading', { name: notice, exact: true }).count(), 1, notice)
}

/** What a walk did was done once, however often a button was clicked. */
async function happenedOnce({ day }: Walk): Promise<void> {
  const { rows } = await sql<{ command: string; times: number }>`
    select command, count(*) as times from audit_entry
    where at >= ${new Date(`${day}T00:00:00+05:00`)}
      and command in ('opportunities.sign-up', 'contributions.decide-hours')
    group by command`.execute(world.app.runtime.db)
  assert.deepEqual(Object.fromEntries(rows.map(({ command, times }) => [command, times])), {
    'opportunities.sign-up': 1,
    'contributions.decide-hours': 1
  })
}
