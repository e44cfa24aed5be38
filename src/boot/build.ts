import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { PageHandler } from './server.ts'

const run = promisify(execFile)

const root = fileURLToPath(new URL('../../', import.meta.url))
const stamp = join(root, 'build', 'sources.sha256')
/** Whatever the pages are made of. */
const SOURCES = ['src', 'static', 'data', 'vite.config.ts', 'tools/slim.ts', 'package.json']

/** Builds the pages when they were never built or their sources have changed since. */
export async function ensureBuilt(say: (line: string) => void): Promise<void> {
  const now = await sourcesHash()
  const before = await readFile(stamp, 'utf8').catch(() => '')
  if (before === now) return
  say('building the pages (once after each change, about half a minute)')
  // A process of its own: what the bundler needs of memory is gone when it ends.
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  await run(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root })
  await writeFile(stamp, now)
}

/** The pages as they were built. What they ask about a request, `server.ts` has written into its headers. */
export async function builtPages(): Promise<PageHandler> {
  Object.assign(process.env, {
    KIT_PROTOCOL_HEADER: 'x-erikti-protocol',
    KIT_HOST_HEADER: 'x-erikti-host',
    KIT_ADDRESS_HEADER: 'x-erikti-address'
  })
  const entry = new URL('../../build/handler.js', import.meta.url).href
  const { handler } = (await import(entry)) as { handler: PageHandler }
  return handler
}

async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    const path = join(root, source)
    const files = (await stat(path)).isDirectory()
      ? (await readdir(path, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .sort()
      : [path]
    for (const file of files) hash.update(file.slice(root.length)).update(await readFile(file))
  }
  return hash.digest('hex')
}
