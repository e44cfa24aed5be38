import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ephemeralKeystore, openKeystore } from './keystore.ts'

test('the keystore file is made once, closed to others, and opens what it sealed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'erikti-keys-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'keystore.json')
  const first = await openKeystore(path)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  const sealed = first.encrypt('990615100015', 'person 1')
  const second = await openKeystore(path)
  assert.equal(second.decrypt(sealed, 'person 1'), '990615100015')
  assert.deepEqual(second.mac('iin-lookup', 'x'), first.mac('iin-lookup', 'x'))
})

test('processes that start at once have the same keys', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'erikti-keys-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'keystore.json')
  const opened = await Promise.all([openKeystore(path), openKeystore(path), openKeystore(path)])
  const macs = opened.map((keystore) => keystore.mac('iin-lookup', 'x').toString('hex'))
  assert.equal(new Set(macs).size, 1)
  assert.deepEqual(await readdir(folder), ['keystore.json'])
})

test('a damaged keystore opens nothing, and is left as it is', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'erikti-keys-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'keystore.json')
  const key = Buffer.alloc(32).toString('base64')
  for (const text of [
    '',
    '{"version":1',
    `{"version":1,"encryption":"${key}","mac":""}`,
    '{"version":1}',
    'null'
  ]) {
    await writeFile(path, text)
    await assert.rejects(openKeystore(path), /keystore\.json is damaged/, text)
    assert.equal(await readFile(path, 'utf8'), text)
  }
})

test('what is sealed for one place does not open in another, nor with a bit changed', () => {
  const keystore = ephemeralKeystore()
  const sealed = keystore.encrypt('990615100015', 'person 1')
  assert.throws(() => keystore.decrypt(sealed, 'person 2'))
  for (let index = 0; index < sealed.length; index++) {
    const bent = Buffer.from(sealed)
    bent[index]! ^= 1
    assert.throws(() => keystore.decrypt(bent, 'person 1'))
  }
  assert.ok(!sealed.includes('990615100015'))
})

test('two seals of one number differ, and each purpose has its own mac', () => {
  const keystore = ephemeralKeystore()
  assert.notDeepEqual(keystore.encrypt('1', 'p'), keystore.encrypt('1', 'p'))
  assert.notDeepEqual(keystore.mac('iin-lookup', 'x'), keystore.mac('shift-code', 'x'))
})
