import { Worker } from 'node:worker_threads'
import { batched } from '#platform/batched.ts'
import { failure } from '#platform/prelude/index.ts'
import { Refused } from '#platform/use-case.ts'
import type { LinkedDataSigner, SigningKeys } from '../app/ports.ts'
import type { LinkedData } from '../domain/check-document.ts'
import { isChanged } from './contexts.ts'
import type { Answer, Order, Task } from './linked-data-worker.ts'

/** Checks that wait for their turn; whoever brings one more is asked to come again. What we sign always waits. */
const WAITING_MAX = 20
/** The thread ends when nobody asked for so long, and gives back its memory. */
const IDLE_MS = 120_000
/** Megabytes that a document may take before it is given up. */
const HEAP_MB_MAX = 128

/**
 * Linked data on a thread of its own, one document after the other: canonicalising a record of fifty badges takes a
 * second, in which nobody at a gate should wait. Private keys stay here; the thread asks for each signature.
 */
export function linkedDataThread(keys: Pick<SigningKeys, 'sign'>): LinkedData & LinkedDataSigner {
  let running: Worker | null = null
  let idle: NodeJS.Timeout | undefined
  let waiting = 0

  function start(): Worker {
    const worker = new Worker(new URL('./linked-data-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX }
    })
    // An error that nobody listens to would end the whole server: one may come between two tasks, too.
    worker.on('error', () => leave(worker)).once('exit', () => leave(worker))
    return worker
  }

  function leave(worker: Worker): void {
    if (running === worker) running = null
    void worker.terminate()
  }

  async function run(task: Task): Promise<unknown> {
    clearTimeout(idle)
    const worker = (running ??= start())
    worker.ref()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    const send = (order: Order): void => worker.postMessage(order)
    const ended = Promise.withResolvers<unknown>()
    const onExit = (code: number): void => ended.reject(new Error(`the thread ended with ${code}`))
    const onAnswer = (answer: Answer): void => {
      if (answer.kind === 'done') ended.resolve(answer.value)
      else if (answer.kind === 'failed') ended.reject(new Error(answer.message))
      else
        keys.sign(answer.keyId, answer.data).then((signature) => send({ kind: 'signed', signature }), onError)
    }
    // A thread in the middle of something is of no further use.
    const onError = (error: unknown): void => {
      ended.reject(error)
      leave(worker)
    }
    worker.on('message', onAnswer).on('error', onError).on('exit', onExit)
    try {
      send(task)
      return await ended.promise
    } finally {
      worker.off('message', onAnswer).off('error', onError).off('exit', onExit)
      worker.unref()
      idle = setTimeout(() => leave(worker), IDLE_MS).unref()
    }
  }

  const inTurn = batched(async ([task]: readonly Task[]) => [await run(task!)], 1)

  return {
    async check(document, key, did) {
      if (waiting >= WAITING_MAX)
        throw new Refused(failure.unavailable('checks-busy', { args: { seconds: 5 } }))
      waiting += 1
      try {
        return (await inTurn({ kind: 'check', document, key, did })) as Awaited<
          ReturnType<LinkedData['check']>
        >
      } finally {
        waiting -= 1
      }
    },
    sign: async (document, key) =>
      (await inTurn({ kind: 'sign', document, ...key })) as Awaited<ReturnType<LinkedDataSigner['sign']>>,
    isChanged
  }
}
