import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { equalBytes, utf8 } from '#platform/prelude/bytes.ts'
import { ed25519, newPrivateKey, nodeSha256 as sha256 } from '../adapters/crypto.ts'
import { certifiedKey } from '../adapters/certificate.ts'
import { unzip } from '../adapters/unzip.ts'
import { signerOf } from '../adapters/key-file.ts'
import { formatCheckpoint } from '../domain/checkpoint.ts'
import { encodeEntry } from '../domain/entry.ts'
import { treeHasher } from '../domain/merkle.ts'
import { formatNote, signNote, SIGNATURE_TYPES } from '../domain/note.ts'
import { bundlePath, EMPTY_EDGE, encodeBundle, grow, rootOf, TILE_WIDTH, tilePath } from '../domain/tiles.ts'
import { auditLog } from './audit.ts'

const hasher = treeHasher(sha256)
const log = signerOf('log.test/log', SIGNATURE_TYPES.ed25519, newPrivateKey())
const witness = signerOf('witness.test/one', SIGNATURE_TYPES.cosignature, newPrivateKey())
const policy = {
  logs: [{ key: log.key, url: null }],
  witnesses: [{ name: 'one', key: witness.key, url: null }],
  quorum: { threshold: 1, members: [witness.key] }
}

/** Everything at the public addresses of a log, by path. */
function aLog(size: number, salt = '') {
  const entries = Array.from({ length: size }, (_, i) =>
    encodeEntry({ type: 'record', commitment: sha256(utf8(`${salt}${i}`)), amends: null })
  )
  const { edge, tiles } = grow(
    hasher,
    EMPTY_EDGE,
    entries.map((entry) => hasher.leaf(entry))
  )
  const root = rootOf(hasher, edge)
  const text = formatCheckpoint({ origin: log.key.name, size, root, extensions: [] })
  const note = formatNote({
    text,
    signatures: [signNote(text, log.key, log.sign), signNote(text, witness.key, witness.sign, 1_700_000_000)]
  })
  const files = new Map(tiles.map((tile) => [tilePath(tile), tile.bytes]))
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const bundle = entries.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH)
    files.set(bundlePath({ index, width: bundle.length }), encodeBundle(bundle))
  }
  files.set('checkpoint', utf8(note))
  return { files, root, size }
}

const audit = (files: ReadonlyMap<string, Uint8Array>, known: { size: number; root: Uint8Array }[] = []) =>
  auditLog({
    source: {
      checkpoint: async () => files.get('checkpoint') ?? null,
      get: async (path) => files.get(path) ?? null
    },
    crypto: { sha256, verify: ed25519.verify },
    policy,
    known
  })

const flipped = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))

/** A stranger's program notices: by a finding, or by a witness that is not there any more. */
async function assertNoticed(files: ReadonlyMap<string, Uint8Array>, path: string, bit: number) {
  const report = await audit(new Map([...files, [path, flipped(files.get(path)!, bit)]]))
  assert.ok(report.findings.length || (path === 'checkpoint' && !report.witnessed), `${path}, bit ${bit}`)
}

test('a bit flipped in any byte of a checkpoint, a tile or a bundle is noticed', async () => {
  const { files } = aLog(5)
  const sound = await audit(files)
  assert.deepEqual([sound.findings, sound.witnessed], [[], true])
  assert.equal(files.size, 3)
  for (const [path, bytes] of files)
    for (let at = 0; at < bytes.length; at++) await assertNoticed(files, path, at * 8 + ((at * 5) % 8))
})

test('in a log of several tiles, too', async () => {
  const { files } = aLog(700)
  assert.deepEqual((await audit(files)).findings, [])
  const anyBit = fc
    .constantFrom(...files.keys())
    .chain((path) => fc.tuple(fc.constant(path), fc.nat({ max: files.get(path)!.length * 8 - 1 })))
  await fc.assert(
    fc.asyncProperty(anyBit, ([path, bit]) => assertNoticed(files, path, bit)),
    { numRuns: 200 }
  )
})

test('of two checkpoints of one size the second is named by whoever kept the first', async () => {
  const [one, other] = [aLog(9), aLog(9, 'other ')]
  assert.ok(!equalBytes(one.root, other.root))
  assert.deepEqual((await audit(other.files)).findings, [], 'each alone is sound')
  const { findings } = await audit(other.files, [one])
  assert.deepEqual(
    findings.map(({ kind }) => kind),
    ['history-changed']
  )
})

test('a log that grows while it is audited is read on, and held to what was read before', async () => {
  const [first, second, other] = [aLog(300), aLog(700), aLog(700, 'other ')]
  const grownTo = async ({ files }: ReturnType<typeof aLog>) => {
    let now = first.files
    const report = await auditLog({
      source: {
        checkpoint: async () => now.get('checkpoint')!,
        // What was there stays there; a tile that has grown full stands beside its part.
        get: async (path) => now.get(path) ?? first.files.get(path) ?? null,
        site: {
          // No keys, so that the auditor waits.
          get: async (path) => (path === '/.well-known/did.json' ? utf8('{}') : null),
          unzip,
          certifiedKey
        }
      },
      crypto: { sha256, verify: ed25519.verify },
      policy,
      wait: async () => void (now = files)
    })
    const kinds = new Set(report.findings.map(({ kind }) => kind))
    assert.ok(kinds.delete('keys-unreadable'))
    return { kinds, size: report.checkpoint?.size, records: report.entries.record }
  }
  assert.deepEqual(await grownTo(first), { kinds: new Set(), size: 300, records: 300 })
  assert.deepEqual(await grownTo(second), { kinds: new Set(), size: 700, records: 700 })
  assert.ok((await grownTo(other)).kinds.has('history-changed'))
  assert.ok((await grownTo(aLog(290))).kinds.has('log-shrank'))
  assert.ok((await grownTo(aLog(300, 'other '))).kinds.has('history-changed'))
})
