import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import canonicalize from 'canonicalize'
import { sql } from 'kysely'
import { LIMITS } from '#platform/limiter.ts'
import { perform, type Actor } from '#platform/use-case.ts'
import { anOrganiser } from '#tests/support/organisers.ts'
import { anExtract, aRecord, correctRecord, EXTRACT_WISHES } from '#tests/support/passport.ts'
import { aPerson } from '#tests/support/people.ts'
import { testWorld, type TestWorld } from '#tests/support/world.ts'
import { passportStore } from '../adapters/store.ts'
import { readDisclosure } from '../domain/extract.ts'
import { EXTRACT_TERM, VALID_EXTRACTS_MAX } from './policy.ts'
import { sealContext } from './secrets.ts'

const NOW = '2026-11-23T05:00:00Z'
let world: TestWorld
before(async () => {
  world = await testWorld()
})
after(() => world[Symbol.asyncDispose]())
beforeEach(() => world.at(NOW))

const passport = () => world.app.passport
const runtime = () => world.app.runtime

/** Each stranger comes from an address of their own. */
const stranger = (): Actor => ({ ...world.actor(), address: runtime().newId() })
const read = (proof: object, actor: Actor = stranger()) =>
  perform(runtime(), actor, passport().queries.readExtract, proof)
const make = (personId: string, wishes: object = {}) =>
  perform(runtime(), world.actor(personId), passport().commands.makeExtract, { ...EXTRACT_WISHES, ...wishes })
const revoke = (personId: string, extractId: string) =>
  perform(runtime(), world.actor(personId), passport().commands.revokeExtract, { extractId })
const readingsOf = async (personId: string, extractId: string) => {
  const result = await perform(runtime(), world.actor(personId), passport().queries.readings, { extractId })
  assert.ok(result.ok)
  return result.value.items
}
const codeOf = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? 'ok' : result.error!.code)

test('a passport has each confirmed record once, and none that was revoked', async () => {
  const personId = await aPerson(world, { familyName: 'Оспанова', givenName: 'Мадина' })
  const shown = () => perform(runtime(), world.actor(personId), passport().queries.myPassport, {})
  const empty = await shown()
  assert.ok(empty.ok)
  assert.equal(empty.value.totals.engagements, 0)
  assert.deepEqual(empty.value.records, [])

  await aRecord(world, personId, { minutes: 90, directions: ['sports', 'social'] })
  const wrong = await aRecord(world, personId, { startedAt: '2025-03-01T05:00:00Z', minutes: 45 })
  await correctRecord(world, wrong, 30)
  const gone = await aRecord(world, personId, { startedAt: '2024-03-01T05:00:00Z' })
  await correctRecord(world, gone, null)

  const full = await shown()
  assert.ok(full.ok)
  const { holder, totals, records } = full.value
  assert.equal(holder.name, 'Оспанова Мадина')
  assert.equal(totals.minutes, 120)
  assert.equal(totals.engagements, 2)
  assert.equal(totals.first, '2025-03-01')
  assert.deepEqual(
    records.map(({ minutes, version }) => [minutes, version]),
    [
      [90, 1],
      [30, 2]
    ]
  )
})

test('an extract discloses its scope and nothing else', async () => {
  const { organiserId } = await anOrganiser(world)
  const personId = await aPerson(world, { birthDate: '1991-07-08' })
  await aRecord(world, personId, {
    title: 'Сенбілік',
    minutes: 60,
    directions: ['environmental', 'social'],
    organiserId
  })
  await aRecord(world, personId, { title: 'Жүгіру', directions: ['sports'] })
  await aRecord(world, personId, { title: 'Ескі', startedAt: '2020-06-01T05:00:00Z' })

  const { token, code } = await anExtract(world, personId, {
    from: '2026-01-01',
    to: '2026-12-31',
    directions: ['environmental']
  })
  const result = await read({ token })
  assert.ok(result.ok)
  const disclosure = readDisclosure(result.value.disclosure)
  assert.equal(disclosure.totals.minutes, 60)
  assert.equal(disclosure.totals.engagements, 1)
  assert.equal(disclosure.records?.length, 1)
  assert.deepEqual(disclosure.records![0]!.directions, ['environmental'])
  assert.match(disclosure.records![0]!.bin!, /^\d{12}$/)
  const text = JSON.stringify({ ...result.value, disclosure })
  for (const secret of ['social', 'sports', 'Жүгіру', 'Ескі', '1991', 'Нұрлан', personId])
    assert.ok(!text.includes(secret), `${secret} was disclosed`)

  const byCode = await read({ code: ` ${code.toLowerCase()}` })
  assert.ok(byCode.ok)
  assert.deepEqual(byCode.value.disclosure, result.value.disclosure)
})

