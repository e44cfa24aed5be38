import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { keyring, memoryStorage } from '#features/credentials/adapters/keyring.ts'
import { ed25519, newPrivateKey, nodeSha256 } from '#features/ledger/adapters/crypto.ts'
import { httpLog, LogUnreachableError } from '#features/ledger/adapters/fetch.ts'
import { signerOf } from '#features/ledger/adapters/key-file.ts'
import { auditLog } from '#features/ledger/app/audit.ts'
import { formatCheckpoint } from '#features/ledger/domain/checkpoint.ts'
import { formatNote, formatVerifierKey, signNote, SIGNATURE_TYPES } from '#features/ledger/domain/note.ts'
import { parsePolicy } from '#features/ledger/domain/policy.ts'
import { ephemeralKeystore } from '#platform/keystore/keystore.ts'
import { createLog } from '#platform/log.ts'
import { aStatement } from '#tests/support/credentials.ts'
import { testDatabase } from '#tests/support/database.ts'
import { freePort } from '#tests/support/http.ts'
import { takeIntoLog } from '#tests/support/ledger-world.ts'
import { readConfig } from './config.ts'
import { createApp } from './context.ts'
import { momentaryLogBook } from './ledger.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = await mkdtemp(join(tmpdir(), 'erikti-audit-'))
const stack = new AsyncDisposableStack()
stack.defer(() => rm(folder, { recursive: true, force: true }))
after(() => stack.disposeAsync())

