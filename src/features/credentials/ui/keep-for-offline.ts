import { prepareReader } from '#design/qr/read-qr.ts'
import { loadLinkedData } from './browser-verifier/index.ts'
import type { KeepMessage } from './shelf.ts'

/**
 * Lets the page open without a network: registers its worker for this page alone, in each language, and names the
 * files that the page is made of, those that it loads later too. False where the browser cannot keep anything.
 */
export async function keepForOffline(scopes: readonly string[]): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false
  try {
    await Promise.all(
      scopes.map((scope) => navigator.serviceWorker.register('/service-worker.js', { scope }))
    )
    await Promise.all([prepareReader(), loadLinkedData()])
    const { active } = await navigator.serviceWorker.ready
    if (!active) return false
    const files = performance.getEntriesByType('resource').map(({ name }) => name)
    return await told(active, { keep: [...new Set(files)] })
  } catch {
    return false
  }
}

/** Resolves when the worker has kept all of it. */
const told = (worker: ServiceWorker, message: KeepMessage): Promise<boolean> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', ({ data }) => resolve(data === true), { once: true })
    port1.start()
    worker.postMessage(message, [port2])
  })
