import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testDatabase, type TestDatabase } from '#tests/support/database.ts'
import { anIssuer, aStatement, aWallet, PUBLIC_URL } from '#tests/support/credentials.ts'
import { decodeList } from '@digitalbazaar/vc-bitstring-status-list'
import { getListFromStatusListJWT } from '@sd-jwt/jwt-status-list'
import { v7 as uuidv7 } from 'uuid'
import type { AuditEvent } from '#platform/use-case.ts'
import type { Disclosed } from '../domain/disclosed.ts'
import type { StatedRecord } from '../domain/statement.ts'
import { listIdOf } from '../domain/status.ts'
import type { JsonObject } from '../domain/strict-json.ts'
import type { Verdict } from '../domain/verdict.ts'

let database: TestDatabase
let now = new Date('2026-11-23T05:00:00Z')
before(async () => void (database = await testDatabase()))
after(() => database[Symbol.asyncDispose]())

const issuer = anIssuer(() => now)
const { credentials, keys } = issuer
const scope = () => ({ db: database.db, now, newId: () => uuidv7() })
const audited: AuditEvent[] = []
const writeScope = () => ({ ...scope(), audit: (event: AuditEvent) => void audited.push(event) })
const check = (input: string, occasion?: { nonce: string; audience: string }) =>
  credentials.check(scope(), input, occasion)

const aPerson = () => aStatement(uuidv7())
const logEntry = { index: 41, url: `${PUBLIC_URL}/log/entries/41` }
const aBadge = (statement = aPerson(), entry: typeof logEntry | null = logEntry) =>
  credentials.badge(scope(), {
    holder: statement.holder,
    record: statement.records[0]!,
    logEntry: entry,
    locale: 'kk'
  })

/** Codes of everything that fails or is open. */
const codes = (verdict: Verdict): string[] =>
  verdict.findings.flatMap(({ problems }) => problems.map(({ code }) => code))

test('a badge holds, says what was done, and is the same when asked for again', async () => {
  const statement = aPerson()
  const badge = await aBadge(statement)
  const verdict = await check(badge)
  assert.deepEqual(codes(verdict), [])
  assert.equal(verdict.outcome, 'holds')
  assert.equal(verdict.form, 'badge')
  const disclosed = verdict.disclosed as Disclosed
  assert.equal(disclosed.name, 'Айгерім Сейітова')
  assert.equal(disclosed.passportId, statement.holder.passportId)
  assert.equal(disclosed.records[0]!.minutes, 140)
  assert.equal(disclosed.records[0]!.logIndex, 41)
  assert.equal(await aBadge(statement), badge)
  const [one, other] = await Promise.all(
    [0, 1].map(() => aBadge(aStatement('01930000-0000-7000-8000-0000000000ff')))
  )
  assert.equal(one, other, 'made at once, it is still one')
})

test('a credential is kept also when the one made beside it is withdrawn that very moment', async (t) => {
  const { holder, records } = aPerson()
  const { store } = issuer.ports
  const what = { personId: holder.personId, subjectIds: [records[0]!.contributionId], reason: 'corrected' }
  const { find } = store
  const make = () => credentials.badge(scope(), { holder, record: records[0]!, logEntry, locale: 'kk' })
  let beside: 'to-come' | 'kept' | 'withdrawn' = 'to-come'
  t.mock.method(store, 'find', async (...asked: Parameters<typeof find>) => {
    if (beside === 'to-come') {
      beside = 'withdrawn'
      await make()
      beside = 'kept'
      return null
    }
    if (beside === 'kept') await credentials.withdrawIn(database.db, now, what)
    return find(...asked)
  })
  const given = await make()
  assert.equal((await check(given)).outcome, 'holds')
  await credentials.withdrawIn(database.db, now, what)
  assert.deepEqual(codes(await check(given)), ['revoked'])
})

