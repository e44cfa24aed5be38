import assert from 'node:assert/strict'
import { test } from 'node:test'
import canonicalize from 'canonicalize'
import { toBase64, utf8 } from '#platform/prelude/bytes.ts'
import { ed25519, newPrivateKey, nodeSha256 as sha256 } from '../adapters/crypto.ts'
import { checkProofFile, formatDisclosure, type ProofCheck } from './check-proof.ts'
import { formatCheckpoint, readCheckpoint } from './checkpoint.ts'
import { commitRecord } from './commitment.ts'
import { encodeEntry, type Entry } from './entry.ts'
import { inclusionRanges, joinSubtrees, subtreesOf, treeHasher } from './merkle.ts'
import { formatNote, signNote, SIGNATURE_TYPES, verifierKey } from './note.ts'
import { formatProofFile, parseProofFile } from './proof-file.ts'

const jcs = (value: unknown): string => canonicalize(value)!
const crypto = { sha256, verify: ed25519.verify, canonicalize: jcs }
const hasher = treeHasher(sha256)

function aKey(name: string, type: number) {
  const { sign, publicKey } = ed25519.signer(newPrivateKey())
  return { key: verifierKey(sha256, name, type, publicKey), sign }
}
const log = aKey('example.com/log', SIGNATURE_TYPES.ed25519)
const witness = aKey('witness.example/w1', SIGNATURE_TYPES.cosignature)
const trust = {
  keys: { log: [log.key], witnesses: [witness.key] },
  quorum: { threshold: 1, members: [witness.key] }
}

const salt = new Uint8Array(32).fill(9)
const record = { v: 'erikti/record/v1', minutes: 140, title: { kk: 'Ағаш отырғызу' } }
const entryOf = (change: Partial<Entry> = {}) =>
  encodeEntry({
    type: 'record',
    commitment: commitRecord(sha256, salt, jcs(record)),
    amends: null,
    ...change
  })

const rootOf = (leaves: readonly Uint8Array[], start: number, end: number): Uint8Array =>
  joinSubtrees(
    hasher,
    subtreesOf({ start, end }).map(({ level, index }) => {
      const width = 2 ** level
      if (level === 0) return leaves[index]!
      return hasher.node(
        rootOf(leaves, index * width, index * width + width / 2),
        rootOf(leaves, index * width + width / 2, (index + 1) * width)
      )
    })
  )

/** A proof of one entry at `index` among strangers. */
function aProof({
  index = 5,
  size = 11,
  entry = entryOf(),
  amends = null as number | null,
  bare = false
} = {}) {
  const leaves = Array.from({ length: size }, (_, i) => hasher.leaf(i === index ? entry : Uint8Array.of(i)))
  const text = formatCheckpoint({
    origin: log.key.name,
    size,
    root: rootOf(leaves, 0, size),
    extensions: []
  })
  const signatures = [
    signNote(text, log.key, log.sign),
    signNote(text, witness.key, witness.sign, 1_700_000_000)
  ]
  return formatProofFile({
    index,
    proof: inclusionRanges(index, size).map(({ start, end }) => rootOf(leaves, start, end)),
    signed: readCheckpoint(formatNote({ text, signatures }))!,
    extra: bare ? null : formatDisclosure(jcs, { salt, record, amends })
  })
}

const check = (text: string, known: Uint8Array | null = null): ProofCheck => {
  const file = parseProofFile(utf8(text))
  return file ? checkProofFile(file, trust, crypto, known) : { ok: false, reason: 'unreadable' }
}
const reason = (checked: ProofCheck) => (checked.ok ? null : checked.reason)

test('a file with its record proves itself, first versions and corrections alike', () => {
  const first = check(aProof())
  assert.ok(first.ok)
  assert.deepEqual(
    [first.entry.type, first.witnessed, first.recordMatches, first.record],
    ['record', true, true, record]
  )
  for (const type of ['amend', 'revoke'] as const) {
    const checked = check(aProof({ entry: entryOf({ type, amends: 3 }), amends: 3 }))
    assert.ok(checked.ok)
    assert.deepEqual([checked.entry.type, checked.entry.amends], [type, 3])
  }
})