test('an extract of totals names no action and no organiser', async () => {
  const personId = await aPerson(world)
  await aRecord(world, personId, { title: 'Сенбілік' })
  const { token } = await anExtract(world, personId, { list: false })
  const result = await read({ token })
  assert.ok(result.ok)
  const disclosure = readDisclosure(result.value.disclosure)
  assert.equal(disclosure.records, null)
  assert.equal(disclosure.totals.organisers, 1)
  assert.doesNotMatch(JSON.stringify({ ...result.value, disclosure }), /Сенбілік|Жасыл|Астана/)
})

test('what was disclosed is kept as canonical JSON, the token only as a hash', async () => {
  const personId = await aPerson(world)
  await aRecord(world, personId)
  const { extractId, token, code } = await anExtract(world, personId)
  const { rows } = await sql<{ row: string; disclosure: string }>`
    select disclosure, to_jsonb(extract)::text || (select jsonb_agg(t)::text from extract_token t) as row
    from extract where extract_id = ${extractId} and token_sealed is null`.execute(runtime().db)
  assert.equal(rows[0]!.disclosure, canonicalize(JSON.parse(rows[0]!.disclosure)))
  const plain = rows[0]!.row
  for (const secret of [token, code, code.replace('-', '')]) {
    assert.ok(!plain.includes(secret))
    assert.ok(!plain.includes(Buffer.from(secret).toString('hex')))
  }
})

test('an extract from when tokens were random and sealed shows its own link', async () => {
  const personId = await aPerson(world)
  await aRecord(world, personId)
  const { extractId } = await anExtract(world, personId)
  const sealed = world.app.keystore.encrypt('T'.repeat(22), sealContext(personId, extractId))
  await sql`update extract set token_sealed = ${sealed} where extract_id = ${extractId}`.execute(runtime().db)
  const shown = await perform(runtime(), world.actor(personId), passport().queries.myExtract, { extractId })
  assert.equal(shown.ok && shown.value.link, `${world.app.config.publicUrl}/v/${'T'.repeat(22)}`)
})

test('wrong, expired and revoked extracts give the same answer', async () => {
  const personId = await aPerson(world)
  await aRecord(world, personId)
  const revoked = await anExtract(world, personId)
  const expired = await anExtract(world, personId, { validDays: 1 })
  assert.ok((await revoke(personId, revoked.extractId)).ok)

  world.at('2026-11-24T18:59:59Z') // 23:59:59 of the next day in Almaty
  assert.ok((await read({ token: expired.token })).ok)
  world.at('2026-11-24T19:00:00Z')
  const answers = [
    await read({ token: 'A'.repeat(22) }),
    await read({ token: revoked.token }),
    await read({ token: expired.token }),
    await read({ code: '00000-00000' }),
    await read({ code: revoked.code }),
    await read({ code: expired.code })
  ]
  assert.equal(codeOf(answers[0]!), 'extract-not-valid')
  for (const answer of answers) assert.deepEqual(answer, answers[0])
  assert.equal((await readingsOf(personId, revoked.extractId)).length, 0)
  assert.equal((await readingsOf(personId, expired.extractId)).length, 1)
})

test('guessing is stopped, and who brings right links is not', async () => {
  const personId = await aPerson(world)
  await aRecord(world, personId)
  const { token } = await anExtract(world, personId)
  const commission = stranger()
  for (let at = 0; at < LIMITS.wrongGuess.calls * 2; at++) assert.ok((await read({ token }, commission)).ok)

  const guesser = stranger()
  for (let at = 0; at < LIMITS.wrongGuess.calls; at++)
    assert.equal(codeOf(await read({ code: '00000-00000' }, guesser)), 'extract-not-valid')
  assert.equal(codeOf(await read({ code: '00000-00000' }, guesser)), 'too-many-requests')
  assert.equal(codeOf(await read({ token }, guesser)), 'too-many-requests')
  assert.ok((await read({ token })).ok)
})

