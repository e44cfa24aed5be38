import { flushCompileCache } from 'node:module'
import { parentPort } from 'node:worker_threads'
import type { PublicKey } from '../domain/keys.ts'
import type { JsonObject } from '../domain/strict-json.ts'
import { linkedData, linkedDataSigner } from './data-integrity.ts'

export type Task =
  | { readonly kind: 'check'; readonly document: JsonObject; readonly key: PublicKey; readonly did: string }
  | {
      readonly kind: 'sign'
      readonly document: JsonObject
      readonly did: string
      readonly keyId: string
      readonly at: Date
    }

/** What the thread is told. */
export type Order = Task | { readonly kind: 'signed'; readonly signature: Uint8Array<ArrayBuffer> }

/** What it says; it asks for a signature in the middle of a task. */
export type Answer =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'to-sign'; readonly keyId: string; readonly data: Uint8Array<ArrayBuffer> }

const port = parentPort!
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const say = (answer: Answer): void => port.postMessage(answer)

let signed: (signature: Uint8Array<ArrayBuffer>) => void
const signer = linkedDataSigner({
  sign(keyId, data) {
    say({ kind: 'to-sign', keyId, data })
    return new Promise((resolve) => (signed = resolve))
  }
})

port.on('message', (order: Order) => {
  if (order.kind === 'signed') return signed(order.signature)
  const done =
    order.kind === 'check'
      ? linkedData.check(order.document, order.key, order.did)
      : signer.sign(order.document, order)
  done.then(
    (value) => say({ kind: 'done', value }),
    (error: unknown) =>
      say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  )
})
// It is ended from outside, and then keeps nothing of what it compiled.
flushCompileCache()
