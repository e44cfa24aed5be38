import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { utf8 } from '#platform/prelude/bytes.ts'
import { ed25519, newPrivateKey, nodeSha256 as sha256 } from '../adapters/crypto.ts'
import { checkCheckpoint, formatCheckpoint, parseCheckpoint, readCheckpoint } from './checkpoint.ts'
import {
  checkNote,
  formatNote,
  formatVerifierKey,
  parseNote,
  parseVerifierKey,
  signNote,
  SIGNATURE_TYPES,
  verifierKey
} from './note.ts'
import { isQuorum, parsePolicy } from './policy.ts'
import { formatProofFile, parseProofFile } from './proof-file.ts'

function aKey(name: string, type: number) {
  const { sign, publicKey } = ed25519.signer(newPrivateKey())
  return { key: verifierKey(sha256, name, type, publicKey), sign }
}

const log = aKey('example.com/log', SIGNATURE_TYPES.ed25519)
const witness = aKey('witness.example/w1', SIGNATURE_TYPES.cosignature)
const body = formatCheckpoint({
  origin: 'example.com/log',
  size: 7,
  root: new Uint8Array(32).fill(7),
  extensions: []
})
const whole = formatNote({
  text: body,
  signatures: [signNote(body, log.key, log.sign), signNote(body, witness.key, witness.sign, 1_679_315_147)]
})

test('the example of signed-note verifies under its key, and no changed byte of it does', () => {
  const key = parseVerifierKey(
    sha256,
    'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
  )
  assert.ok(key)
  assert.equal(
    formatVerifierKey(key),
    'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
  )
  const text =
    'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n'
  const bytes = utf8(text)
  const note = parseNote(bytes)
  assert.ok(note)
  assert.equal(formatNote(note), text)
  assert.equal(checkNote(ed25519.verify, note, [key]).signed.length, 1)
  for (let at = 0; at < bytes.length; at++)
    for (const bit of [1, 128]) {
      const changed = parseNote(bytes.map((byte, i) => (i === at ? byte ^ bit : byte)))
      const check = changed && checkNote(ed25519.verify, changed, [key])
      assert.ok(!check?.signed.length || check.broken.length, `byte ${at}`)
    }
})

test('a key whose id does not follow from it is refused', () => {
  for (const text of [
    'example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    'example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    'example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    'example.com/foo+530d903a+',
    '+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
  ])
    assert.equal(parseVerifierKey(sha256, text), null)
})

test('notes that break a rule of the form are no notes', () => {
  const line = whole.slice(whole.indexOf('—'))
  for (const text of [
    '',
    'text\n',
    'text\n\n',
    `text${line}`,
    `text\n\n${line}`.slice(0, -1),
    `te\u0000xt\n\n${line}`,
    `te\rxt\n\n${line}`,
    `text\n\n${line.replace('— ', '- ')}`,
    `text\n\n${line.replace('example.com/log', 'example.com/+')}`,
    `text\n\n${line.replace('example.com/log', 'example.com/\u00a0')}`,
    `text\n\n— name AAAA\n`,
    `text\n\n— name AAAAAAA\n`,
    `text\n\n${'— name AAAAAAA=\n'.repeat(65)}`
  ])
    assert.equal(parseNote(utf8(text)), null, JSON.stringify(text))
  assert.equal(parseNote(Uint8Array.of(0xff, 0x0a, 0x0a)), null)
  assert.equal(parseNote(new Uint8Array(131_073).fill(0x0a)), null)
})

test('a checkpoint is good with the log’s signature, and refused with one known signature broken', () => {
  const signed = readCheckpoint(whole)!
  const keys = { log: [log.key], witnesses: [witness.key] }
  const check = checkCheckpoint(ed25519.verify, signed, keys)
  assert.ok(check.ok)
  assert.deepEqual(
    check.witnesses.map(({ seconds }) => seconds),
    [1_679_315_147]
  )
  const reason = (text: string, given = keys) => {
    const result = checkCheckpoint(ed25519.verify, readCheckpoint(text)!, given)
    return result.ok ? null : result.reason
  }
  const other = aKey('example.com/log', SIGNATURE_TYPES.ed25519)
  const late = signNote(body, witness.key, witness.sign, 1_679_315_148)
  const forged = { ...late, signature: late.signature.map((byte, i) => (i === 7 ? byte + 1 : byte)) }
  assert.equal(reason(whole, { ...keys, log: [other.key] }), 'not-signed')
  assert.equal(reason(whole.replace('example.com/log\n', 'example.com/gol\n')), 'unknown-origin')
  assert.equal(reason(whole.replace('\n7\n', '\n8\n')), 'bad-signature')
  assert.equal(
    reason(formatNote({ text: body, signatures: [signNote(body, log.key, log.sign), forged] })),
    'bad-signature'
  )
  assert.equal(reason(formatNote({ text: body, signatures: [late] })), 'not-signed')
})

