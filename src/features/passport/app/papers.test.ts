import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { Disclosed, Verdict } from '#features/credentials/index.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { perform, type Query } from '#platform/use-case.ts'
import { takeIntoLog } from '#tests/support/ledger-world.ts'
import { anExtract, aRecord, correctRecord } from '#tests/support/passport.ts'
import { codesOnPaper } from '#tests/support/papers.ts'
import { aPerson } from '#tests/support/people.ts'
import { testWorld, type TestWorld } from '#tests/support/world.ts'
import { readDisclosure } from '../domain/extract.ts'
import { EXTRACT_RECORDS_MAX } from './policy.ts'

const NOW = '2026-11-23T05:00:00Z'
let world: TestWorld
before(async () => {
  world = await testWorld()
})
after(() => world[Symbol.asyncDispose]())
beforeEach(() => world.at(NOW))

const queries = () => world.app.passport.queries
const check = (credential: string | Uint8Array): Promise<Verdict> =>
  world.app.credentials.check({ db: world.app.runtime.db, now: world.now() }, credential)
const disclosed = ({ disclosed }: Verdict) => disclosed as Disclosed
const problems = ({ findings }: Verdict) =>
  findings.flatMap(({ outcome, problems }) => (outcome === 'fails' ? problems.map(({ code }) => code) : []))

async function take<O>(
  personId: string | undefined,
  // oxlint-disable-next-line typescript/no-explicit-any -- each query has an input of its own
  what: Query<any, O>,
  input: object = {},
  locale: Locale = 'kk'
): Promise<O> {
  const result = await perform(world.app.runtime, world.actor(personId, locale), what, input)
  assert.ok(result.ok, `${what.name}: ${JSON.stringify(result)}`)
  return result.value
}

async function refusal(personId: string | undefined, what: Parameters<typeof take>[1], input: object = {}) {
  const result = await perform(world.app.runtime, world.actor(personId), what, input)
  return result.ok ? 'ok' : result.error.code
}

test('an extract is an SD-JWT that says what its page says, and until when', async () => {
  const personId = await aPerson(world, { familyName: 'Оспанова', givenName: 'Мадина' })
  const inside = await aRecord(world, personId, { minutes: 60, directions: ['environmental', 'social'] })
  await aRecord(world, personId, { title: 'Жүгіру', directions: ['sports'] })
  const extract = await anExtract(world, personId, { directions: ['environmental'], validDays: 7 })
  const presentation = await take(undefined, queries().takePresentation, { token: extract.token })
  assert.equal(
    await take(personId, queries().takeMyPresentation, { extractId: extract.extractId }),
    presentation
  )
  const read = await take(undefined, queries().readExtract, { code: extract.code })
  const shown = readDisclosure(read.disclosure)
  const verdict = await check(presentation)
  assert.deepEqual([verdict.outcome, problems(verdict)], ['holds', []])
  assert.equal(verdict.validUntil?.toISOString(), shown.expiresAt)
  const { name, passportId, minutes, engagements, first, last, directions, records } = disclosed(verdict)
  const { holder, totals } = shown
  assert.deepEqual(
    { name, passportId, minutes, engagements, first, last, directions },
    {
      ...holder,
      minutes: totals.minutes,
      engagements: totals.engagements,
      first: totals.first,
      last: totals.last,
      directions: totals.byDirection
    }
  )
  assert.deepEqual(
    records.map((one) => [one.contributionId, one.minutes, one.title, one.organiser, one.directions]),
    shown.records!.map((one) => [
      inside.contributionId,
      one.minutes,
      one.title,
      one.organiser,
      one.directions
    ])
  )
  const claims = presentation
    .split('~')
    .map((part) => Buffer.from(part.split('.').at(1) ?? part, 'base64url').toString())
    .join()
  for (const secret of ['Жүгіру', 'sports', 'social', 'Нұрлан', personId])
    assert.ok(!claims.includes(secret), `${secret} was disclosed`)

  world.at('2026-12-05T00:00:00Z')
  assert.deepEqual(problems(await check(presentation)), ['expired'])
})

test('an extract of totals has no record in its file, not even kept back', async () => {
  const personId = await aPerson(world)
  const one = await aRecord(world, personId, { minutes: 90 })
  const { token } = await anExtract(world, personId, { list: false })
  const presentation = await take(undefined, queries().takePresentation, { token })
  const { minutes, records } = disclosed(await check(presentation))
  assert.deepEqual([minutes, records], [90, []])
  assert.ok(!Buffer.from(presentation, 'base64url').toString().includes(one.contributionId))
})

test('an extract of as many records as it takes can still be checked', async () => {
  const personId = await aPerson(world)
  const title = 'Қорықшаларда ағаш отырғызу мен күтіп-баптауға арналған жалпыұлттық акция'
  for (let at = 0; at < EXTRACT_RECORDS_MAX; at++) await aRecord(world, personId, { title, minutes: 60 })
  const { token } = await anExtract(world, personId)
  const presentation = await take(undefined, queries().takePresentation, { token })
  const verdict = await check(presentation)
  assert.deepEqual(problems(verdict), [])
  assert.equal(disclosed(verdict).records.length, EXTRACT_RECORDS_MAX)
})