test('a badge that was asked for before the log had its record stays good beside the one that names the entry', async () => {
  const statement = aPerson()
  const before = await aBadge(statement, null)
  const afterwards = await aBadge(statement)
  assert.ok(!before.includes('/log/entries/'))
  assert.ok(afterwards.includes(logEntry.url))
  assert.deepEqual([(await check(before)).outcome, (await check(afterwards)).outcome], ['holds', 'holds'])
  assert.equal(await aBadge(statement), afterwards)
})

test('a badge is what Open Badges 3.0 asks for', async () => {
  // oxlint-disable-next-line typescript/no-explicit-any
  const badge = JSON.parse(await aBadge()) as any
  assert.deepEqual(badge['type'], ['VerifiableCredential', 'AchievementCredential'])
  assert.equal(badge['credentialSubject']['achievement']['achievementType'], 'CommunityService')
  assert.equal(badge['credentialSubject']['activityStartDate'], '2026-04-12T04:00:00Z')
  assert.equal(badge['evidence'][0]['id'], logEntry.url)
  assert.equal(badge['credentialStatus']['type'], 'BitstringStatusListEntry')
  assert.equal(badge['proof']['cryptosuite'], 'eddsa-rdfc-2022')
  assert.ok(!JSON.stringify(badge).includes('creditsEarned'), '140 minutes are no exact number of hours')
})

test('a badge says in which language its achievement is told, which is not always the one asked for', async () => {
  const { holder, records } = aPerson()
  const languageOf = async (title: StatedRecord['title']) => {
    const record = { ...records[0]!, title }
    const badge = await credentials.badge(scope(), { holder, record, logEntry, locale: 'en' })
    const { achievement } = JSON.parse(badge).credentialSubject
    return [achievement.name, achievement.inLanguage]
  }
  assert.deepEqual(await languageOf({ kk: 'Ағаш отырғызу', en: 'Tree planting' }), ['Tree planting', 'en'])
  assert.deepEqual(await languageOf({ ru: 'Посадка деревьев' }), ['Посадка деревьев', 'ru'])
})

test('a learner record holds together with the badges in it, and each badge alone', async () => {
  const statement = aPerson()
  const clr = await credentials.clr(scope(), { statement, log: new Map(), locale: 'ru' })
  const verdict = await check(clr)
  assert.deepEqual(codes(verdict), [])
  assert.equal(verdict.form, 'clr')
  assert.deepEqual(
    (verdict.disclosed as Disclosed).records.map(({ minutes }) => minutes),
    [180, 120, 140]
  )
  const parsed = JSON.parse(clr) as { credentialSubject: { verifiableCredential: JsonObject[] } }
  for (const badge of parsed.credentialSubject.verifiableCredential)
    assert.equal((await check(JSON.stringify(badge))).outcome, 'holds')

  await credentials.withdraw(writeScope(), {
    personId: statement.holder.personId,
    subjectIds: [statement.records[1]!.contributionId],
    reason: 'corrected'
  })
  assert.deepEqual(codes(await check(clr)), ['revoked'], 'a badge within it was withdrawn')
})

test('what was withdrawn is revoked at once, in every form, and asked for again is another one', async () => {
  const statement = aPerson()
  const { personId, passportId } = statement.holder
  const record = statement.records[0]!
  const made = {
    badge: await aBadge(statement),
    paper: await credentials.paperSummary(scope(), statement),
    sheet: await credentials.paperRecord(scope(), { holder: statement.holder, record, logIndex: 7 }),
    token: await credentials.token(scope(), {
      kind: 'passport',
      subjectId: passportId,
      statement,
      log: new Map(),
      validUntil: null,
      holderJwk: null
    })
  }
  for (const [form, document] of Object.entries(made))
    assert.equal((await check(document)).outcome, 'holds', form)
  audited.length = 0
  const count = await credentials.withdraw(writeScope(), {
    personId,
    subjectIds: [record.contributionId, passportId],
    reason: 'corrected'
  })
  assert.equal(count, 4)
  assert.equal(audited.length, 4)
  for (const [form, document] of Object.entries(made))
    assert.deepEqual(codes(await check(document)), ['revoked'], form)
  const again = await aBadge(statement)
  assert.notEqual(again, made.badge)
  assert.equal((await check(again)).outcome, 'holds')
})

