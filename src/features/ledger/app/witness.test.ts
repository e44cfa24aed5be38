import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { sql } from 'kysely'
import { toBase64, utf8 } from '#platform/prelude/bytes.ts'
import { testDatabase } from '#tests/support/database.ts'
import { aDraft, enqueue, ledgerPorts, LOG_NAME, makeQueue } from '#tests/support/ledger.ts'
import { ed25519, newPrivateKey, nodeSha256 } from '../adapters/crypto.ts'
import { databaseStorage } from '../adapters/database-storage.ts'
import { signerOf } from '../adapters/key-file.ts'
import { witnessClient } from '../adapters/witness-client.ts'
import { openWitnessFile, WitnessError } from '../adapters/witness-file.ts'
import { createWitnessServer } from '../adapters/witness-server.ts'
import { formatCheckpoint, readCheckpoint } from '../domain/checkpoint.ts'
import { consistencyRanges, treeHasher } from '../domain/merkle.ts'
import {
  checkNote,
  formatNote,
  formatVerifierKey,
  readSignatureLines,
  signatureLine,
  signNote,
  SIGNATURE_TYPES,
  verifierKey
} from '../domain/note.ts'
import { parsePolicy } from '../domain/policy.ts'
import { EMPTY_EDGE, grow, hashRanges, rootOf, tileView, type Edge } from '../domain/tiles.ts'
import { createCosigner, publishedNote } from './cosign.ts'
import { standing } from './look-up.ts'
import type { WitnessAnswer, WitnessClient } from './ports.ts'
import { createProver } from './prove.ts'
import { beginSequencing } from './sequence.ts'
import { createWitness, type SeenTree, type Witness } from './witness.ts'
import { work } from './work.ts'

const hasher = treeHasher(nodeSha256)
const crypto = { sha256: nodeSha256, verify: ed25519.verify }
const log = signerOf(LOG_NAME, SIGNATURE_TYPES.ed25519, newPrivateKey())
const NOW = new Date('2026-11-22T10:00:00Z')

const folder = await mkdtemp(join(tmpdir(), 'erikti-witness-'))
after(() => rm(folder, { recursive: true, force: true }))

function memoryWitness(seen = new Map<string, SeenTree>()): Witness {
  const signer = signerOf('witness.test/w', SIGNATURE_TYPES.cosignature, newPrivateKey())
  const memory = {
    get: (origin: string) => seen.get(origin) ?? null,
    set: async (origin: string, tree: SeenTree) => void seen.set(origin, tree)
  }
  return createWitness({ signer, logs: [log.key], memory, crypto, now: () => NOW })
}

/** A tree of at most 256 leaves, one history a seed. */
function treeOf(size: number, seed = 'a') {
  const leaves = Array.from({ length: size }, (_, i) => hasher.leaf(utf8(`${seed} ${i}`)))
  const { edge, tiles } = size ? grow(hasher, EMPTY_EDGE, leaves) : { edge: EMPTY_EDGE as Edge, tiles: [] }
  const root = rootOf(hasher, edge)
  const text = formatCheckpoint({ origin: LOG_NAME, size, root, extensions: [] })
  const note = formatNote({ text, signatures: [signNote(text, log.key, log.sign)] })
  const proofFrom = (old: number) =>
    hashRanges(hasher, consistencyRanges(old, size), () => tileView(hasher, tiles[0]!.bytes)).map(toBase64)
  return { size, root, text, note, proofFrom }
}

const request = (old: number | string, proof: readonly string[], note: string) =>
  [`old ${old}`, ...proof, '', note].join('\n')

async function ask(witness: Witness, body: string) {
  const { status, body: text } = await witness.addCheckpoint(utf8(body))
  return [status, text.trim()] as const
}

test('a witness signs each tree that continues the last, and tells where it stands otherwise', async () => {
  const witness = memoryWitness()
  const [three, seven] = [treeOf(3), treeOf(7)]
  const [status, line] = await ask(witness, request(0, [], three.note))
  assert.equal(status, 200)
  const { signed } = checkNote(
    ed25519.verify,
    { text: three.text, signatures: readSignatureLines(`${line}\n`)! },
    [witness.key]
  )
  assert.equal(signed[0]?.seconds, NOW.getTime() / 1_000)
  assert.deepEqual(await ask(witness, request(0, [], seven.note)), [409, '3'])
  assert.equal((await ask(witness, request(3, seven.proofFrom(3), seven.note)))[0], 200)
  assert.equal((await ask(witness, request(7, [], seven.note)))[0], 200, 'the same tree again')
  assert.deepEqual(await ask(witness, request(3, [], three.note)), [409, '7'])
})

