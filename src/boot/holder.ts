import type { App } from './context.ts'

const KEY = Symbol.for('erikti.app')

/**
 * Pages are bundled by Vite, the rest runs as it stands, so both sides of one process have their own copy of
 * every module. This is the one thing they share: the app that boot made.
 */
export const holdApp = (app: App): void => void ((globalThis as Record<symbol, unknown>)[KEY] = app)

export function heldApp(): App {
  const app = (globalThis as Record<symbol, unknown>)[KEY] as App | undefined
  if (!app) throw new Error('pages were asked for before boot made the app')
  return app
}
