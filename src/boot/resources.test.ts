import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { aPerson } from '#tests/support/people.ts'
import { testWorld } from '#tests/support/world.ts'
import { ConfigError, readConfig } from './config.ts'
import { openResources } from './resources.ts'

test('a keystore that was lost is not made anew: nobody in the database would be found by their IIN again', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'erikti-home-'))
  t.after(() => rm(home, { recursive: true }))
  await using world = await testWorld()
  const config = readConfig({ ERIKTI_HOME: home, DATABASE_URL: world.database.url })
  const open = async (): Promise<void> => {
    await using _ = await openResources(config, () => {})
  }
  await aPerson(world)
  await assert.rejects(open, (error) => error instanceof ConfigError && error.message.includes(home))
  assert.ok(!(await readdir(home)).includes('keystore.json'))
})

test('the first start on an empty database makes a keystore, and later ones take it', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'erikti-home-'))
  t.after(() => rm(home, { recursive: true }))
  await using world = await testWorld()
  const config = readConfig({ ERIKTI_HOME: home, DATABASE_URL: world.database.url })
  const open = async (): Promise<void> => {
    await using _ = await openResources(config, () => {})
  }
  await open()
  await aPerson(world)
  await open()
})
