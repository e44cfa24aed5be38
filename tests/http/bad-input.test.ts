import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { actionInput } from '#features/opportunities/ui/action-form.ts'
import { sessionCookie } from '#platform/http/cookie.ts'
import { formValues, nest } from '#platform/http/form.ts'
import { href } from '#platform/i18n/addresses.ts'
import { addMinutes, checkDigit, LOCALES } from '#platform/prelude/index.ts'
import { aPresence, codeOnScreen } from '../support/attendance.ts'
import { builtPages, testSite, type Answer, type Client, type TestSite } from '../support/http.ts'
import { aShift, signedUp } from '../support/opportunities.ts'
import { anOrganiser, syntheticBin } from '../support/organisers.ts'
import { aPerson } from '../support/people.ts'
import { signInByProvider } from '../support/sign-in.ts'

/*
 * What bad input gets: the API names the field and the code, the page of the same thing shows the same words at the
 * same field in the person's language, and not one row is written.
 */

let site: TestSite
let organiserId: string
let coordinatorId: string
let coordinator: Client

before(async () => {
  site = await testSite(await builtPages())
  ;({ organiserId, ownerId: coordinatorId } = await anOrganiser(site.world))
  coordinator = await site.as(coordinatorId)
})
after(() => site[Symbol.asyncDispose]())

