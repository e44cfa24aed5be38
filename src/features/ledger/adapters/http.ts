import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Db } from '#platform/database/database.ts'
import { statementIndex } from '../domain/statements.ts'
import { bundlePath, parsePath, tilePath } from '../domain/tiles.ts'
import type { Ledger } from '../index.ts'
import { verifierScript } from './verifier-script.ts'

const BASE = '/log/'
/** Everyone may ask for the checkpoint at once: it is read from the database at most this often. */
const CHECKPOINT_MS = 250

const FOR_EVER = 'public, max-age=31536000, immutable'

export interface LogFiles {
  /** True for the addresses of the log's files; `/log` itself is a page. */
  owns(path: string): boolean
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** The files of the log (c2sp.org/tlog-tiles) below `/log/`, readable from anywhere, also from scripts of other sites. */
export function logFiles({ files }: Pick<Ledger, 'files'>, db: Db, now: () => number): LogFiles {
  let verifier: Promise<string> | null = null
  let checkpoint: { at: number; note: Promise<string | null> } | null = null

  function latest(): Promise<string | null> {
    if (!checkpoint || now() - checkpoint.at > CHECKPOINT_MS || now() < checkpoint.at) {
      const note = files.checkpoint(db)
      checkpoint = { at: now(), note }
      note.catch(() => (checkpoint = null))
    }
    return checkpoint.note
  }

  async function find(
    path: string
  ): Promise<{ body: string | Uint8Array | null; type: string; cache: string }> {
    if (path === 'checkpoint')
      return { body: await latest(), type: 'text/plain; charset=utf-8', cache: 'public, max-age=1' }
    if (path === 'policy')
      return { body: files.policy(), type: 'text/plain; charset=utf-8', cache: 'public, max-age=60' }
    if (path === 'verifier.js') {
      verifier ??= verifierScript().catch((error: unknown) => {
        verifier = null
        throw error
      })
      return { body: await verifier, type: 'text/javascript; charset=utf-8', cache: 'public, max-age=300' }
    }
    const index = statementIndex(path)
    if (index !== null)
      return { body: await files.statement(db, index), type: 'application/json', cache: FOR_EVER }
    const tile = parsePath(path)
    // The path is spelled again from what was read, so that nothing but a tile's name reaches the storage.
    const name = tile && (tile.level === null ? bundlePath(tile) : tilePath({ ...tile, level: tile.level }))
    return { body: name && (await files.object(name)), type: 'application/octet-stream', cache: FOR_EVER }
  }

  return {
    owns: (path) => /^\/log\/(checkpoint$|policy$|verifier\.js$|tile\/|statement\/)/.test(path),
    async answer(request, response) {
      const path = (request.url ?? '').split('?', 1)[0]!.slice(BASE.length)
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return void response.writeHead(405, { allow: 'GET, HEAD' }).end()
      const headers = { 'access-control-allow-origin': '*', 'x-content-type-options': 'nosniff' }
      const { body, type, cache } = await find(path).catch(() => ({ body: undefined, type: '', cache: '' }))
      if (body === undefined) return void response.writeHead(503, { ...headers, 'retry-after': '5' }).end()
      if (body === null)
        return void response.writeHead(404, { ...headers, 'cache-control': 'no-store' }).end()
      const bytes = typeof body === 'string' ? Buffer.from(body) : body
      response.writeHead(200, {
        ...headers,
        'content-type': type,
        'cache-control': cache,
        'content-length': bytes.length
      })
      response.end(request.method === 'HEAD' ? undefined : bytes)
    }
  }
}
