import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

/*
 * The one file of JavaScript. Node reads our TypeScript through a compiler of its own that then stays in memory
 * (25 MB), unless it finds what it compiled earlier. So at the first start another process compiles, and ends.
 */
const compiled = fileURLToPath(new URL('../../node_modules/.cache/erikti', import.meta.url))
const cli = fileURLToPath(new URL('./cli.ts', import.meta.url))

process.env.NODE_COMPILE_CACHE = compiled // for the processes and threads that we start
if (!existsSync(compiled)) spawnSync(process.execPath, [cli, '--help'])
enableCompileCache(compiled)

await import('./cli.ts')