/** An installation with a signed list and keys that can be turned, reached over HTTP. */
async function anInstallation() {
  const database = stack.use(await testDatabase())
  const { db } = database
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const config = { ...readConfig({ ERIKTI_HOME: tmpdir(), DATABASE_URL: database.url }), publicUrl }
  const keystore = ephemeralKeystore()
  const clock = { now: new Date('2026-11-23T05:00:00Z') }
  const now = () => clock.now
  const keys = keyring({ storage: memoryStorage(), keystore, publicUrl, issuerName: 'Erikti', now })
  const logBook = momentaryLogBook(db, publicUrl)
  const app = createApp({ config, db, keystore, log: createLog('silent'), now, issuerKeys: keys, logBook })
  const server = createServer((request, response) => {
    const files = app.logFiles.owns(request.url!) ? app.logFiles : app.issuerFiles
    void files.answer(request, response)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  stack.defer(() => new Promise<void>((closed) => void server.close(() => closed())))
  const { holder, records } = aStatement()
  const scope = { db, now: now(), newId: app.runtime.newId }
  await app.credentials.badge(scope, { holder, record: records[0]!, logEntry: null, locale: 'kk' })
  await app.credentials.publishStatus(db, now())
  await takeIntoLog(app)
  return { app, db, keys, clock, url: `${publicUrl}/log` }
}

let installation: Awaited<ReturnType<typeof anInstallation>>
before(async () => void (installation = await anInstallation()))

/** The log takes in what waits, and answers with it: its checkpoint is read from the database four times a second. */
async function intoLog(): Promise<void> {
  await takeIntoLog(installation.app)
  await pause(300)
}

/** What a stranger finds who has nothing but the address; `meanwhile` happens as soon as they wait. */
async function found(meanwhile?: () => Promise<unknown>): Promise<string[]> {
  const source = httpLog(installation.url)
  const policy = parsePolicy(nodeSha256, Buffer.from((await source.policy())!).toString())
  assert.ok(policy.ok)
  let waits = 0
  const { findings } = await auditLog({
    source,
    crypto: { sha256: nodeSha256, verify: ed25519.verify },
    policy: policy.value,
    wait: async () => {
      if (++waits === 1) await meanwhile?.()
    }
  })
  return findings.map(({ kind, subject }) => `${kind} ${subject.split('#').at(-1)}`)
}

test('a list flipped behind the back, or an older one put back, is found from the public address alone', async () => {
  const { app, db, clock } = installation
  assert.deepEqual(await found(), [])
  const rows = await sql<{
    form: string
    document: string
  }>`select form, document from status_publication`.execute(db)
  assert.equal(rows.rows.length, 2)
  const put = (form: string, document: string) =>
    sql`update status_publication set document = ${document} where form = ${form}`.execute(db)
  for (const { form, document } of rows.rows) {
    await put(
      form,
      document.replace(/\w(?=\W*$)/, (last) => (last === 'A' ? 'B' : 'A'))
    )
    assert.deepEqual(await found(), [`list-unstated status list /status/${form}/1`])
    await put(form, document)
  }

  clock.now = new Date(clock.now.getTime() + 60_000)
  const { holder, records } = aStatement()
  const subjectIds = [records[0]!.contributionId]
  await app.credentials.withdrawIn(db, clock.now, {
    personId: holder.personId,
    subjectIds,
    reason: 'corrected'
  })
  await app.credentials.publishStatus(db, clock.now)
  assert.deepEqual(
    await found(() => intoLog()),
    [],
    'a list that is only just published and not in the log yet'
  )
  for (const { form, document } of rows.rows) {
    const { rows: now } = await sql<{ document: string }>`select document from status_publication
      where form = ${form}`.execute(db)
    await put(form, document)
    assert.deepEqual(await found(), [`list-old status list /status/${form}/1`], 'the revocation is hidden')
    await put(form, now[0]!.document)
  }
  assert.deepEqual(await found(), [])
})

/** The lists are signed again, as they are after half a day, and the log states that. */
async function signListsAnew(): Promise<void> {
  const { app, db, clock } = installation
  clock.now = new Date(clock.now.getTime() + 13 * 3_600_000)
  assert.equal((await app.credentials.publishStatus(db, clock.now)).length, 1)
  await intoLog()
}

test('a revocation that we take back ourselves, with lists signed and stated anew, is found by anybody', async () => {
  const { app, db } = installation
  const { rows } = await sql<{ index: number }>`select list_index as index from status_revocation`.execute(db)
  const place = rows[0]!.index
  await sql`create table taken_back as select * from status_revocation`.execute(db)
  await sql`delete from status_revocation`.execute(db)
  const everybodys = ['bitstring', 'token'].map((form) => `revocation-undone status list /status/${form}/1`)
  const ours = async () =>
    (await app.ledger.audit(db)).findings.map(
      ({ kind, subject, detail }) => `${kind} ${subject}: ${detail.split(': ').at(-1)}`
    )
  const undone = `revocation-undone status list 1: ${place}`
  assert.deepEqual(await found(), [], 'nobody has been told otherwise yet')
  assert.ok((await ours()).includes(undone), 'the database says it at once')
  await signListsAnew()
  assert.deepEqual(await found(), everybodys)
  assert.deepEqual(await ours(), [undone])

  await sql`insert into status_revocation select * from taken_back`.execute(db)
  await signListsAnew()
  assert.deepEqual(await found(), [])
  // Revoked without a version of its own: no statement tells it.
  const other = (place + 1) % 131_072
  await sql`insert into status_revocation select list_id, ${other}, revoked_at, version from taken_back`.execute(
    db
  )
  await signListsAnew()
  assert.deepEqual(
    await found(),
    everybodys.map((finding) => finding.replace('undone', 'unstated'))
  )
  assert.deepEqual(await ours(), [`revocation-unstated status list 1: ${other}`])
  await sql`delete from status_revocation where list_index = ${other}`.execute(db)
  await signListsAnew()
  assert.deepEqual(await found(), [])
  assert.deepEqual(await ours(), [])
})

/** The program as an operator or a stranger runs it. */
async function program(...args: string[]): Promise<{ code: number; said: string; complained: string }> {
  const env = { PATH: process.env['PATH'], ERIKTI_HOME: join(folder, 'nowhere') }
  const child = spawn(process.execPath, ['src/boot/cli.ts', 'audit', ...args], { cwd: root, env })
  const [said, complained, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>
  ])
  return { code, said, complained }
}

test('the program says by its code what it found, in words and as JSON', async () => {
  const { db, url } = installation
  const saved = join(folder, 'checkpoint.txt')
  const sound = await program('--log', url, '--save', saved)
  assert.equal(sound.code, 0, sound.complained)
  assert.match(sound.said, /\n {2}6 status-list-digest\n/)
  assert.match(sound.said, /\nall is well\n$/)
  const note = await readFile(saved, 'utf8')
  const again = await program('--log', `${url}/`, '--from', saved, '--json')
  const report = JSON.parse(again.said)
  assert.deepEqual([again.code, report.note, report.findings], [0, note, []])

  await writeFile(saved, note.replace(/\n\d+\n/, '\n9999\n'))
  const shrunk = await program('--log', url, '--from', saved, '--save', saved)
  assert.equal(shrunk.code, 1)
  assert.match(shrunk.said, /\nFOUND log-shrank: tree 9999: /)
  assert.notEqual(await readFile(saved, 'utf8'), note, 'a checkpoint is kept only when all is well')
  await sql`update ledger_tile set bytes = set_byte(bytes, 9, 255 - get_byte(bytes, 9)) where path like 'tile/0/%'`.execute(
    db
  )
  const broken = await program('--log', url, '--json')
  assert.deepEqual([broken.code, JSON.parse(broken.said).findings[0].kind], [1, 'tile-broken'])
  await sql`update ledger_tile set bytes = set_byte(bytes, 9, 255 - get_byte(bytes, 9)) where path like 'tile/0/%'`.execute(
    db
  )

  const wrong: string[][] = [
    ['--log', 'nowhere'],
    ['--log', url, '--from', join(folder, 'none.txt')],
    ['--log', url, '--policy', saved],
    ['--what']
  ]
  for (const args of wrong) assert.equal((await program(...args)).code, 2, args.join(' '))
  for (const away of [`http://localhost:${await freePort()}/log`, `${new URL(url).origin}/.well-known`])
    assert.equal((await program('--log', away)).code, 3, away)
})

test('a key without an event and an event without a key are found, and an event on its way is waited for', async () => {
  const { app, db, keys, clock } = installation
  const fresh = await keys.rotate('Ed25519', clock.now)
  assert.deepEqual(await found(), [`key-unstated ${fresh.keyId}`])
  assert.deepEqual(await found(() => intoLog()), [])
  await keys.revoke(fresh.keyId, clock.now)
  const successor = (await keys.list()).at(-1)!
  assert.deepEqual(await found(), [
    `key-unstated ${fresh.keyId}`,
    `key-unstated ${successor.keyId}`,
    `key-missing ${fresh.keyId}`
  ])
  assert.deepEqual(await found(() => intoLog()), [])

  const [leaf] = (await keys.list()).filter(({ algorithm }) => algorithm === 'ES256')
  const wallets = '/.well-known/jwt-vc-issuer'
  const next = await keys.rotate('ES256', clock.now)
  assert.deepEqual(await found(), [
    `key-unstated ${next.keyId}`,
    `key-unstated ${next.keyId} in ${wallets}`,
    'chain-wrong /.well-known/issuer-chain.pem'
  ])
  assert.deepEqual(await found(() => intoLog()), [])
  await keys.revoke(leaf!.keyId, clock.now)
  assert.deepEqual(await found(() => intoLog()), [])

  const { id: issuer } = await app.credentials.didDocument()
  const key = 'AAAAAAAAAAA'
  const at = clock.now
  const made = {
    v: 'erikti/key-event/v1',
    issuer,
    key,
    event: 'made',
    at: at.toISOString(),
    publicKeyMultibase: 'z6Mk'
  }
  await app.ledger.stateFacts(db, [
    { type: 'key-event', subject: `${key} made`, series: null, document: made, at }
  ])
  await intoLog()
  assert.deepEqual(await found(), [`key-missing ${key}`])
})

test('a whole list that is revoked at once is one statement, which a stranger reads', async () => {
  const { app, db, clock } = installation
  const before = await found()
  clock.now = new Date(clock.now.getTime() + 60_000)
  await sql`with list as (update status_list set version = version + 1 returning list_id, version)
    insert into status_revocation (list_id, list_index, version, revoked_at)
    select list_id, place, version, ${clock.now} from list, generate_series(0, 131071) as place
    on conflict do nothing`.execute(db)
  await app.credentials.publishStatus(db, clock.now)
  await intoLog()
  const { rows } = await sql<{ length: number; told: number }>`
    select length(document), jsonb_array_length(document::jsonb -> 'revoked') as told
    from ledger_statement where type = 'status-list-digest' order by leaf_index desc limit 1`.execute(db)
  assert.equal(rows[0]!.told, 131_072 - 1, 'one was revoked before')
  assert.ok(rows[0]!.length < 1_048_576)
  assert.deepEqual(await found(), before)
})

/** A log that is whatever it wants to be. */
async function aHostileLog(answer: (path: string, response: ServerResponse) => void) {
  const server = createServer((request, response) => answer(request.url!, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stack.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const liar = signerOf('liar.test/log', SIGNATURE_TYPES.ed25519, newPrivateKey())

function lieOf(size: number, origin = liar.key.name): string {
  const text = formatCheckpoint({ origin, size, root: new Uint8Array(32), extensions: [] })
  return formatNote({ text, signatures: [signNote(text, liar.key, liar.sign)] })
}

test('a log that says that it is endless, or writes to the terminal, is told of like any other', async () => {
  const origin = 'liar\u009b2J.test/log'
  let note = lieOf(Number.MAX_SAFE_INTEGER)
  const url = await aHostileLog((path, response) =>
    path.endsWith('/checkpoint') ? response.end(note) : response.writeHead(404).end()
  )
  const policy = join(folder, 'liar.txt')
  await writeFile(policy, `log ${formatVerifierKey(liar.key)}\nquorum none\n`)
  const endless = await program('--log', `${url}/log`, '--policy', policy)
  assert.equal(endless.code, 1)
  assert.match(endless.said, /\nFOUND bundle-broken: /)
  note = lieOf(0, origin)
  const foreign = await program('--log', `${url}/log`, '--policy', policy)
  assert.equal(foreign.code, 1)
  assert.match(foreign.said, /no trusted log is called liar�2J.test/)
})

test('a site that is away for a moment is asked again, and one that leads elsewhere is not followed', async () => {
  let answers = 0
  const elsewhere = await aHostileLog((_, response) => {
    answers++
    response.end('secret')
  })
  let away = 0
  const url = await aHostileLog((path, response) => {
    if (path === '/log/elsewhere') response.writeHead(302, { location: elsewhere }).end()
    else if (path === '/log/packed')
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(new Uint8Array(50_000_000)))
    else if (away-- > 0) response.writeHead(503).end()
    else response.end('here')
  })
  const waited: number[] = []
  const source = httpLog(`${url}/log`, async (ms) => void waited.push(ms))
  const keys = async () => Buffer.from((await source.site.get('/.well-known/did.json'))!).toString()
  assert.equal(await keys(), 'here')
  away = 3
  assert.equal(await keys(), 'here')
  assert.deepEqual(waited.splice(0), [1_000, 4_000, 10_000])
  away = 4
  await assert.rejects(keys(), LogUnreachableError)
  await assert.rejects(source.get('elsewhere'), LogUnreachableError)
  assert.equal(answers, 0)
  assert.equal(await source.get('packed'), null, 'more than anything of ours has')
})
