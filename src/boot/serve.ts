import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { builtPages, ensureBuilt } from './build.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import { holdApp } from './holder.ts'
import { startApp } from './jobs.ts'
import { keepLog } from './ledger.ts'
import { openResources } from './resources.ts'
import { settleDemoWorld } from './seed.ts'
import { createWebServer, type PageHandler, type WebServer } from './server.ts'

interface ServeOptions {
  /** Pages as built, or compiled as they are asked for and reloaded on change. */
  mode: 'built' | 'dev'
  say(line: string): void
}

/** Starts everything, says the address, and stays until Ctrl-C or SIGTERM; then ends what is under way. */
export async function serve({ mode, say }: ServeOptions): Promise<void> {
  const config = readConfig(process.env)
  const stop = stopSignal()
  await using resources = await openResources(config, say)
  const [, settled] = await Promise.all([
    mode === 'built' ? ensureBuilt(say) : null,
    settleDemoWorld(resources, { say, stop })
  ])
  if (!settled) return
  await using working = await startApp(resources)
  const { app } = working
  holdApp(app)
  await using dev = mode === 'dev' ? await devPages() : null
  await using web = createWebServer(app, dev?.handler ?? (await builtPages()))
  await listen(web, config)
  await using _log = keepLog(app.ledger, resources.db)
  say(`Erikti is ready: ${config.publicUrl}`)
  if (config.demoWorld && config.identityProvider.kind === 'local')
    say(['Sign in as:', ...(await import('./demo-world/cast-lines.ts')).castLines()].join('\n  '))
  await stop
  say('stopping: requests under way are finished first')
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130))
        resolve()
      })
    }
  })
}

async function listen({ server }: WebServer, config: Config): Promise<void> {
  server.listen(config.port, config.host)
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      throw new ConfigError(`port ${config.port} on ${config.host} is taken; set PORT to another`)
    if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
      throw new ConfigError(`setting HOST="${config.host}" is wrong: this machine has no such address`)
    throw error
  })
}

async function devPages(): Promise<AsyncDisposable & { readonly handler: PageHandler }> {
  const { createServer } = await import('vite')
  const vite = await createServer({
    root: fileURLToPath(new URL('../../', import.meta.url)),
    // Our policy lets no page listen for replaced parts, and what is marked for that is not the HTML that scripts take over.
    server: { middlewareMode: true, hmr: false }
  })
  return { handler: vite.middlewares, [Symbol.asyncDispose]: () => vite.close() }
}
