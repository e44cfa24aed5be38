import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import type { Contribution } from '#features/contributions/index.ts'
import { TOKEN_RECORDS_MAX, type Disclosed, type Verdict } from '#features/credentials/index.ts'
import { LOCALES, type Locale } from '#platform/prelude/index.ts'
import { perform, type Query } from '#platform/use-case.ts'
import { takeIntoLog } from '#tests/support/ledger-world.ts'
import { blocked } from '#tests/support/locks.ts'
import { anExtract, aPaper, aRecord, correctRecord, LONGEST } from '#tests/support/passport.ts'
import { codesOnPaper } from '#tests/support/papers.ts'
import { textOfPdf } from '#tests/support/pdf-text.ts'
import { aPerson } from '#tests/support/people.ts'
import { testWorld, type TestWorld } from '#tests/support/world.ts'
import { readDisclosure } from '../domain/extract.ts'
import { passportWords } from '../messages/index.ts'
import { PAPER_TERM } from './policy.ts'

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

/** Days before the first of June 2026: each record has one of its own. */
const dayBefore = (days: number): string =>
  new Date(Date.UTC(2026, 5, 1, 5) - days * 24 * 3_600_000).toISOString()

test('an extract of as many records as it takes can still be checked', async () => {
  const personId = await aPerson(world)
  const title = 'Қорықшаларда ағаш отырғызу мен күтіп-баптауға арналған жалпыұлттық акция'
  for (let at = 0; at < TOKEN_RECORDS_MAX; at++) await aRecord(world, personId, { title, minutes: 60 })
  const { token } = await anExtract(world, personId)
  const presentation = await take(undefined, queries().takePresentation, { token })
  const verdict = await check(presentation)
  assert.deepEqual(problems(verdict), [])
  assert.equal(disclosed(verdict).records.length, TOKEN_RECORDS_MAX)
})