test('both status lists carry the same revocations, signed, as their own libraries read them', async () => {
  const statement = aPerson()
  const badge = JSON.parse(await aBadge(statement)) as { credentialStatus: Record<string, string> }
  const { statusListIndex, statusListCredential } = badge.credentialStatus
  const index = Number(statusListIndex)
  const listId = listIdOf(PUBLIC_URL, statusListCredential!)!
  const read = async () => {
    const bitstring = (await credentials.statusList(database.db, { listId, form: 'bitstring' }, now))!
    const token = (await credentials.statusList(database.db, { listId, form: 'token' }, now))!
    const { encodedList } = (JSON.parse(bitstring) as { credentialSubject: { encodedList: string } })
      .credentialSubject
    const verdict = await check(bitstring)
    assert.deepEqual(codes(verdict), [], 'the list itself is a credential that holds')
    return {
      bitstring: (await decodeList({ encodedList })).getStatus(index),
      token: getListFromStatusListJWT(token).getStatus(index),
      bytes: bitstring.length
    }
  }
  const good = await read()
  assert.deepEqual([good.bitstring, good.token], [false, 0])
  await credentials.withdraw(writeScope(), {
    personId: statement.holder.personId,
    subjectIds: [statement.records[0]!.contributionId],
    reason: 'corrected'
  })
  assert.ok((await credentials.publishStatus(database.db, now)).includes(listId))
  assert.deepEqual(await credentials.publishStatus(database.db, now), [], 'nothing changed since')
  const revoked = await read()
  assert.deepEqual([revoked.bitstring, revoked.token], [true, 1])
  assert.equal(await credentials.statusList(database.db, { listId: 999, form: 'token' }, now), null)
})

test('places in the status lists are each given once, also to many at once', async () => {
  const slots = await Promise.all(
    Array.from({ length: 60 }, () =>
      issuer.ports.store.takeSlot(database.db, now, issuer.ports.randomSpread())
    )
  )
  assert.equal(new Set(slots.map(({ listId, index }) => `${listId} ${index}`)).size, 60)
})

test('a rotated key goes on holding, a revoked one takes everything with it', async () => {
  const statement = aPerson()
  const [badge, paper] = [await aBadge(statement), await credentials.paperSummary(scope(), statement)]
  const { keyId } = await check(badge)
  const recordOf = (records: number) =>
    credentials.clr(scope(), {
      statement: { ...statement, records: statement.records.slice(0, records) },
      log: new Map(),
      locale: 'kk'
    })
  await recordOf(3)
  now = new Date('2026-11-24T05:00:00Z')
  await keys.rotate('Ed25519', now)
  const mixed = await check(await recordOf(2))
  assert.deepEqual([mixed.outcome, mixed.keyId === keyId], ['holds', false], 'badges of the key before')
  assert.equal((await check(badge)).outcome, 'holds')
  assert.equal((await check(paper)).outcome, 'holds')
  const fresh = await aBadge(aPerson())
  assert.notEqual((await check(fresh)).keyId, keyId)

  await keys.revoke(keyId!, now)
  assert.deepEqual(codes(await check(badge)), ['key-revoked'])
  assert.deepEqual(codes(await check(paper)), ['key-revoked'])
  assert.equal((await check(fresh)).outcome, 'holds')
  const reissued = await aBadge(statement)
  assert.equal((await check(reissued)).outcome, 'holds', 'it is signed anew when it is asked for')
})

