import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nodePrimitives, zlibDeflate } from '../adapters/node-primitives.ts'
import { PAPER_CHARS_MAX } from './paper.ts'
import { PROOF_CODE_PREFIX, proofCode, readProofCode } from './proof-code.ts'

const fileOf = (record: unknown, rest: string): string =>
  `c2sp.org/tlog-proof@v1\nextra ${Buffer.from(JSON.stringify(record)).toString('base64')}\n${rest}`
const REST = 'index 7\nMTIz\n\nlog.test/log\n8\nroot\n\n— log.test/log AAAA\n'

test('a proof file comes back from its code byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.string(), fc.string()),
      fc.string({ maxLength: 200 }),
      async (record, rest) => {
        const file = fileOf(record, REST + rest.toWellFormed())
        const code = await proofCode(file, zlibDeflate)
        assert.ok(code?.startsWith(PROOF_CODE_PREFIX))
        assert.equal(await readProofCode(code!, nodePrimitives), file)
      }
    )
  )
})

test('what has no record, or is more than a code holds, has no code', async () => {
  assert.equal(await proofCode(`c2sp.org/tlog-proof@v1\n${REST}`, zlibDeflate), null)
  const noise = Array.from({ length: 1_000 }, (_, at) => Math.sin(at).toString(36)).join('')
  assert.ok((await proofCode(fileOf(noise, REST), zlibDeflate)) === null)
})

test('broken codes and bombs are no files', async () => {
  const code = (await proofCode(fileOf({ minutes: 90 }, REST), zlibDeflate))!
  for (const broken of [
    code.slice(0, -3),
    `${PROOF_CODE_PREFIX}${code.slice(PROOF_CODE_PREFIX.length).replace(/./, '!')}`,
    code.replace(PROOF_CODE_PREFIX, 'ERIKTIX1:'),
    PROOF_CODE_PREFIX + '0'.repeat(PAPER_CHARS_MAX)
  ])
    assert.equal(await readProofCode(broken, nodePrimitives), null)
  const bomb = await proofCode(fileOf('x'.repeat(1_000_000), REST), zlibDeflate)
  assert.ok(bomb && bomb.length < PAPER_CHARS_MAX)
  assert.equal(await readProofCode(bomb, nodePrimitives), null)
})