test('of more records than one file takes, the latest are in it and on paper, and the totals are of all', async () => {
  const personId = await aPerson(world)
  const records = []
  for (let at = 0; at < TOKEN_RECORDS_MAX + 20; at++)
    records.push(await aRecord(world, personId, { ...LONGEST, startedAt: dayBefore(at), minutes: 60 }))
  const totals = { minutes: 60 * records.length, engagements: records.length }

  const token = await take(personId, queries().takeToken)
  const taken = await check(token)
  assert.equal(taken.outcome, 'holds')
  const { minutes, engagements, records: listed } = disclosed(taken)
  assert.deepEqual({ minutes, engagements }, totals)
  assert.ok(listed.length > 50 && listed.length < TOKEN_RECORDS_MAX, `${listed.length} of the longest`)
  assert.deepEqual(
    listed.map(({ contributionId }) => contributionId),
    records.slice(0, listed.length).map(({ contributionId }) => contributionId)
  )

  const paper = await aPaper(world, personId)
  const read = await take(undefined, queries().readExtract, { token: paper.token })
  const shown = readDisclosure(read.disclosure)
  assert.deepEqual(
    [shown.totals.minutes, shown.totals.engagements, shown.records!.length],
    [totals.minutes, totals.engagements, listed.length]
  )
  const { pdf } = await take(personId, queries().printMyExtract, { extractId: paper.extractId })
  const [part] = (await check(pdf)).parts
  assert.deepEqual([part?.verdict.outcome, disclosed(part!.verdict).records.length], ['holds', listed.length])
  await correctRecord(world, records.at(-1)!, 30)
  const later = await take(undefined, queries().readExtract, { token: paper.token })
  assert.deepEqual([later.corrections[0]?.record, later.minutesNow], [null, totals.minutes - 30])

  const { runtime, passport } = world.app
  const wish = { purpose: 'grant', reader: 'Қор', list: true, validDays: 30 }
  const refused = await perform(runtime, world.actor(personId), passport.commands.makeExtract, wish)
  assert.ok(!refused.ok)
  assert.deepEqual([refused.error.code, refused.error.args?.['max']], ['extract-too-long', listed.length])
  assert.ok((await anExtract(world, personId, { list: false })).extractId, 'totals are never too long')
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
  assert.equal(await refusal(personId, queries().printMyExtract, { extractId }), 'extract-file-gone')
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

/** Runs something that signs and corrects the record while it waits for a place in the status list. */
async function correctedMeanwhile<T>(record: Contribution, sign: () => Promise<T>): Promise<T> {
  const { db } = world.app.runtime
  const held = await db.startTransaction().execute()
  await sql`update status_list set used = used`.execute(held)
  const signing = sign()
  await blocked(db, signing)
  const correcting = correctRecord(world, record, 45)
  await blocked(db, correcting, 2)
  await held.rollback().execute()
  return (await Promise.all([signing, correcting]))[0]
}

test('what is signed while a record of it is corrected is not given out, and nothing good of it stays', async () => {
  const personId = await aPerson(world)
  const [first, other] = [await aRecord(world, personId), await aRecord(world, personId)]
  await takeIntoLog(world.app)
  await aPaper(world, personId)
  const { credentials, people, runtime } = world.app
  const { passportId } = (await people.cards(runtime.db, [personId])).get(personId)!
  let record = first
  for (const [what, input] of [
    [queries().printArchiveSheet, { contributionId: record.contributionId }],
    [queries().takeBadge, { contributionId: record.contributionId }],
    [queries().takeLearnerRecord, {}],
    [queries().takeToken, {}]
  ] as const) {
    assert.equal(
      await correctedMeanwhile(record, () => refusal(personId, what, input)),
      'passport-corrected',
      what.name
    )
    for (const subjectId of [record.contributionId, passportId])
      assert.deepEqual(await credentials.goodOf(runtime.db, personId, subjectId), {}, what.name)
    record = { ...record, version: record.version + 1 }
    await takeIntoLog(world.app)
  }
  assert.ok(await take(personId, queries().takeBadge, { contributionId: other.contributionId }))
})

test('a correction while an extract is being made withdraws it too', async () => {
  const personId = await aPerson(world)
  const record = await aRecord(world, personId)
  await aPaper(world, personId)
  const { token } = await correctedMeanwhile(record, () => anExtract(world, personId))
  assert.equal(await refusal(undefined, queries().takePresentation, { token }), 'extract-file-gone')
  assert.equal((await take(undefined, queries().readExtract, { token })).corrections.length, 1)
})

test('papers carry codes and files that can be checked without them', async (t) => {
  const personId = await aPerson(world, {
    familyName: 'Құрманғазы-Серікболсынұлы',
    givenName: 'Нұрсұлтан-Әбілмансұр'
  })
  const { contributionId } = await aRecord(world, personId, { minutes: 95 })
  await takeIntoLog(world.app)
  const { token } = await anExtract(world, personId)
  const paper = await aPaper(world, personId)
  const [passport, archive, extract] = [
    (await take(personId, queries().printMyExtract, { extractId: paper.extractId }, 'kk')).pdf,
    await take(personId, queries().printArchiveSheet, { contributionId }, 'ru'),
    (await take(undefined, queries().printReadExtract, { token }, 'en')).pdf
  ]
  const parts = async (pdf: Uint8Array) =>
    (await check(pdf)).parts.map(({ name, verdict }) => [name, verdict.form, problems(verdict)])
  assert.deepEqual(await parts(passport), [['extract.sd-jwt', 'sd-jwt', []]])
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
    const links = { passport: [paper.token], extract: [token], archive: [] }[name]
    assert.deepEqual(
      codes.filter((code) => code.startsWith('http')),
      links.map((one) => `${world.app.config.publicUrl}/v/${one}`),
      name
    )
  }
})

test('the link on a passport on paper opens what is printed, in the words of each language', async (t) => {
  const personId = await aPerson(world, { familyName: 'Оспанова', givenName: 'Мадина' })
  await aRecord(world, personId, { minutes: 95, directions: ['environmental', 'social'] })
  const { extractId, token, code } = await aPaper(world, personId)
  const link = `${world.app.config.publicUrl}/v/${token}`
  assert.equal(Buffer.from(token, 'base64url').length * 8, 128)
  for (const locale of LOCALES) {
    const { pdf, name } = await take(personId, queries().printMyExtract, { extractId }, locale)
    assert.equal(name, `erikti-passport-${code}.pdf`)
    const words = passportWords(locale)
    const text = textOfPdf(Buffer.from(pdf))
    for (const printed of [
      'Оспанова Мадина',
      link.replace(/^https?:\/\//, ''),
      code,
      words('passport.title'),
      words('pdf.link'),
      words('purpose.paper'),
      words('not-seniority')
    ])
      assert.ok(text.includes(printed), `${locale}: ${printed}`)
    assert.ok(!text.includes('Нұрлан'), 'who confirmed is not on paper')
    const codes = await codesOnPaper(t, pdf)
    if (codes) assert.ok(codes.includes(link), locale)
  }

  const read = await take(undefined, queries().readExtract, { token })
  const { purpose, reader, records, totals } = readDisclosure(read.disclosure)
  assert.deepEqual([purpose, reader, records!.length, totals.minutes], ['paper', null, 1, 95])
  const { items } = await take(personId, queries().myExtracts)
  assert.deepEqual(
    items.map((one) => [one.extractId, one.purpose, one.reader, one.readings]),
    [[extractId, 'paper', null, 1]]
  )
  const inbox = await take(personId, world.app.notices.queries.myNotices)
  assert.deepEqual(
    inbox.items.map(({ kind, path }) => [kind, path]),
    [['paper-read', `/me/extracts/${extractId}`]]
  )
})

test('the same passport is the same paper; another one, or one after some weeks, has a link of its own', async () => {
  const personId = await aPerson(world)
  const record = await aRecord(world, personId)
  const printed = await Promise.all(Array.from({ length: 8 }, () => aPaper(world, personId)))
  const first = printed[0]!
  for (const twin of printed) assert.deepEqual(twin, first)
  const { daysSame, days } = PAPER_TERM[0]!.value
  const later = (of: number) => new Date(Date.parse(NOW) + of * 24 * 3_600_000)
  world.at(later(daysSame - 1))
  assert.deepEqual(await aPaper(world, personId), first)

  await aRecord(world, personId, { title: 'Жүгіру' })
  const second = await aPaper(world, personId)
  assert.notEqual(second.token, first.token)
  const opens = async (token: string) =>
    readDisclosure((await take(undefined, queries().readExtract, { token })).disclosure).records!.length
  assert.deepEqual([await opens(first.token), await opens(second.token)], [1, 2])

  await correctRecord(world, record, 45)
  const third = await aPaper(world, personId)
  assert.notEqual(third.token, second.token, 'a correction is another paper')
  await correctRecord(world, { ...record, version: 2 }, 45)
  const same = await aPaper(world, personId)
  assert.notEqual(same.token, third.token, 'also one after which the paper says the same')
  const { corrections } = await take(undefined, queries().readExtract, { token: first.token })
  assert.equal(corrections.length, 1)

  const { runtime, passport } = world.app
  assert.ok((await perform(runtime, world.actor(personId), passport.commands.revokeExtract, same)).ok)
  assert.equal(await refusal(undefined, queries().readExtract, { token: same.token }), 'extract-not-valid')
  const fourth = await aPaper(world, personId)
  assert.notEqual(fourth.token, same.token, 'what was revoked does not come back')

  world.at(later(2 * daysSame))
  assert.notEqual((await aPaper(world, personId)).token, fourth.token)
  world.at(later(days + 1))
  assert.equal(await refusal(undefined, queries().readExtract, { token: first.token }), 'extract-not-valid')
})

test('of a key that was given up no paper and no file is given again: the same passport is another paper', async () => {
  const personId = await aPerson(world)
  await aRecord(world, personId)
  const { extractId, token } = await anExtract(world, personId)
  const goodOf = async (paper: { extractId: string }) =>
    Object.keys(
      await world.app.credentials.goodOf(world.app.runtime.db, personId, paper.extractId)
    ).toSorted()
  for (const algorithm of ['Ed25519', 'ES256'] as const) {
    const current = (await world.issuerKeys.list()).findLast((key) => key.algorithm === algorithm)
    const before = await aPaper(world, personId)
    await world.issuerKeys.revoke(current!.keyId, world.now())
    const again = await aPaper(world, personId)
    assert.notEqual(again.token, before.token, algorithm)
    assert.deepEqual(await aPaper(world, personId), again, 'which is the same from then on')
    assert.deepEqual(await goodOf(again), ['paper-summary', 'sd-jwt'])
    assert.deepEqual(await goodOf(before), [algorithm === 'ES256' ? 'paper-summary' : 'sd-jwt'])
  }
  assert.equal(await refusal(personId, queries().takeMyPresentation, { extractId }), 'extract-file-gone')
  assert.equal(await refusal(undefined, queries().takePresentation, { token }), 'extract-file-gone')
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
  const { makePaper } = world.app.passport.commands
  const printed = await perform(world.app.runtime, world.actor(stranger), makePaper, {})
  assert.equal(printed.ok ? 'ok' : printed.error.code, 'passport-empty')
  assert.equal(await refusal(stranger, queries().takeToken), 'passport-empty')
  assert.equal(await refusal(stranger, queries().takeLearnerRecord), 'passport-empty')
})
