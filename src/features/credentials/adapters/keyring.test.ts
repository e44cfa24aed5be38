import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ephemeralKeystore } from '#platform/keystore/keystore.ts'
import { anIssuer, ISSUER_NAME, PUBLIC_URL } from '#tests/support/credentials.ts'
import { utf8 } from '../domain/bytes.ts'
import { didDocument, didOf, isCurrent } from '../domain/keys.ts'
import { fileStorage, keyring } from './keyring.ts'
import { nodePrimitives } from './node-primitives.ts'

const NOW = new Date('2026-11-23T05:00:00Z')
let folder: string

before(async () => void (folder = await mkdtemp(join(tmpdir(), 'erikti-keys-'))))
after(() => rm(folder, { recursive: true }))

const inFile = (name: string, keystore = ephemeralKeystore(), { publicUrl = PUBLIC_URL, now = NOW } = {}) =>
  keyring({
    storage: fileStorage(join(folder, name)),
    keystore,
    publicUrl,
    issuerName: ISSUER_NAME,
    now: () => now
  })

test('keys are made at first use, sign, and are the same for whoever opens the file next', async () => {
  const keystore = ephemeralKeystore()
  const keys = await inFile('first.json', keystore).list()
  assert.deepEqual(
    keys.map(({ algorithm }) => algorithm),
    ['Ed25519', 'ES256']
  )
  const again = inFile('first.json', keystore)
  assert.deepEqual(await again.list(), keys)
  const data = utf8('erikti')
  for (const { keyId, algorithm, jwk } of keys) {
    const signature = await again.sign(keyId, data)
    assert.ok(await nodePrimitives.verify(algorithm, jwk, data, signature))
    assert.ok(!(await nodePrimitives.verify(algorithm, jwk, utf8('eriktj'), signature)))
  }
})

test('the file is for its owner alone and holds no private key in the clear', async () => {
  const keys = inFile('sealed.json')
  await keys.list()
  const path = join(folder, 'sealed.json')
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  const text = await readFile(path, 'utf8')
  assert.ok(!text.includes('"d"') && !text.includes('PRIVATE'))
  const stranger = inFile('sealed.json', ephemeralKeystore())
  await assert.rejects(stranger.sign((await stranger.list())[0]!.keyId, utf8('x')))
})

test('two processes that start at once end up with the same keys', async () => {
  const keystore = ephemeralKeystore()
  const [one, other] = await Promise.all([
    inFile('race.json', keystore).list(),
    inFile('race.json', keystore).list()
  ])
  assert.deepEqual(one, other)
})

test('a rotated key signs no more and stays in the DID document; a revoked one vouches for nothing', async () => {
  const { keys } = anIssuer(() => NOW)
  const old = (await keys.list())[0]!
  const fresh = await keys.rotate('Ed25519', NOW)
  await assert.rejects(keys.sign(old.keyId, utf8('x')))
  const did = didOf(PUBLIC_URL)
  const rotated = didDocument({ did, keys: await keys.list() })
  assert.equal(rotated.id, 'did:web:erikti.example')
  assert.equal(rotated.assertionMethod.length, 3)

  await keys.revoke(fresh.keyId, NOW)
  const after = await keys.list()
  assert.ok(
    after.some((key) => key.algorithm === 'Ed25519' && isCurrent(key)),
    'another one takes over'
  )
  const revoked = didDocument({ did, keys: after })
  assert.ok(!revoked.assertionMethod.includes(`${did}#${fresh.keyId}`))
  const method = revoked.verificationMethod.find(({ id }) => id.endsWith(fresh.keyId))
  assert.equal(method && 'revoked' in method ? method.revoked : null, '2026-11-23T05:00:00Z')
})

test('the chain is one that a stranger verifies up to the root', async () => {
  const { keys } = anIssuer(() => NOW)
  const [leaf, root] = (await keys.chainPem())
    .split(/(?<=-----END CERTIFICATE-----\n)/)
    .map((pem) => new X509Certificate(pem))
  assert.ok(leaf!.checkIssued(root!) && leaf!.verify(root!.publicKey) && root!.verify(root!.publicKey))
  assert.ok(root!.ca && !leaf!.ca)
  assert.equal(leaf!.subjectAltName, 'URI:https://erikti.example, DNS:erikti.example')
  const [, es256] = await keys.list()
  const { x, y } = leaf!.publicKey.export({ format: 'jwk' })
  assert.deepEqual({ x, y }, { x: (es256!.jwk as { x: string }).x, y: (es256!.jwk as { y: string }).y })
})

test('a chain of somebody else replaces ours only when it is for our key', async () => {
  const { keys } = anIssuer(() => NOW)
  assert.match(await keys.certificateRequest(), /^-----BEGIN CERTIFICATE REQUEST-----/)
  const stranger = anIssuer(() => NOW)
  await assert.rejects(keys.replaceChain(await stranger.keys.chainPem()), /another key/)
  await assert.rejects(keys.replaceChain('nothing'), /no certificate/)
  const before = (await keys.list())[1]!
  const replaced = await keys.replaceChain(await keys.chainPem())
  assert.equal(replaced.chain.length, 1, 'the root stays with the reader')
  assert.deepEqual(replaced.formerLeaves, before.chain)
})

test('a chain that wallets would not take for us, now, is not put in place', async () => {
  const keystore = ephemeralKeystore()
  const pem = await inFile('named.json', keystore).chainPem()
  const moved = inFile('named.json', keystore, { publicUrl: 'https://elsewhere.example' })
  await assert.rejects(moved.replaceChain(pem), /does not name elsewhere.example/)
  const before = inFile('named.json', keystore, { now: new Date('2026-11-01T00:00:00Z') })
  await assert.rejects(before.replaceChain(pem), /not valid yet/)
  const after = inFile('named.json', keystore, { now: new Date('2040-01-01T00:00:00Z') })
  await assert.rejects(after.replaceChain(pem), /expired/)
})