test('a witness refuses each wrong request by its own status, and remembers nothing of it', async () => {
  const witness = memoryWitness()
  const [three, seven] = [treeOf(3), treeOf(7)]
  await ask(witness, request(0, [], three.note))
  const stranger = signerOf(LOG_NAME, SIGNATURE_TYPES.ed25519, newPrivateKey())
  const signedBy = (text: string, signer = log) =>
    formatNote({ text, signatures: [signNote(text, signer.key, signer.sign)] })
  const cases: [string, number, string][] = [
    ['no request', 400, 'hello'],
    ['a size with a zero before', 400, request('03', [], seven.note)],
    ['an unsigned checkpoint', 400, request(3, [], seven.text)],
    ['an old size beyond the new', 400, request(8, [], seven.note)],
    [
      '64 hashes',
      400,
      request(
        3,
        Array.from({ length: 64 }, () => toBase64(seven.root)),
        seven.note
      )
    ],
    ['an unknown log', 404, request(3, [], signedBy(seven.text.replace(LOG_NAME, 'other.test/log')))],
    ['a stranger’s signature', 403, request(3, seven.proofFrom(3), signedBy(seven.text, stranger))],
    ['a broken signature', 403, request(3, seven.proofFrom(3), seven.note.replace('\n7\n', '\n6\n'))],
    ['a missing proof', 422, request(3, [], seven.note)],
    ['a proof too long', 422, request(3, [...seven.proofFrom(3), toBase64(seven.root)], seven.note)],
    ['another history', 422, request(3, treeOf(7, 'b').proofFrom(3), treeOf(7, 'b').note)],
    ['a proof from a tree to itself', 422, request(3, [toBase64(seven.root)], treeOf(3).note)],
    ['another tree of the same size', 422, request(3, [], treeOf(3, 'b').note)]
  ]
  for (const [name, status, body] of cases) assert.equal((await ask(witness, body))[0], status, name)
  assert.equal((await witness.addCheckpoint(new Uint8Array(1_000_000))).status, 413)
  assert.equal((await ask(witness, request(3, seven.proofFrom(3), seven.note)))[0], 200)

  const fresh = memoryWitness()
  assert.equal(
    (await ask(fresh, request(0, [toBase64(seven.root)], seven.note)))[0],
    422,
    'a proof from nothing'
  )
  const emptyLie = formatCheckpoint({ origin: LOG_NAME, size: 0, root: seven.root, extensions: [] })
  assert.equal((await ask(fresh, request(0, [], signedBy(emptyLie))))[0], 422, 'a wrong empty tree')
  assert.equal((await ask(fresh, request(0, [], treeOf(0).note)))[0], 200)
})

test('of two trees at once a witness signs one', async () => {
  const witness = memoryWitness()
  await ask(witness, request(0, [], treeOf(3).note))
  const [a, b] = [treeOf(9), treeOf(5)]
  const answers = await Promise.all(
    [a, b].map((tree) => ask(witness, request(3, tree.proofFrom(3), tree.note)))
  )
  assert.deepEqual(
    answers.map(([status]) => status),
    [200, 409]
  )
})

test('no bytes make a witness throw', async () => {
  const witness = memoryWitness()
  const body = request(0, [], treeOf(3).note)
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: body.length }), fc.uint8Array({ maxLength: 6 }), async (at, by) => {
      const bytes = new Uint8Array([...utf8(body.slice(0, at)), ...by, ...utf8(body.slice(at))])
      const { status } = await witness.addCheckpoint(bytes)
      assert.ok([200, 400, 403, 404, 409, 422].includes(status))
    })
  )
})