/** How many rows each table has. */
async function rowCounts(): Promise<Record<string, number>> {
  const { db } = site.world.app.runtime
  const { rows } = await sql<{ name: string; rows: number }>`
    select table_name as name,
      (xpath('/row/c/text()', query_to_xml(format('select count(*) as c from public.%I', table_name), false, true, '')))[1]::text::int as rows
    from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db)
  assert.ok(rows.length > 30)
  return Object.fromEntries(rows.map(({ name, rows: count }) => [name, count]))
}

/** Whatever is done leaves every table as it was, but for these many rows more. */
async function writing<T>(more: Record<string, number>, work: () => Promise<T>): Promise<T> {
  const before = await rowCounts()
  const done = await work()
  const after = await rowCounts()
  const grown = Object.fromEntries(
    Object.entries(after).flatMap(([name, count]) =>
      count === before[name] ? [] : [[name, count - before[name]!]]
    )
  )
  assert.deepEqual(grown, more)
  return done
}
const writingNothing = <T>(work: () => Promise<T>): Promise<T> => writing({}, work)

/** What a page says at a field. */
function saidAt(html: string, field: string): string | undefined {
  const name = field.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const said = new RegExp(`id="f-${name}-error"[^>]*>(.*?)</p>`, 's').exec(html)?.[1]
  return said
    ?.replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&amp;/g, '&')
    .trim()
}

interface Refusal {
  readonly status?: number
  readonly field: string
  readonly code: string
}

/** Sends the same thing to the API and by the form of the page, in each language; both refuse it alike. */
async function refusedAlike(
  client: Client,
  refusal: Refusal,
  api: { path: string; body: unknown },
  page: { path: string; values: Record<string, string> }
): Promise<void> {
  const { status = 422, field, code } = refusal
  await writingNothing(async () => {
    for (const locale of LOCALES) {
      const problem = await client.post(api.path, api.body, { 'accept-language': locale })
      assert.deepEqual(
        [problem.status, problem.json.field, problem.json.code],
        [status, field, code],
        problem.text
      )
      const shown = await client.form(href(locale, page.path), page.values)
      assert.equal(shown.status, status, code)
      assert.equal(saidAt(shown.text, field), problem.json.title, `${code} in ${locale}`)
      assert.match(shown.text, /role="alert"/, 'a summary stands at the top')
    }
  })
}

const ACTION_FORM = {
  'title.kk': 'Өзен жағасын тазалау',
  'text.kk': 'Есіл жағасындағы қоқысты бірге жинаймыз.',
  'directions[]': 'environmental',
  'beneficiaries[]': 'nature',
  regionCode: '71',
  locality: 'Астана',
  'languages[]': 'kk',
  'acceptance.notStateFunction': 'on',
  'acceptance.unpaid': 'on',
  'acceptance.freeWill': 'on',
  'acceptance.useful': 'on',
  'why.kk': 'Тұрғындар өз ауласындағы өзенге өздері қамқор болғысы келеді.',
  'shifts.0.startsAt': '2026-11-28T10:00',
  'shifts.0.endsAt': '2026-11-28T13:00',
  'shifts.0.capacity': '10',
  publish: 'on'
}

/** What a form would send, as the API takes it. */
const asBody = (values: Record<string, string>): Record<string, unknown> => {
  const form = new FormData()
  for (const pair of Object.entries(values)) form.append(...pair)
  return nest(formValues(form))
}

const refusedAction = (values: Record<string, string>, field: string, code: string) =>
  refusedAlike(
    coordinator,
    { field, code },
    {
      path: `/api/organisers/${organiserId}/actions`,
      body: actionInput(asBody({ ...ACTION_FORM, ...values }))
    },
    { path: `/desk/${organiserId}/actions/new?/create`, values: { ...ACTION_FORM, ...values } }
  )

for (const [what, values, field, code] of [
  [
    'an end before the start',
    { 'shifts.0.endsAt': '2026-11-28T09:00' },
    'shifts.0.endsAt',
    'shift-end-before-start'
  ],
  [
    'a shift of more than 24 hours',
    { 'shifts.0.endsAt': '2026-11-29T10:01' },
    'shifts.0.endsAt',
    'shift-too-long'
  ],
  ['no place at all', { 'shifts.0.capacity': '0' }, 'shifts.0.capacity', 'too-small'],
  ['10,001 places', { 'shifts.0.capacity': '10001' }, 'shifts.0.capacity', 'too-big'],
  [
    'an action that is past',
    { 'shifts.0.startsAt': '2026-11-20T10:00', 'shifts.0.endsAt': '2026-11-20T13:00' },
    'shifts.0.startsAt',
    'shift-in-past'
  ],
  [
    'a day that does not exist',
    { 'shifts.0.startsAt': '2026-02-30T10:00' },
    'shifts.0.startsAt',
    'wrong-instant'
  ],
  ['HTML in a title', { 'title.kk': 'Өзен <script>alert(1)</script>' }, 'title.kk', 'text-has-markup'],
  ['HTML in a text', { 'text.ru': 'Уборка <b>берега</b>' }, 'text.ru', 'text-has-markup'],
  ['a text that is too long', { 'text.kk': 'а'.repeat(4_001) }, 'text.kk', 'too-long'],
  ['bytes that are no text', { 'title.kk': 'Өзен \uFFFD\uFFFD' }, 'title.kk', 'text-broken'],
  ['an unknown region', { regionCode: '72' }, 'regionCode', 'unknown-value']
] as const)
  test(`${what} is refused at its field`, () => refusedAction(values, field, code))

test('what was typed is not lost when it is refused, and HTML comes back as text', async () => {
  const values = { ...ACTION_FORM, 'title.kk': '<img src=x onerror=alert(1)>' }
  const { text } = await coordinator.form(`/desk/${organiserId}/actions/new?/create`, values)
  assert.match(text, /value="&lt;img src=x onerror=alert\(1\)>"/)
  assert.doesNotMatch(text, /<img src=x/)
  assert.match(text, /Есіл жағасындағы қоқысты бірге жинаймыз/)
})

test('a megabyte of text is refused in words, before it is read', async () => {
  const values = { ...ACTION_FORM, 'text.kk': 'а'.repeat(500_000) }
  await writingNothing(async () => {
    const problem = await coordinator.post(`/api/organisers/${organiserId}/actions`, asBody(values))
    assert.deepEqual([problem.status, problem.json.code], [413, 'body-too-large'])
    const shown = await coordinator.form(`/ru/desk/${organiserId}/actions/new?/create`, values)
    assert.equal(shown.status, 413)
    assert.ok(shown.text.includes(site.world.app.findText('ru', 'errors.body-too-large', { kb: 512 })!))
  })
})

test('a form whose bytes are not UTF-8 is refused at its field', () =>
  writingNothing(async () => {
    const body = `${new URLSearchParams({ ...ACTION_FORM, 'title.kk': '' })}`.replace(
      'title.kk=',
      'title.kk=%D3%28%FF'
    )
    const response = await fetch(`${site.base}/ru/desk/${organiserId}/actions/new?/create`, {
      method: 'POST',
      headers: {
        cookie: coordinator.cookie!,
        origin: site.base,
        accept: 'text/html',
        'content-type': 'application/x-www-form-urlencoded'
      },
      body
    })
    assert.equal(response.status, 422)
    assert.equal(
      saidAt(await response.text(), 'title.kk'),
      site.world.app.findText('ru', 'errors.text-broken')
    )
  }))

/** A number whose digits fit each other, but for what is wrong on purpose. */
const withCheck = (body: string): string => `${body}${checkDigit(body)}`
const unusable = (prefix: string): string => {
  for (let serial = 0; ; serial += 1) {
    const body = `${prefix}${String(serial).padStart(11 - prefix.length, '0')}`
    if (checkDigit(body) === null) return `${body}0`
  }
}
const wrongCheck = (digits: string): string => digits.slice(0, -1) + String((Number(digits.at(-1)) + 1) % 10)

for (const [bin, code] of [
  ['99124000001', 'bin-length'],
  ['99124000001X', 'bin-digits'],
  [withCheck('99134000001'), 'bin-month'],
  [withCheck('99127000001'), 'bin-kind'],
  [withCheck('99124900001'), 'bin-part'],
  [wrongCheck(syntheticBin()), 'bin-checksum'],
  [unusable('991240'), 'bin-unusable']
] as const)
  test(`a BIN like ${bin} is refused: ${code}`, async () => {
    const values = {
      kind: 'organisation',
      bin,
      'name.kk': 'Жасыл қала',
      'about.kk': 'Ағаш егеміз.',
      regionCode: '71'
    }
    await refusedAlike(
      await site.as(await aPerson(site.world)),
      { field: 'bin', code },
      { path: '/api/me/organiser-applications', body: asBody(values) },
      { path: '/organisers/apply', values }
    )
  })

const GOOD_IIN = '960322'
for (const [iin, code] of [
  ['96032240901', 'iin-length'],
  ['96032240901X', 'iin-digits'],
  [withCheck('96023040901'), 'iin-birth-date'],
  [withCheck('96032290901'), 'iin-century'],
  [wrongCheck(withCheck('96032240901')), 'iin-checksum'],
  [unusable(`${GOOD_IIN}4`), 'iin-unusable'],
  [withCheck('97032240901'), 'iin-birth-date-differs']
] as const)
  test(`an IIN that the identity provider gives wrongly signs nobody in: ${code}`, async () => {
    const { db } = site.world.app.runtime
    const personId = await aPerson(site.world)
    const sealed = site.world.app.keystore.encrypt(iin, `iin ${personId}`)
    await sql`update person set iin_sealed = ${sealed} where person_id = ${personId}`.execute(db)
    for (const locale of LOCALES)
      await writingNothing(async () => {
        const { end, cookies } = await signInByProvider(site.base, personId, href(locale, '/sign-in/start'))
        assert.equal(end.url.pathname, href(locale, '/sign-in'))
        assert.ok(
          end.text.includes(site.world.app.findText(locale, `errors.${code}`)!),
          `${code} in ${locale}`
        )
        assert.equal(cookies.has(sessionCookie(site.base).name), false)
      })
  })

/** Somebody with a place in a shift that has just begun, and the code on its screen. */
async function atTheShift() {
  const { world } = site
  const startsAt = addMinutes(world.now(), 60)
  const { shiftId, actionId } = await aShift(world, { organiserId, coordinatorId, startsAt })
  const personId = await aPerson(world)
  await signedUp(world, personId, shiftId)
  // The beginning of a window of the code, so that seconds can be counted from it.
  world.at(new Date(Math.ceil(startsAt.getTime() / 30_000) * 30_000))
  const code = await codeOnScreen(world, { shiftId, coordinatorId })
  return { shiftId, actionId, personId, volunteer: await site.as(personId), code }
}
const later = (seconds: number) => site.world.at(new Date(site.world.now().getTime() + seconds * 1000))
const EVENT = { attendance_event: 1, audit_entry: 1 }

test('the code of the previous window is taken for thirty seconds of grace, then refused at its field', async () => {
  const { shiftId, volunteer, code } = await atTheShift()
  const values = { code, kind: 'in' }
  later(60)
  await refusedAlike(
    volunteer,
    { status: 409, field: 'code', code: 'shift-code-expired' },
    { path: '/api/check-ins', body: { ...values, shiftId } },
    { path: `/c/${shiftId}`, values }
  )
  later(-1)
  await writing(EVENT, async () => {
    assert.equal((await volunteer.post('/api/check-ins', { ...values, shiftId })).status, 201)
  })
})

test('the code of another shift is refused at its field', async () => {
  const { code } = await atTheShift()
  const { shiftId, volunteer } = await atTheShift()
  const values = { code, kind: 'in' }
  await refusedAlike(
    volunteer,
    { status: 409, field: 'code', code: 'shift-code-wrong' },
    { path: '/api/check-ins', body: { ...values, shiftId } },
    { path: '/check-in', values }
  )
})

test('a code is used once: replayed it is refused at its field', async () => {
  const { shiftId, volunteer, code } = await atTheShift()
  const came = { code, kind: 'in' }
  await writing(EVENT, async () => {
    assert.equal((await volunteer.form(`/c/${shiftId}`, came)).status, 303)
  })
  for (const values of [came, { code, kind: 'out' }])
    await refusedAlike(
      volunteer,
      { status: 409, field: 'code', code: 'shift-code-used' },
      { path: '/api/check-ins', body: { ...values, shiftId } },
      { path: `/c/${shiftId}`, values }
    )
})

test('a device clock a day off is kept as evidence, and ours counts', async () => {
  const { shiftId, volunteer, code } = await atTheShift()
  const now = site.world.now()
  const deviceAt = addMinutes(now, -24 * 60).toISOString()
  const taken = await writing(EVENT, () =>
    volunteer.post('/api/check-ins', { shiftId, code, kind: 'in', deviceAt })
  )
  assert.deepEqual([taken.status, taken.json.at], [201, now.toISOString()])
  const roster = await coordinator.get(`/desk/shifts/${shiftId}`)
  assert.ok(roster.text.includes(site.world.app.findText('kk', 'roster.clockOff')!))
})

test('of two coordinators who confirm at once one is told that the other was quicker', async () => {
  const { world } = site
  const { shiftId } = await aShift(world, { organiserId, coordinatorId })
  const personId = await aPerson(world)
  const from = addMinutes(world.now(), 24 * 60)
  await aPresence(world, { personId, shiftId, coordinatorId, from, to: addMinutes(from, 180) })
  const decide = (client: Client) =>
    client.post(`/api/shifts/${shiftId}/hours`, { decisions: { [personId]: { decision: 'confirm' } } })
  const other = await site.as(coordinatorId)
  const [first, second] = await writing(
    { contribution: 1, contribution_version: 1, confirmation: 1, outbox: 1, audit_entry: 1, notice: 1 },
    () => Promise.all([decide(coordinator), decide(other)])
  )
  const late = first.status === 201 ? second : first
  assert.deepEqual([first.status, second.status].sort(), [201, 409])
  assert.deepEqual([late.json.code, late.json.field], ['hours-already-decided', `decisions.${personId}`])
  // The page that comes back shows who was decided upon: that is a look, and it is written down.
  const page = await writing({ look: 1 }, () =>
    other.form(`/desk/shifts/${shiftId}/confirm?/decide`, {
      decision: 'confirm',
      'chosen[]': personId,
      [`decisions.${personId}.minutes`]: '180'
    })
  )
  assert.equal(page.status, 409)
  assert.ok(page.text.includes(late.json.title))
})

const SIGN_UP = { sign_up: 1, audit_entry: 1, notice: 1, idempotency: 1 }

test('a form that was double-clicked, and one sent again because its answer was lost, sign up once', async () => {
  const { actionId, shiftId } = await aShift(site.world, { organiserId, coordinatorId })
  const volunteer = await site.as(await aPerson(site.world))
  const send = () => volunteer.form(`/actions/${actionId}?/signUp`, { shiftId, _key: 'the key of this form' })
  const answers = await writing(SIGN_UP, async () => [...(await Promise.all([send(), send()])), await send()])
  for (const { status, headers } of answers)
    assert.deepEqual([status, headers.get('location')], [303, `/actions/${actionId}?done=joined`])
})

test('of two hundred who want the last place at once exactly one has it, and the others are told', async () => {
  const { shiftId } = await aShift(site.world, { organiserId, coordinatorId, capacity: 1 })
  const volunteers: Client[] = []
  while (volunteers.length < 200) volunteers.push(await site.as(await aPerson(site.world)))
  // Whoever is told that the service is busy comes again, as people do.
  const signUp = async (volunteer: Client): Promise<Answer> => {
    const answer = await volunteer.post(`/api/shifts/${shiftId}/sign-up`, {})
    return answer.status === 503 ? signUp(volunteer) : answer
  }
  const answers = await writing({ sign_up: 1, audit_entry: 1, notice: 1 }, () =>
    Promise.all(volunteers.map(signUp))
  )
  const outcomes = answers.map(({ status, json }) => `${status} ${json.state ?? json.code}`).sort()
  assert.deepEqual(outcomes, ['201 joined', ...Array.from({ length: 199 }, () => '409 shift-full')])
})

test('a session ended elsewhere: pages lead to signing in and back, a form sent by it changes nothing', async () => {
  const { actionId, shiftId } = await aShift(site.world, { organiserId, coordinatorId })
  const personId = await aPerson(site.world)
  const [here, elsewhere] = [await site.as(personId), await site.as(personId)]
  assert.equal((await elsewhere.send('DELETE', '/api/me/sessions')).status, 204)
  await writingNothing(async () => {
    assert.equal((await here.get('/api/me')).status, 401)
    const page = await here.get('/ru/me/passport')
    assert.deepEqual([page.status, page.headers.get('location')], [303, '/ru/sign-in?to=%2Fme%2Fpassport'])
    const said = await here.get(page.headers.get('location')!)
    assert.ok(said.text.includes(site.world.app.findText('ru', 'sign-in.ended.text')!))
    const form = await here.form(`/ru/actions/${actionId}?/signUp`, { shiftId, _key: 'k' })
    assert.equal(form.status, 401)
    assert.ok(form.text.includes(site.world.app.findText('ru', 'errors.sign-in-required')!))
  })
})
