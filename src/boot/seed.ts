import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError, readConfig } from './config.ts'
import { isEmpty, isThere, openResources, type OpenResources } from './resources.ts'

type Say = (line: string) => void

const markOf = (home: string): string => join(home, 'demo-world.unfinished')

/** Fills an empty database with the demo world. */
export async function seed(say: Say): Promise<void> {
  const config = readConfig(process.env)
  await using resources = await openResources(config, say)
  if (!(await isEmpty(resources.db)))
    throw new ConfigError('the database has people already; the demo world is for an empty one')
  const mark = markOf(config.home)
  await writeFile(mark, 'The demo world was being made here. Left behind, it says that nobody finished it.\n')
  // A whole country: only whoever makes it carries its texts and its code.
  const { seedDemoWorld } = await import('./demo-world.ts')
  await seedDemoWorld(resources, say)
  await rm(mark)
}

/**
 * At the start of a demo installation: seeds it if it is empty. In a process of its own, so that the memory that a
 * whole country takes is given back; says false when we were told to stop meanwhile.
 */
export async function settleDemoWorld(
  { config, db, databaseUrl }: OpenResources,
  { say, stop }: { say: Say; stop: Promise<void> }
): Promise<boolean> {
  if (!config.demoWorld) return true
  if (!(await isEmpty(db))) {
    if (await isThere(markOf(config.home)))
      say(`the demo world is only half made; delete ${config.home} and start again to have all of it`)
    return true
  }
  const cli = fileURLToPath(new URL('./cli.ts', import.meta.url))
  const child = spawn(process.execPath, [cli, 'seed'], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'inherit', 'inherit']
  })
  const ended = once(child, 'exit')
  const stopped = await Promise.race([ended.then(() => false), stop.then(() => true)])
  if (stopped) child.kill()
  const [code] = (await ended) as [number | null]
  if (!stopped && code !== 0) throw new Error('the demo world could not be made')
  return !stopped
}
