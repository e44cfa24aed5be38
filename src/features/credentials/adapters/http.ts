import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Db } from '#platform/database/database.ts'
import { STATUS_TTL_SECONDS } from '../domain/status.ts'
import { VCT_KINDS, type Credentials } from '../index.ts'

const JSON_TYPE = 'application/json'

/** What others have to read to check our credentials without us, open to scripts of any site. */
export interface IssuerFiles {
  owns(path: string): boolean
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
}

const KEY_PATHS: ReadonlySet<string> = new Set([
  '/.well-known/did.json',
  '/.well-known/issuer-chain.pem',
  '/.well-known/jwt-vc-issuer'
])
const STATUS_PATH = /^\/status\/(bitstring|token)\/([1-9]\d{0,6})$/
/** How Token Status List and Bitstring Status List ask for a list as it once was, which is kept nowhere. */
const FORMER_LIST = /[?&]time(stamp)?=/
const TYPE_PATH = /^\/credentials\/types\/(\w+)$/
/** As for status lists: the auditor gives what befell a key two minutes until did.json and the public log agree. */
const KEY_SECONDS = 60

interface Found {
  readonly body: string | null
  readonly type: string
  readonly maxAgeSeconds: number
}

export function issuerFiles(
  credentials: Pick<
    Credentials,
    'didDocument' | 'issuerChain' | 'issuerMetadata' | 'typeMetadata' | 'statusList'
  >,
  db: Db,
  now: () => Date
): IssuerFiles {
  async function find(path: string): Promise<Found> {
    if (path === '/.well-known/did.json')
      return {
        body: JSON.stringify(await credentials.didDocument()),
        type: 'application/did+json',
        maxAgeSeconds: KEY_SECONDS
      }
    if (path === '/.well-known/jwt-vc-issuer')
      return {
        body: JSON.stringify(await credentials.issuerMetadata()),
        type: JSON_TYPE,
        maxAgeSeconds: KEY_SECONDS
      }
    if (path === '/.well-known/issuer-chain.pem')
      return {
        body: await credentials.issuerChain(),
        type: 'application/pem-certificate-chain',
        maxAgeSeconds: KEY_SECONDS
      }
    const status = STATUS_PATH.exec(path)
    if (status) {
      const form = status[1] as 'bitstring' | 'token'
      const body = await credentials.statusList(db, { listId: Number(status[2]), form }, now())
      const type = form === 'bitstring' ? 'application/vc' : 'application/statuslist+jwt'
      return { body, type, maxAgeSeconds: STATUS_TTL_SECONDS }
    }
    const kind = VCT_KINDS.find((one) => one === TYPE_PATH.exec(path)?.[1])
    const body = kind ? JSON.stringify(credentials.typeMetadata(kind)) : null
    return { body, type: JSON_TYPE, maxAgeSeconds: KEY_SECONDS }
  }

  return {
    owns: (path) =>
      KEY_PATHS.has(path) || path.startsWith('/status/') || path.startsWith('/credentials/types/'),
    async answer(request, response) {
      const headers = { 'access-control-allow-origin': '*', 'x-content-type-options': 'nosniff' }
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return void response.writeHead(405, { ...headers, allow: 'GET, HEAD' }).end()
      const [path, search] = (request.url ?? '').split(/(?=\?)/, 2) as [string, string?]
      if (STATUS_PATH.test(path) && FORMER_LIST.test(search ?? ''))
        return void response.writeHead(501, { ...headers, 'cache-control': 'no-store' }).end()
      const found = await find(path).catch(() => null)
      if (!found) return void response.writeHead(503, { ...headers, 'retry-after': '5' }).end()
      if (found.body === null)
        return void response.writeHead(404, { ...headers, 'cache-control': 'no-store' }).end()
      response.writeHead(200, {
        ...headers,
        'content-type': found.type,
        'cache-control': `public, max-age=${found.maxAgeSeconds}`
      })
      response.end(request.method === 'HEAD' ? undefined : found.body)
    }
  }
}