test('a file for another leaf, another tree, a larger index or another log is refused by name', () => {
  assert.equal(reason(check(aProof().replace('index 5', 'index 4'))), 'not-included')
  assert.equal(reason(check(aProof().replace('index 5', 'index 11'))), 'not-included')
  assert.equal(reason(check(aProof().replace('index 5', 'index 9007199254740991'))), 'not-included')
  assert.equal(reason(check(aProof({ amends: 2 }))), 'not-included')
  assert.equal(reason(check(aProof({ entry: entryOf({ commitment: new Uint8Array(32) }) }))), 'not-included')
  const [of11, of12] = [aProof(), aProof({ size: 12 })]
  const tree = (file: string) => file.slice(file.indexOf('\n\n'))
  assert.equal(reason(check(of11.replace(tree(of11), tree(of12)))), 'not-included')
  assert.equal(reason(check(of11.replaceAll('example.com/log', 'example.com/gol'))), 'unknown-origin')
  const stranger = { ...trust, keys: { ...trust.keys, log: [aKey('example.com/log', 1).key] } }
  const file = parseProofFile(utf8(of11))!
  assert.equal(reason(checkProofFile(file, stranger, crypto, null)), 'not-signed')
})

test('without its record a file needs somebody who knows the entry', () => {
  const bare = aProof({ bare: true })
  assert.equal(reason(check(bare)), 'no-record')
  const known = check(bare, entryOf())
  assert.ok(known.ok)
  assert.equal(known.recordMatches, null)
  assert.equal(reason(check(bare, new Uint8Array())), 'not-included')
})

test('where the entry is known, another record beside it is told from another entry', () => {
  const other = aProof().replace(
    /^extra .*$/m,
    `extra ${toBase64(formatDisclosure(jcs, { salt, record: { ...record, minutes: 141 }, amends: null }))}`
  )
  const checked = check(other, entryOf())
  assert.ok(checked.ok)
  assert.equal(checked.recordMatches, false)
  assert.equal(reason(check(other)), 'not-included')
})

test('a record has one spelling in the file', () => {
  const spelled = (text: string) => aProof().replace(/^extra .*$/m, `extra ${toBase64(utf8(text))}`)
  const whole = jcs({ salt: toBase64(salt), record })
  assert.ok(check(spelled(whole)).ok)
  for (const text of [
    '',
    'null',
    '[]',
    ` ${whole}`,
    whole.replace('{"record"', '{"a":1,"record"'),
    whole.replace('"minutes":140', '"minutes":140.0'),
    whole.replace('"minutes":140', '"minutes":1,"minutes":140'),
    whole.replace('"salt":"', '"salt":"AAAA'),
    jcs({ salt: toBase64(salt), record, amends: null }),
    jcs({ salt: toBase64(salt), record, amends: -1 }),
    jcs({ salt: toBase64(salt), record, amends: '3' }),
    `{"record":${'['.repeat(20_000)}${']'.repeat(20_000)},"salt":"${toBase64(salt)}"}`
  ])
    assert.equal(reason(check(spelled(text))), 'unreadable', text.slice(0, 80))
})

test('a bit flipped in any byte of a proof file takes it down, or takes a witness away', () => {
  const whole = utf8(aProof())
  for (let at = 0; at < whole.length; at++)
    for (const bit of [1, 4, 32, 128]) {
      const text = Buffer.from(whole.map((byte, i) => (i === at ? byte ^ bit : byte)))
      const file = parseProofFile(text)
      const checked = file && checkProofFile(file, trust, crypto, null)
      // Lines of keys that nobody knows are passed over, as signed notes say: the quorum is then not met.
      assert.ok(!checked?.ok || !checked.witnessed, `byte ${at}`)
    }
})