test('its holder sees each reading, and is told of the first one once', async () => {
  const personId = await aPerson(world)
  await aRecord(world, personId)
  const { extractId, token, code } = await anExtract(world, personId)
  await Promise.all(Array.from({ length: 8 }, () => read({ token })))
  world.at('2026-11-23T06:00:00Z')
  await read({ code, reader: 'Комиссия', reason: 'Конкурс' })

  const readings = await readingsOf(personId, extractId)
  assert.equal(readings.length, 9)
  assert.deepEqual(
    { ...readings[0], readingId: '' },
    {
      readingId: '',
      at: new Date('2026-11-23T06:00:00Z'),
      way: 'code',
      reader: 'Комиссия',
      reason: 'Конкурс'
    }
  )
  const inbox = await perform(runtime(), world.actor(personId), world.app.notices.queries.myNotices, {})
  assert.ok(inbox.ok)
  assert.equal(inbox.value.items.filter(({ kind }) => kind === 'extract-read').length, 1)
})

test('of two first readings at once only one is told of', async () => {
  const personId = await aPerson(world)
  await aRecord(world, personId)
  const { extractId } = await anExtract(world, personId)
  const told = await Promise.all(
    Array.from({ length: 8 }, () => passportStore.markTold(runtime().db, personId, extractId, world.now()))
  )
  assert.equal(told.filter(Boolean).length, 1)
})

test('a holder who looks at their own link leaves no reading; another signed-in person also leaves a look', async () => {
  const personId = await aPerson(world)
  const other = await aPerson(world)
  await aRecord(world, personId)
  const { extractId, token } = await anExtract(world, personId)
  const own = await read({ token }, world.actor(personId))
  assert.ok(own.ok)
  assert.equal(own.value.readingId, null)
  assert.equal((await readingsOf(personId, extractId)).length, 0)

  assert.ok((await read({ token }, world.actor(other))).ok)
  assert.equal((await readingsOf(personId, extractId)).length, 1)
  const { rows } = await sql<{ what: string }>`
    select what from look where person_id = ${personId} and viewer_id = ${other}`.execute(runtime().db)
  assert.deepEqual(rows, [{ what: 'extract' }])
})

test('a reader says once who they are, within their own reading', async () => {
  const personId = await aPerson(world)
  await aRecord(world, personId)
  const { extractId, token } = await anExtract(world, personId)
  const reading = await read({ token })
  assert.ok(reading.ok)
  const { readingId } = reading.value
  const say = (input: object) =>
    perform(runtime(), stranger(), passport().commands.introduceReader, {
      token,
      readingId,
      reader: 'Университет',
      ...input
    })
  assert.equal(codeOf(await say({ readingId: runtime().newId() })), 'extract-not-valid')
  assert.equal(codeOf(await say({ token: 'A'.repeat(22) })), 'extract-not-valid')
  assert.equal(codeOf(await say({ reader: '<b>x</b>' })), 'text-has-markup')
  assert.equal(codeOf(await say({})), 'ok')
  assert.equal(codeOf(await say({ reader: 'Басқа' })), 'reading-already-said')
  assert.ok((await read({ token, readingId })).ok)
  const readings = await readingsOf(personId, extractId)
  assert.deepEqual(
    readings.map(({ reader }) => reader),
    ['Университет']
  )
  world.at('2026-11-23T09:00:00Z')
  assert.equal(codeOf(await read({ token, readingId })), 'extract-not-valid')
})

test('a correction shows to every later reader, with what it was', async () => {
  const personId = await aPerson(world)
  const amended = await aRecord(world, personId, { minutes: 120 })
  const revoked = await aRecord(world, personId, { minutes: 60, startedAt: '2026-06-15T04:00:00Z' })
  await aRecord(world, personId, { minutes: 30, startedAt: '2026-06-16T04:00:00Z' })
  const listed = await anExtract(world, personId)
  const totals = await anExtract(world, personId, { list: false })
  const clean = await read({ token: listed.token })
  assert.ok(clean.ok)
  assert.deepEqual(clean.value.corrections, [])

  await correctRecord(world, amended, 90)
  await correctRecord(world, revoked, null)
  const later = await read({ token: listed.token })
  assert.ok(later.ok)
  assert.deepEqual(later.value.disclosure, clean.value.disclosure)
  const at = new Date(NOW)
  assert.deepEqual(later.value.corrections, [
    { record: 1, minutesThen: 60, minutesNow: null, at },
    { record: 2, minutesThen: 120, minutesNow: 90, at }
  ])
  assert.equal(later.value.minutesNow, 120)
  const ofTotals = await read({ token: totals.token })
  assert.ok(ofTotals.ok)
  assert.deepEqual(
    ofTotals.value.corrections.map(({ record }) => record),
    [null, null]
  )
})