test('a revoked extract takes its file and the code on its paper with it', async (t) => {
  const personId = await aPerson(world)
  await aRecord(world, personId)
  const { extractId, token } = await anExtract(world, personId)
  const presentation = await take(undefined, queries().takePresentation, { token })
  const { pdf } = await take(undefined, queries().printReadExtract, { token })
  const { runtime, passport } = world.app
  const revoke = () => perform(runtime, world.actor(personId), passport.commands.revokeExtract, { extractId })
  assert.ok((await revoke()).ok)
  assert.deepEqual(problems(await check(presentation)), ['revoked'])
  assert.deepEqual(problems(await check(pdf)), ['revoked'])
  assert.equal(await refusal(undefined, queries().takePresentation, { token }), 'extract-not-valid')
  assert.equal(await refusal(personId, queries().takeMyPresentation, { extractId }), 'extract-file-gone')
  const codes = await codesOnPaper(t, pdf)
  for (const code of codes?.filter((text) => !text.startsWith('http')) ?? [])
    assert.deepEqual(problems(await check(code)), ['revoked'])
})

test('a correction withdraws badge, learner record, passport and the extracts that stand on it, and no other', async () => {
  const personId = await aPerson(world)
  const wrong = await aRecord(world, personId)
  const right = await aRecord(world, personId, { startedAt: '2025-05-01T05:00:00Z', minutes: 30 })
  const both = await anExtract(world, personId)
  const other = await anExtract(world, personId, { to: '2025-12-31' })
  const badgeOf = (contributionId: string) => take(personId, queries().takeBadge, { contributionId })
  const before = {
    badge: await badgeOf(wrong.contributionId),
    clr: await take(personId, queries().takeLearnerRecord),
    token: await take(personId, queries().takeToken),
    extract: await take(undefined, queries().takePresentation, { token: both.token })
  }
  const untouched = [
    await badgeOf(right.contributionId),
    await take(undefined, queries().takePresentation, { token: other.token })
  ]
  assert.equal(await badgeOf(wrong.contributionId), before.badge, 'the same is not signed twice')
  assert.equal(await take(personId, queries().takeToken), before.token)

  await correctRecord(world, wrong, 45)
  for (const [name, credential] of Object.entries(before))
    assert.deepEqual([...new Set(problems(await check(credential)))], ['revoked'], name)
  for (const credential of untouched) assert.equal((await check(credential)).outcome, 'holds')
  assert.equal(
    await refusal(undefined, queries().takePresentation, { token: both.token }),
    'extract-file-gone'
  )
  assert.equal((await take(undefined, queries().readExtract, { token: both.token })).corrections.length, 1)
  const anew = await badgeOf(wrong.contributionId)
  assert.notEqual(anew, before.badge)
  assert.equal((await check(anew)).outcome, 'holds')
})

test('papers carry codes and files that can be checked without them', async (t) => {
  const personId = await aPerson(world, {
    familyName: 'Құрманғазы-Серікболсынұлы',
    givenName: 'Нұрсұлтан-Әбілмансұр'
  })
  const { contributionId } = await aRecord(world, personId, { minutes: 95 })
  await takeIntoLog(world.app)
  const { token } = await anExtract(world, personId)
  const [passport, archive, extract] = [
    await take(personId, queries().printMyPassport, {}, 'kk'),
    await take(personId, queries().printArchiveSheet, { contributionId }, 'ru'),
    (await take(undefined, queries().printReadExtract, { token }, 'en')).pdf
  ]
  const parts = async (pdf: Uint8Array) =>
    (await check(pdf)).parts.map(({ name, verdict }) => [name, verdict.form, problems(verdict)])
  assert.deepEqual(await parts(passport), [['passport.sd-jwt', 'sd-jwt', []]])
  assert.deepEqual(await parts(extract), [['extract.sd-jwt', 'sd-jwt', []]])
  assert.deepEqual((await parts(archive)).toSorted(), [
    ['badge.json', 'badge', []],
    ['record.tlog-proof', 'log-proof', []]
  ])

  for (const [name, pdf, forms] of [
    ['passport', passport, ['paper']],
    ['extract', extract, ['paper']],
    ['archive', archive, ['log-proof', 'paper']]
  ] as const) {
    const codes = (await codesOnPaper(t, pdf)) ?? []
    const verdicts = await Promise.all(
      codes.filter((code) => !code.startsWith('http')).map((code) => check(code))
    )
    if (!codes.length) continue
    assert.deepEqual(verdicts.map(({ form }) => form).toSorted(), forms, name)
    for (const verdict of verdicts) assert.deepEqual(problems(verdict), [], name)
    assert.equal(codes.includes(`${world.app.config.publicUrl}/v/${token}`), name === 'extract')
  }
})

test('a record that the log does not hold yet has no archive sheet, and says so', async () => {
  const personId = await aPerson(world)
  const { contributionId } = await aRecord(world, personId)
  const print = queries().printArchiveSheet
  assert.equal(await refusal(personId, print, { contributionId }), 'record-not-logged')
  await takeIntoLog(world.app)
  assert.equal(await refusal(personId, print, { contributionId }), 'ok')
  const stranger = await aPerson(world)
  assert.equal(await refusal(stranger, print, { contributionId }), 'record-not-found')
  assert.equal(await refusal(stranger, queries().takeBadge, { contributionId }), 'record-not-found')
  assert.equal(await refusal(stranger, queries().takeToken), 'passport-empty')
  assert.equal(await refusal(stranger, queries().takeLearnerRecord), 'passport-empty')
})
