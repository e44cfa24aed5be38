import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { nodeSha256 } from '#features/ledger/adapters/crypto.ts'
import { formatCheckpoint } from '#features/ledger/domain/checkpoint.ts'
import { openKeyFile } from '#features/ledger/adapters/key-file.ts'
import { formatNote, formatVerifierKey, signNote, SIGNATURE_TYPES } from '#features/ledger/domain/note.ts'
import { parsePolicy } from '#features/ledger/domain/policy.ts'
import { readConfig } from './config.ts'
import { openLogBook } from './ledger.ts'

const home = await mkdtemp(join(tmpdir(), 'erikti-book-'))
after(() => rm(home, { recursive: true, force: true }))

test('the demo world’s witnesses are processes that sign, and end with us', async () => {
  const config = readConfig({ ERIKTI_HOME: home })
  let last: readonly string[] = []
  {
    await using book = await openLogBook(config)
    const text = formatCheckpoint({
      origin: book.signer.key.name,
      size: 0,
      root: nodeSha256(new Uint8Array()),
      extensions: []
    })
    const note = formatNote({ text, signatures: [signNote(text, book.signer.key, book.signer.sign)] })
    const ask = () => Promise.all(book.witnesses.map((witness) => witness.addCheckpoint(`old 0\n\n${note}`)))
    assert.deepEqual(
      (await ask()).map(({ kind }) => kind),
      ['cosigned', 'cosigned']
    )
    last = book.witnesses.map(({ key }) => key.name)
    assert.ok(book.witnesses.every(({ local }) => local))
    assert.match(book.policy, /^log localhost:3000\/log\+/)
  }
  // Disposed of: their files are free again, and their keys the same.
  await using again = await openLogBook({ ...config, publicUrl: 'http://localhost:4000' })
  assert.deepEqual(
    again.witnesses.map(({ key }) => key.name),
    last
  )
  assert.equal(again.signer.key.name, 'localhost:3000/log', 'a log keeps its name when its address changes')
})

test('the policy of an operator is published with the log in it', async () => {
  const path = join(home, 'policy.txt')
  const witness = 'witness one localhost/witness-1+b35fc23e+BPrjegBXO80rsVg6gMAm/H7B2wbC0fnrBhKdZxcUpE3B'
  const settings = { ERIKTI_HOME: home, LOG_POLICY: path }
  await writeFile(path, `${witness} http://127.0.0.1:9\nquorum one\n`)
  await using book = await openLogBook(readConfig(settings))
  const published = parsePolicy(nodeSha256, book.policy)
  assert.ok(published.ok)
  assert.deepEqual(
    published.value.logs.map(({ key }) => key.name),
    [book.signer.key.name]
  )
  await writeFile(path, book.policy)
  await using again = await openLogBook(readConfig(settings))
  assert.equal(again.policy, book.policy)
})

test('two that start at once in a new installation sign with one key', async () => {
  const fresh = await mkdtemp(join(home, 'fresh-'))
  const path = join(fresh, 'log-key.json')
  const signers = await Promise.all(
    Array.from({ length: 8 }, () => openKeyFile(path, 'log.test/log', SIGNATURE_TYPES.ed25519))
  )
  assert.equal(new Set(signers.map(({ key }) => formatVerifierKey(key))).size, 1)
  assert.deepEqual(await readdir(fresh), ['log-key.json'])
  assert.equal((await stat(path)).mode & 0o777, 0o600)
})
