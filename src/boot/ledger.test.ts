import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { nodeSha256 } from '#features/ledger/adapters/crypto.ts'
import { formatCheckpoint } from '#features/ledger/domain/checkpoint.ts'
import { formatNote, signNote } from '#features/ledger/domain/note.ts'
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
