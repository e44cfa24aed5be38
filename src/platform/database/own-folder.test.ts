import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ownFolder } from './own-folder.ts'

test('a folder is ours alone; one that others may have laid there for us is refused', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'erikti-own-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'socket')
  await ownFolder(path)
  assert.equal((await stat(path)).mode & 0o777, 0o700)
  await ownFolder(path)

  await chmod(path, 0o777)
  await assert.rejects(ownFolder(path), /others/)
  await symlink(path, join(folder, 'link'))
  await assert.rejects(ownFolder(join(folder, 'link')), /others/)
  await mkdir(join(folder, 'foreign'), { mode: 0o700 })
  await assert.rejects(ownFolder(join(folder, 'foreign'), 12_345), /others/)
})