test('the text of a checkpoint is read strictly', () => {
  const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='
  assert.equal(parseCheckpoint(`example.com/a\n20852163\n${root}\n`)?.size, 20_852_163)
  assert.deepEqual(parseCheckpoint(`o\n0\n${root}\nmore\n`)?.extensions, ['more'])
  for (const text of [
    `\n1\n${root}\n`,
    `o\n01\n${root}\n`,
    `o\n-1\n${root}\n`,
    `o\n1e3\n${root}\n`,
    `o\n9007199254740993\n${root}\n`,
    `o\n1\n${root.slice(0, -1)}\n`,
    `o\n1\n${root}\n\n`,
    `o\n1\n${root}`,
    `o\n1\nAAAA\n`,
    'o\n1\n'
  ])
    assert.equal(parseCheckpoint(text), null, JSON.stringify(text))
})

test('a proof file reads back; a changed line does not', () => {
  const file = {
    index: 3,
    proof: [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)],
    signed: readCheckpoint(whole)!,
    extra: utf8('қосымша')
  }
  assert.deepEqual(parseProofFile(utf8(formatProofFile(file))), file)
  const bare = { ...file, extra: null, proof: [] }
  assert.deepEqual(parseProofFile(utf8(formatProofFile(bare))), bare)
  const text = formatProofFile(file)
  for (const bad of [
    text.replace('@v1', '@v2'),
    text.replace('index 3', 'index 03'),
    text.replace('extra ', 'extra  '),
    text.replace('AQ', 'A'),
    text.replace('\n\n', '\n')
  ])
    assert.equal(parseProofFile(utf8(bad)), null)
})

test('no bytes at all make a reader throw', () => {
  const anyText = fc.oneof(fc.uint8Array({ maxLength: 500 }), fc.string({ maxLength: 300 }).map(utf8))
  const spoilt = fc
    .record({ at: fc.nat({ max: whole.length }), by: fc.uint8Array({ maxLength: 4 }) })
    .map(({ at, by }) => {
      const bytes = utf8(whole)
      return new Uint8Array([...bytes.slice(0, at), ...by, ...bytes.slice(at)])
    })
  fc.assert(
    fc.property(fc.oneof(anyText, spoilt), (bytes) => {
      parseNote(bytes)
      readCheckpoint(bytes)
      parseProofFile(bytes)
      parsePolicy(sha256, Buffer.from(bytes).toString('latin1'))
    })
  )
})

test('a policy counts its quorum through groups of groups', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => aKey(name, SIGNATURE_TYPES.cosignature).key)
  const vkey = (key: typeof a) => formatVerifierKey(key!)
  const text = `# whom we believe
log ${formatVerifierKey(log.key)} https://example.com/log/
witness A ${vkey(a)} https://a.example/
witness B ${vkey(b)}
witness C ${vkey(c)}
\twitness D ${vkey(d)}
group ab 1 A B
group all all ab C
quorum all
`
  const parsed = parsePolicy(sha256, text)
  assert.ok(parsed.ok)
  const { quorum, witnesses, logs } = parsed.value
  assert.equal(logs[0]?.url, 'https://example.com/log')
  const key = (name: string) => witnesses.find((one) => one.name === name)!.key
  assert.ok(isQuorum(quorum, [key('A'), key('C')]))
  assert.ok(!isQuorum(quorum, [key('A'), key('B'), key('D')]))
  const errorOf = (changed: string) => {
    const result = parsePolicy(sha256, changed)
    return result.ok ? null : result.error
  }
  assert.match(errorOf(text.replace('quorum all', '')) ?? '', /no quorum/)
  assert.match(errorOf(text.replace('group ab 1', 'group ab 3')) ?? '', /line 7/)
  assert.match(errorOf(text.replace('all all ab C', 'all all ab A')) ?? '', /already in a group/)
  assert.match(errorOf(text.replace('quorum all', 'quorum other')) ?? '', /not defined/)
  assert.match(errorOf(text.replace('witness B', 'witness none')) ?? '', /taken/)
  const none = parsePolicy(sha256, 'quorum none\n')
  assert.ok(none.ok && isQuorum(none.value.quorum, []))
})