test("another person's extract cannot be reached", async () => {
  const personId = await aPerson(world)
  const other = await aPerson(world)
  await aRecord(world, personId)
  const { extractId, token } = await anExtract(world, personId)
  const { queries, commands } = passport()
  const as = world.actor(other)
  const refused = [
    await perform(runtime(), as, queries.myExtract, { extractId }),
    await perform(runtime(), as, queries.readings, { extractId }),
    await perform(runtime(), as, commands.revokeExtract, { extractId })
  ]
  assert.deepEqual(refused.map(codeOf), Array(3).fill('extract-not-found'))
  const list = await perform(runtime(), as, queries.myExtracts, {})
  assert.deepEqual(list.ok && list.value.items, [])
  assert.ok((await read({ token })).ok)
})

test('bad wishes are refused at their field', async () => {
  const personId = await aPerson(world)
  assert.equal(codeOf(await make(personId)), 'extract-empty')
  await aRecord(world, personId)
  const { daysMax } = EXTRACT_TERM[0]!.value
  const cases: [object, string, string][] = [
    [{ validDays: 0 }, 'extract-term', 'validDays'],
    [{ validDays: daysMax + 1 }, 'extract-term', 'validDays'],
    [{ reader: ' ' }, 'required', 'reader'],
    [{ reader: 'x'.repeat(1_000_000) }, 'too-long', 'reader'],
    [{ purpose: 'curiosity' }, 'unknown-value', 'purpose'],
    [{ directions: ['flying'] }, 'unknown-value', 'directions.0'],
    [{ from: '2026-02-30' }, 'wrong-day', 'from'],
    [{ from: '2026-02-02', to: '2026-02-01' }, 'extract-period-reversed', 'to'],
    [{ to: '2020-01-01' }, 'extract-empty', 'from']
  ]
  for (const [wishes, code, field] of cases) {
    const result = await make(personId, wishes)
    assert.ok(!result.ok, code)
    assert.deepEqual([result.error.code, result.error.field], [code, field])
  }
  assert.equal(codeOf(await read({})), 'required')
  assert.equal(codeOf(await read({ code: 'salem' })), 'extract-code-form')
})

test('a lost response and a retry make one extract; a second press revokes nothing more', async () => {
  const personId = await aPerson(world)
  await aRecord(world, personId)
  const actor = world.actor(personId)
  const once = () =>
    perform(runtime(), actor, passport().commands.makeExtract, EXTRACT_WISHES, { idempotencyKey: 'k' })
  const [a, b] = await Promise.all([once(), once()])
  assert.ok(a.ok && b.ok)
  assert.equal(a.value.extractId, b.value.extractId)
  const results = await Promise.all([
    revoke(personId, a.value.extractId),
    revoke(personId, a.value.extractId)
  ])
  assert.deepEqual(results.map(codeOf).sort(), ['extract-already-revoked', 'ok'])
})

test('so many extracts hold at once, and no more', async () => {
  const personId = await aPerson(world)
  await aRecord(world, personId)
  const { extractId } = await anExtract(world, personId)
  await sql`insert into extract select person_id, gen_random_uuid(), purpose, reader, issued_at, expires_at,
    revoked_at, first_read_at, token_sealed, disclosure, basis
    from extract, generate_series(2, ${VALID_EXTRACTS_MAX}) where extract_id = ${extractId}`.execute(
    runtime().db
  )
  assert.equal(codeOf(await make(personId)), 'extracts-too-many')
  assert.ok((await revoke(personId, extractId)).ok)
  assert.equal(codeOf(await make(personId)), 'ok')
})

test('the list of extracts goes on page by page', async () => {
  const personId = await aPerson(world)
  await aRecord(world, personId)
  const made: string[] = []
  for (let at = 0; at < 5; at++) made.unshift((await anExtract(world, personId)).extractId)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const list = await perform(runtime(), world.actor(personId), passport().queries.myExtracts, {
      cursor,
      size: 2
    })
    assert.ok(list.ok)
    seen.push(...list.value.items.map(({ extractId }) => extractId))
    cursor = list.value.next ?? undefined
  } while (cursor)
  assert.deepEqual(seen, made)
})