test('a request with any byte changed is signed by no witness', async () => {
  const seven = treeOf(7)
  const body = utf8(request(3, seven.proofFrom(3), seven.note))
  const witness = memoryWitness()
  await ask(witness, request(0, [], treeOf(3).note))
  for (let at = 0; at < body.length; at++)
    for (const bit of [1, 4, 32, 128]) {
      const changed = body.map((byte, i) => (i === at ? byte ^ bit : byte))
      assert.notEqual((await witness.addCheckpoint(changed)).status, 200, `byte ${at}`)
    }
  assert.equal((await witness.addCheckpoint(body)).status, 200)
})

test('whatever a witness elsewhere answers, it is a cosignature, a size, a refusal or nothing', async () => {
  let reply: (response: ServerResponse) => void = () => {}
  const server = createServer((_, response) => reply(response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { key } = memoryWitness()
  const kindOf = async (status: number, body: string, headers: Record<string, string> = {}) => {
    reply = (response) => response.writeHead(status, headers).end(body)
    return (await witnessClient(key, url).addCheckpoint('x')).kind
  }
  assert.equal(await kindOf(200, 'lines'), 'cosigned')
  assert.equal(await kindOf(409, '12\n'), 'conflict')
  for (const body of ['', '012', '-1', '1e3', '9007199254740993', 'x'.repeat(100_000)])
    assert.equal(await kindOf(409, body), 'refused', body.slice(0, 20))
  for (const status of [400, 403, 404, 422, 500]) assert.equal(await kindOf(status, ''), 'refused')
  assert.equal(await kindOf(302, '', { location: `${url}/elsewhere` }), 'down')
  reply = (response) => response.destroy()
  assert.equal((await witnessClient(key, url).addCheckpoint('x')).kind, 'down')
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
  assert.equal((await witnessClient(key, url).addCheckpoint('x')).kind, 'down')
})

test('a witness is one file: key and trees survive, nobody else reads or opens it', async () => {
  const path = join(folder, 'w.json')
  {
    using file = await openWitnessFile(path, 'witness.test/one')
    const witness = createWitness({
      signer: file.signer,
      logs: [log.key],
      memory: file.memory,
      crypto,
      now: () => NOW
    })
    await ask(witness, request(0, [], treeOf(3).note))
    await assert.rejects(openWitnessFile(path, null), WitnessError)
  }
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  {
    using file = await openWitnessFile(path, null)
    const witness = createWitness({
      signer: file.signer,
      logs: [log.key],
      memory: file.memory,
      crypto,
      now: () => NOW
    })
    assert.deepEqual(await ask(witness, request(0, [], treeOf(4).note)), [409, '3'])
  }
  await assert.rejects(openWitnessFile(path, 'witness.test/other'), /belongs to the witness/)
  await assert.rejects(openWitnessFile(join(folder, 'new.json'), null), /needs a name/)
  assert.equal(JSON.parse(await readFile(path, 'utf8')).logs[LOG_NAME].size, 3)
})

test('a log collects the lines of its witnesses over HTTP, and marks a quorum', async () => {
  await using database = await testDatabase()
  const { db } = database
  await makeQueue(db)
  using file = await openWitnessFile(join(folder, 'http.json'), 'witness.test/http')
  const witness = createWitness({
    signer: file.signer,
    logs: [log.key],
    memory: file.memory,
    crypto,
    now: () => NOW
  })
  const server = createWitnessServer(witness, assert.ifError)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const [other, third] = [memoryWitness(), memoryWitness()]
    let mood: 'good' | 'down' | 'lies' | 'ahead' | 'stubborn' | 'refuses' = 'good'
    const moody: WitnessClient = {
      key: other.key,
      url: null,
      local: false,
      async addCheckpoint(body) {
        if (mood === 'down') return { kind: 'down', reason: 'no answer' }
        if (mood === 'refuses') return { kind: 'refused', status: 422 }
        if (mood === 'ahead') return { kind: 'conflict', size: 1_000_000 }
        if (mood === 'stubborn') return { kind: 'conflict', size: 1 }
        const answer = await (mood === 'lies' ? third : other).addCheckpoint(utf8(body))
        if (answer.status === 409) return { kind: 'conflict', size: Number(answer.body) }
        const [line] = readSignatureLines(answer.body)!
        return {
          kind: 'cosigned',
          lines: signatureLine({ ...line!, name: other.key.name, keyId: other.key.keyId })
        }
      }
    }
    const clients = [witnessClient(witness.key, url), moody]
    const warnings: string[] = []
    const ports = ledgerPorts(databaseStorage(db), newPrivateKey(), {
      signers: [log],
      witnesses: clients,
      quorum: { threshold: 2, members: clients.map(({ key }) => key) },
      warn: (_, message) => void warnings.push(message)
    })
    const cosigner = createCosigner(ports, createProver(ports))
    const sequencer = await beginSequencing(ports, db, db)
    const next = async () => {
      await enqueue(
        db,
        Array.from({ length: 100 }, (_, i) => aDraft(i))
      )
      await sequencer.step()
      const all = await cosigner.cosign(db)
      const latest = (await ports.store.latest(db))!
      const check = checkNote(ed25519.verify, readCheckpoint(publishedNote(latest))!.note, [
        log.key,
        ...clients.map(({ key }) => key)
      ])
      assert.deepEqual(check.broken, [])
      return { all, lines: check.signed.length - 1, witnessed: latest.witnessedAt !== null }
    }
    const [both, one] = [
      { all: true, lines: 2, witnessed: true },
      { all: false, lines: 1, witnessed: false }
    ]
    assert.deepEqual(await next(), both)
    for (const [trouble, said] of [
      ['down', 'does not answer'],
      ['lies', 'answered with a wrong signature'],
      ['ahead', 'has signed a larger tree than this log has'],
      ['stubborn', 'refuses the checkpoint'],
      ['refuses', 'refuses the checkpoint']
    ] as const) {
      mood = trouble
      assert.deepEqual(await next(), one, trouble)
      assert.deepEqual(await next(), one, trouble)
      assert.deepEqual(warnings.splice(0), [`the witness ${other.key.name} ${said}`], 'it is told once')
      mood = 'good'
      assert.deepEqual(await next(), both, 'it catches up')
    }
    assert.equal((await fetch(`${url}/add-checkpoint`)).status, 404)
    assert.equal(
      (await fetch(`${url}/add-checkpoint`, { method: 'POST', body: 'x'.repeat(1_000_000) })).status,
      413
    )
    const hash = Buffer.from(nodeSha256(utf8(LOG_NAME))).toString('hex')
    const last = readCheckpoint(await (await fetch(`${url}/${hash}/checkpoint`)).text())!
    assert.equal(checkNote(ed25519.verify, last.note, [log.key, witness.key]).signed.length, 2)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

/** A log whose witnesses answer as a test says. */
async function aWitnessedLog(count: number) {
  const database = await testDatabase()
  const { db } = database
  await makeQueue(db)
  const moods = Array.from({ length: count }, () => ({
    answer: async (lines: string): Promise<WitnessAnswer> => ({ kind: 'cosigned', lines })
  }))
  const signers = moods.map((_, n) =>
    signerOf(`witness.test/${n}`, SIGNATURE_TYPES.cosignature, newPrivateKey())
  )
  const sign = (n: number, body: string, seconds = NOW.getTime() / 1_000) => {
    const { note } = readCheckpoint(body.slice(body.indexOf('\n\n') + 2))!
    return signatureLine(signNote(note.text, signers[n]!.key, signers[n]!.sign, seconds))
  }
  const clients = moods.map((mood, n): WitnessClient => ({
    key: signers[n]!.key,
    url: null,
    local: false,
    addCheckpoint: (body) => mood.answer(sign(n, body))
  }))
  const ports = ledgerPorts(databaseStorage(db), newPrivateKey(), {
    signers: [log],
    witnesses: clients,
    quorum: { threshold: count, members: clients.map(({ key }) => key) }
  })
  const sequencer = await beginSequencing(ports, db, db)
  const growBy = async (size: number) => {
    await enqueue(
      db,
      Array.from({ length: size }, (_, i) => aDraft(i))
    )
    await sequencer.step()
  }
  const standingNow = async () => standing(ports, (await ports.store.latest(db))!)
  const names = async () => (await standingNow()).witnesses.map(({ name }) => name).sort()
  const cosigner = createCosigner(ports, createProver(ports))
  return {
    db,
    ports,
    moods,
    sign,
    growBy,
    standingNow,
    names,
    cosigner,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]()
  }
}

const down = async (): Promise<WitnessAnswer> => ({ kind: 'down', reason: 'no answer' })

test('a witness that answers slowly holds up no other, and a line that came stays', async () => {
  await using world = await aWitnessedLog(2)
  const { db, moods, growBy, names, cosigner } = world
  const [quick, slow] = moods
  const good = quick!.answer
  let release = () => {}
  const held = new Promise<void>((resolve) => void (release = resolve))
  slow!.answer = async (lines) => {
    await held
    return good(lines)
  }
  await growBy(3)
  const first = cosigner.cosign(db)
  while (!(await names()).length) await pause(5)
  assert.deepEqual(await names(), ['witness.test/0'])
  await growBy(2)
  assert.equal(await cosigner.cosign(db), false)
  assert.deepEqual(await names(), ['witness.test/0'], 'the next tree is signed without waiting')
  release()
  await first
  slow!.answer = down
  await cosigner.cosign(db)
  slow!.answer = good
  quick!.answer = down
  assert.equal(await cosigner.cosign(db), true)
  assert.deepEqual(await names(), ['witness.test/0', 'witness.test/1'])
  assert.ok((await world.standingNow()).witnessed)
})

test('of old checkpoints the last that was witnessed is kept, whatever is newer in its hour', async () => {
  await using world = await aWitnessedLog(1)
  const { db, ports, growBy, cosigner } = world
  await growBy(1)
  await growBy(1)
  await cosigner.cosign(db)
  await growBy(1)
  await growBy(1)
  await sql`update ledger_checkpoint set at = '2026-01-01T10:00:00Z'`.execute(db)
  await ports.store.thinCheckpoints(db, new Date())
  assert.deepEqual(
    (await ports.store.recent(db, 9)).map(({ size }) => size),
    [4, 2]
  )
})

test('a witness is asked again after a failure of ours', async () => {
  await using world = await aWitnessedLog(1)
  const { db, ports, growBy, names } = world
  await growBy(3)
  let clock = Date.now()
  let failures = 2
  const cosigner = createCosigner(ports, createProver(ports))
  const failing = {
    async cosign(within: typeof db) {
      clock += 60_000
      if (failures-- > 0) throw new Error('the database is away')
      return cosigner.cosign(within)
    }
  }
  const stop = new AbortController()
  const working = work({ ...ports, now: () => new Date((clock += 1_000)) }, failing, db, stop.signal)
  while (!(await names()).length) await pause(20)
  stop.abort()
  await working
})

test('a signature of no time, or of none that could be shown, is none', async () => {
  await using world = await aWitnessedLog(1)
  const { db, ports, moods, growBy, names, cosigner } = world
  await growBy(3)
  const latest = (await ports.store.latest(db))!
  for (const seconds of [0, 8_640_000_000_001, Number.MAX_SAFE_INTEGER]) {
    moods[0]!.answer = async () => ({
      kind: 'cosigned',
      lines: world.sign(0, `old 0\n\n${latest.note}`, seconds)
    })
    assert.equal(await cosigner.cosign(db), false)
    assert.deepEqual(await names(), [])
  }
})

test('as many witnesses as a policy may name sign one checkpoint', async () => {
  await using world = await aWitnessedLog(32)
  const { db, ports, growBy, names, cosigner, standingNow } = world
  await growBy(3)
  assert.equal(await cosigner.cosign(db), true)
  assert.equal((await names()).length, 32)
  assert.ok((await standingNow()).witnessed)
  const lines = [...ports.witnesses, { key: log.key }].map(({ key }, n) => {
    const vkey = formatVerifierKey(
      verifierKey(nodeSha256, key.name, SIGNATURE_TYPES.cosignature, key.publicKey)
    )
    return `witness w${n} ${vkey}\n`
  })
  assert.ok(parsePolicy(nodeSha256, `${lines.slice(0, 32).join('')}quorum none\n`).ok)
  assert.ok(!parsePolicy(nodeSha256, `${lines.join('')}quorum none\n`).ok)
})

test('who goes away in the middle of a request is no fault of a witness', async () => {
  const faults: unknown[] = []
  const server = createWitnessServer(memoryWitness(), (error) => void faults.push(error))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  socket.write('POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 100\r\n\r\nold 0')
  await once(server, 'request')
  socket.destroy()
  server.close()
  await once(server, 'close')
  await pause(20)
  assert.deepEqual(faults, [])
})