test('what a revoked key signed is not given again: of a subject the latest that is good, of each form', async () => {
  const statement = aPerson()
  const { personId, passportId } = statement.holder
  const good = () => credentials.goodOf(database.db, personId, passportId)
  assert.deepEqual(await good(), {})
  const paperOf = (minutes: number) =>
    credentials.paperSummary(scope(), { ...statement, totals: { ...statement.totals, minutes } })
  const token = await credentials.token(scope(), {
    kind: 'passport',
    subjectId: passportId,
    statement,
    log: new Map(),
    validUntil: null,
    holderJwk: null
  })
  const first = await paperOf(60)
  now = new Date(now.getTime() + 60_000)
  const latest = await paperOf(90)
  assert.deepEqual(await good(), { 'paper-summary': latest, 'sd-jwt': token })

  const { keyId } = await check(latest)
  await keys.revoke(keyId!, now)
  assert.deepEqual(await good(), { 'sd-jwt': token }, 'of the other key it is good')
  const anew = await paperOf(60)
  assert.notEqual(anew, first)
  assert.deepEqual(await good(), { 'paper-summary': anew, 'sd-jwt': token })
  assert.equal((await check(anew)).outcome, 'holds')
})

const aToken = async (holderJwk: JsonObject | null = null, validUntil: Date | null = null) => {
  const statement = aPerson()
  return credentials.token(scope(), {
    kind: 'extract',
    subjectId: uuidv7(),
    statement,
    log: new Map([[statement.records[0]!.contributionId, { index: 12, url: '' }]]),
    validUntil,
    holderJwk
  })
}

test('an SD-JWT discloses each thing alone', async () => {
  const token = await aToken()
  const { holder } = aWallet()
  const frames: [object, Partial<Disclosed>][] = [
    [{}, { name: null, minutes: null, first: null, passportId: null }],
    [{ totals: { minutes: true } }, { minutes: 440, engagements: null, name: null }],
    [{ name: true }, { name: 'Айгерім Сейітова', minutes: null }],
    [{ period: true }, { first: '2026-04-12', last: '2026-06-12', name: null }]
  ]
  for (const [frame, wanted] of frames) {
    const verdict = await check(await holder.present(token, frame))
    assert.deepEqual(codes(verdict), [])
    const disclosed = verdict.disclosed as Disclosed
    for (const [name, value] of Object.entries(wanted))
      assert.equal(disclosed[name as keyof Disclosed], value, name)
    assert.equal(disclosed.records.length, 0)
  }
  const second = await check(await holder.present(token, { records: { 1: true }, directions: { 0: true } }))
  const { records, directions } = second.disclosed as Disclosed
  assert.deepEqual(
    [records.length, records[0]!.minutes, directions.length, directions[0]!.direction],
    [1, 120, 1, 'environmental']
  )
  assert.equal(((await check(token)).disclosed as Disclosed).records[0]!.logIndex, 12)
})

test('how many records there are is hidden among decoys', async () => {
  const [payload] = (await aToken()).split('~')
  const { records } = JSON.parse(Buffer.from(payload!.split('.')[1]!, 'base64url').toString()) as {
    records: object[]
  }
  assert.equal(records.length % 8, 0)
  assert.ok(records.length > 3)
})

const occasion = (nonce: string) => ({ nonce, audience: 'https://reader.example' })

async function present(
  token: string,
  wallet: ReturnType<typeof aWallet>,
  kb: Partial<Record<string, unknown>> = {}
) {
  const iat = Math.floor(now.getTime() / 1000)
  const payload = { iat, aud: 'https://reader.example', nonce: 'n', ...kb }
  return wallet.holder.present(token, { name: true }, { kb: { payload } })
}

