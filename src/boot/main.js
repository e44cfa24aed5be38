import { spawnSync } from 'node:child_process'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * The one file of JavaScript. Node reads our TypeScript through a compiler of its own that then stays in memory
 * (25 MB), unless it finds what it compiled earlier. So whenever a source has changed, another process compiles first.
 */
const src = fileURLToPath(new URL('../', import.meta.url))
const compiled = join(src, '../node_modules/.cache/erikti')
const stamp = join(compiled, 'compiled')

/** @param {string} file */
const changedAt = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
const latest = Math.max(...sources.map((name) => changedAt(join(src, name))))

process.env.NODE_COMPILE_CACHE = compiled // for the processes and threads that we start
if (enableCompileCache(compiled).directory && latest > changedAt(stamp)) {
  spawnSync(process.execPath, [join(src, 'boot/cli.ts'), '--help'])
  writeFileSync(stamp, '')
}

await import('./cli.ts')
