import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { scratchHome as emptyHome } from '#platform/database/embedded.ts'
import { freePort } from './http.ts'

const root = resolve(import.meta.dirname, '../..')
const READY_MS_MAX = 60_000

/** The product as a process of its own, started as `npm start` does. */
export interface Started {
  readonly child: ChildProcess
  readonly base: string
  /** All that it has said so far. */
  said(): string
  /** Waits until it has said this. */
  until(word: RegExp): Promise<void>
  /** Sends a signal and waits for the end; gives the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** A folder for one test, removed at its end together with whatever PostgreSQL keeps elsewhere. */
export async function scratchHome(t: { after(fn: () => Promise<void>): void }): Promise<string> {
  const home = await emptyHome()
  t.after(() => rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }))
  return home
}

export async function startProcess(settings: Record<string, string>, command = 'start'): Promise<Started> {
  const port = settings.PORT ?? String(await freePort())
  const child = spawn(process.execPath, ['src/boot/cli.ts', command], {
    cwd: root,
    env: { PATH: process.env.PATH, ERIKTI_DEMO: 'off', ...settings, PORT: port },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(child, 'exit') as Promise<[number | null]>
  return {
    child,
    base: `http://localhost:${port}`,
    said: () => output,
    async until(word) {
      const deadline = Date.now() + READY_MS_MAX
      while (!word.test(output)) {
        if (child.exitCode !== null) throw new Error(`it ended before saying ${word}:\n${output}`)
        if (Date.now() > deadline) throw new Error(`it did not say ${word}:\n${output}`)
        await new Promise((next) => setTimeout(next, 50))
      }
    },
    async end(signal) {
      child.kill(signal)
      return (await ended)[0]
    }
  }
}
