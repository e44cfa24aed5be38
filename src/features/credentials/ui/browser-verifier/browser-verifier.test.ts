import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { v7 as uuidv7 } from 'uuid'
import { anIssuer, aStatement, PUBLIC_URL } from '#tests/support/credentials.ts'
import { testDatabase, type TestDatabase } from '#tests/support/database.ts'
import type { Verdict } from '../../domain/verdict.ts'
import { checkInPage, inflate, keepList, type Kept } from './index.ts'

let database: TestDatabase
const now = new Date('2026-11-23T05:00:00Z')
const { credentials } = anIssuer(() => now)
const scope = () => ({ db: database.db, now, newId: () => uuidv7(), audit: () => {} })
const LIST = `${PUBLIC_URL}/status/token/1`

before(async () => void (database = await testDatabase()))
after(() => database[Symbol.asyncDispose]())

const codes = (verdict: Verdict) =>
  verdict.findings.flatMap(({ problems }) => problems.map(({ code }) => code))

const fetched = async (): Promise<Kept> => {
  const issuers = [await credentials.issuer()]
  const text = (await credentials.statusList(database.db, { listId: 1, form: 'token' }, now))!
  const list = await keepList(text, LIST, issuers)
  assert.ok(list)
  return { issuers, lists: [list] }
}

test('a page checks every form alone, and a revocation when it has fetched the list again', async () => {
  const statement = aStatement(uuidv7())
  const { personId, passportId } = statement.holder
  const made = [
    await credentials.badge(scope(), {
      holder: statement.holder,
      record: statement.records[0]!,
      logEntry: null,
      locale: 'kk'
    }),
    await credentials.clr(scope(), { statement, log: new Map(), locale: 'ru' }),
    await credentials.paperSummary(scope(), statement),
    await credentials.token(scope(), {
      kind: 'passport',
      subjectId: passportId,
      statement,
      log: new Map(),
      validUntil: null,
      holderJwk: null
    })
  ]
  const kept = await fetched()
  for (const text of made) {
    const verdict = await checkInPage(text, kept, now)
    assert.equal(verdict.outcome, 'holds')
    assert.deepEqual(verdict.statusAsOf, now)
    assert.deepEqual(
      verdict.disclosed,
      (await credentials.check(scope(), text)).disclosed,
      'as the server reads it'
    )
    const blind = codes(await checkInPage(text, { ...kept, lists: [] }, now))
    assert.deepEqual([...new Set(blind)], ['status-unknown'])
    const later = new Date(now.getTime() + 3 * 86_400_000)
    assert.deepEqual([...new Set(codes(await checkInPage(text, kept, later)))], ['status-stale'])
    const changed = text.slice(0, 60) + (text[60] === 'A' ? 'B' : 'A') + text.slice(61)
    assert.equal((await checkInPage(changed, kept, now)).outcome, 'fails')
  }
  const subjectIds = [passportId, statement.records[0]!.contributionId]
  await credentials.withdraw(scope(), { personId, subjectIds, reason: 'corrected' })
  const again = await fetched()
  for (const text of made)
    assert.deepEqual([...new Set(codes(await checkInPage(text, again, now)))], ['revoked'])
})

test('a status list of somebody else, or for another address, is not kept', async () => {
  const { issuers } = await fetched()
  const text = (await credentials.statusList(database.db, { listId: 1, form: 'token' }, now))!
  assert.equal(await keepList(text, `${PUBLIC_URL}/status/token/2`, issuers), null)
  assert.equal(await keepList(text, LIST, [await anIssuer(() => now).credentials.issuer()]), null)
  assert.equal(
    await keepList(
      text.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      LIST,
      issuers
    ),
    null
  )
  assert.equal(await keepList('rubbish', LIST, issuers), null)
  const retiredAt = new Date(now.getTime() - 3_600_000)
  const retired = issuers.map((issuer) => ({
    ...issuer,
    keys: issuer.keys.map((key) => ({ ...key, createdAt: retiredAt, retiredAt }))
  }))
  assert.equal(await keepList(text, LIST, retired), null, 'signed when its key signed no more')
})

test('unpacking stops at its limit', async () => {
  const bomb = new Uint8Array(deflateSync(Buffer.alloc(10_000_000)))
  assert.equal(await inflate(bomb, 16_384), null)
  assert.deepEqual(
    await inflate(new Uint8Array(deflateSync(Buffer.from('abc'))), 3),
    new Uint8Array([97, 98, 99])
  )
  assert.equal(await inflate(new Uint8Array([1, 2, 3]), 10), null)
})

/** Everything that a page would load with the verifier. */
async function reach(file: URL, seen = new Map<string, string[]>()): Promise<Map<string, string[]>> {
  if (seen.has(file.href)) return seen
  const source = await readFile(file, 'utf8')
  const imports = [...source.matchAll(/^(?:import|export)\s(?!type\s)[^'"]*?from '([^']+)'/gm)].map(
    ([, from]) => from!
  )
  seen.set(file.href, imports)
  for (const from of imports) {
    if (from.startsWith('.')) await reach(new URL(from, file), seen)
    else if (from.startsWith('#platform/'))
      await reach(new URL(`../../../../${from.slice(1)}`, import.meta.url), seen)
  }
  return seen
}

test('the verifier takes nothing of Node and one package with it', async () => {
  const reached = await reach(new URL('index.ts', import.meta.url))
  const packages = [...reached.values()].flat().filter((from) => !/^[.#]/.test(from))
  assert.deepEqual(packages, ['@noble/ed25519'])
  assert.ok(reached.size > 10)
})