test("the holder's proof holds once, for its reader, its question and its key", async () => {
  const wallet = aWallet()
  const token = await aToken(wallet.jwk)
  const good = await present(token, wallet, { nonce: 'one' })
  const verdict = await check(good, occasion('one'))
  assert.deepEqual(codes(verdict), [])
  assert.equal(verdict.findings.find((finding) => finding.check === 'holder')!.outcome, 'holds')

  assert.deepEqual(codes(await check(good, occasion('one'))), ['holder-proof-replayed'])
  assert.deepEqual(codes(await check(good, occasion('two'))), ['holder-proof-nonce'])
  const elsewhere = await present(token, wallet, { nonce: 'three', aud: 'https://other.example' })
  assert.deepEqual(codes(await check(elsewhere, occasion('three'))), ['holder-proof-audience'])
  const thief = await present(token, aWallet(), { nonce: 'four' })
  assert.deepEqual(codes(await check(thief, occasion('four'))), ['holder-key-wrong'])
  const old = await present(token, wallet, { nonce: 'five', iat: Math.floor(now.getTime() / 1000) - 3600 })
  assert.deepEqual(codes(await check(old, occasion('five'))), ['holder-proof-old'])
  const seconds = Math.floor(now.getTime() / 1000)
  const fine = await present(token, wallet, { nonce: 'fine', iat: seconds - 0.5, exp: seconds + 60 })
  assert.deepEqual(codes(await check(fine, occasion('fine'))), [])
  for (const time of [{ exp: seconds - 3600 }, { nbf: seconds + 3600 }, { iat: seconds + 3600 }]) {
    const never = await present(token, wallet, { nonce: 'never', ...time })
    assert.deepEqual(codes(await check(never, occasion('never'))), ['holder-proof-old'])
  }
  const untold = await present(token, wallet, { nonce: 'never', exp: 'tomorrow' })
  assert.deepEqual(codes(await check(untold, occasion('never'))), ['holder-proof-malformed'])
  assert.deepEqual(codes(await check(token, occasion('six'))), ['holder-proof-missing'])
  const bearer = await present(await aToken(), wallet, { nonce: 'seven' })
  assert.deepEqual(codes(await check(bearer, occasion('seven'))), ['holder-key-missing'])
  const more = good.replace(/~[^~]+~(?=eyJ)/, '~')
  assert.deepEqual(codes(await check(more, occasion('one'))), ['holder-proof-other-content'])
})

test('time: expired, not yet valid', async () => {
  const until = new Date(now.getTime() + 86_400_000)
  const token = await aToken(null, until)
  assert.equal((await check(token)).validUntil?.getTime(), until.getTime())
  const kept = now
  now = new Date(until.getTime() + 3_600_000)
  assert.deepEqual(codes(await check(token)), ['expired'])
  now = new Date(kept.getTime() - 7_200_000)
  assert.ok(codes(await check(token)).includes('not-yet-valid'))
  now = kept
})

test('a credential of another issuer is named as one, whatever it claims', async () => {
  const foreign = anIssuer(() => now, 'https://elsewhere.example').credentials
  const statement = aPerson()
  const token = await foreign.token(scope(), {
    kind: 'passport',
    subjectId: uuidv7(),
    statement,
    log: new Map(),
    validUntil: null,
    holderJwk: null
  })
  assert.deepEqual(codes(await check(token)), ['issuer-foreign'])
  assert.deepEqual(codes(await check(await foreign.paperSummary(scope(), aPerson()))), ['issuer-foreign'])
  const badge = await foreign.badge(scope(), {
    holder: aPerson().holder,
    record: statement.records[0]!,
    logEntry: null,
    locale: 'kk'
  })
  assert.deepEqual(codes(await check(badge)), ['issuer-foreign'])
  // The same address, other keys: somebody plays us.
  const impostor = anIssuer(() => now).credentials
  assert.deepEqual(codes(await check(await impostor.paperSummary(scope(), aPerson()))), ['issuer-foreign'])
  const played = await impostor.badge(scope(), {
    holder: aPerson().holder,
    record: statement.records[0]!,
    logEntry: null,
    locale: 'kk'
  })
  assert.deepEqual(codes(await check(played)), ['key-unknown'])
})
