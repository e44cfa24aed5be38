import { Worker } from 'node:worker_threads'
import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import type { Pdf, Printer } from '../../app/ports.ts'
import type { Job } from './worker.ts'

/** Papers made at once, and those that wait for their turn; more are asked to come again. */
const AT_ONCE_MAX = 2
const WAITING_MAX = 20
/** Megabytes that one paper may take before it is given up. */
const HEAP_MB_MAX = 256

/**
 * Makes papers, each in a thread of its own that ends with it: laying out forty pages takes seconds, which must
 * not hold up other requests, and the library with its fonts must not stay in the memory of an idle server.
 */
export function createPrinter(): Printer {
  let running = 0
  const waiting: (() => void)[] = []

  async function print(job: Job): Promise<Result<Pdf>> {
    if (running >= AT_ONCE_MAX) {
      if (waiting.length >= WAITING_MAX)
        return err(failure.unavailable('printer-busy', { args: { seconds: 5 } }))
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return ok(await inThread(job))
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }

  return {
    extract: (paper) => print({ kind: 'extract', ...paper }),
    archiveSheet: (paper) => print({ kind: 'archive', ...paper })
  }
}

const inThread = (job: Job): Promise<Pdf> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX }
    })
    worker.once('message', (bytes: Pdf) => resolve(bytes))
    worker.once('error', reject)
    worker.once('exit', (code) => {
      if (code !== 0) reject(new Error(`the printing thread ended with ${code}`))
    })
  })
