import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { utf8 } from '#platform/prelude/bytes.ts'
import { TileConflictError } from '../app/ports.ts'
import { folderStorage } from './folder-storage.ts'

const folder = await mkdtemp(join(tmpdir(), 'erikti-tiles-'))
after(() => rm(folder, { recursive: true, force: true }))

const object = (path: string) => ({ path, bytes: utf8(path) })

test('a log whose folders were taken away while it ran goes on with the next try', async () => {
  const root = join(folder, 'deep', 'log')
  const storage = folderStorage(root)
  await storage.put([object('tile/0/001'), object('tile/1/000.p/1'), object('tile/entries/x001/000')])
  for (const gone of ['tile', 'unfinished', '']) {
    await rm(join(root, gone), { recursive: true })
    const next = object(`tile/0/x00${gone.length}/002`)
    await storage.put([object('tile/0/001'), next]).catch(() => {})
    await storage.put([object('tile/0/001'), next])
    assert.deepEqual(await storage.get(next.path), Buffer.from(next.bytes))
  }
  assert.deepEqual(await readdir(join(root, 'unfinished')), [])
  await assert.rejects(storage.put([{ ...object('tile/0/001'), bytes: utf8('x') }]), TileConflictError)
  await storage.put([object('tile/1/000.p/2')])
  await storage.dropPartials(['tile/1/000'])
  await storage.put([object('tile/1/000.p/2')])
  assert.ok(await storage.get('tile/1/000.p/2'))
})
