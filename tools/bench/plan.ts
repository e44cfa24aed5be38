/** Requests over HTTP, by so many keep-alive clients. */
export interface HttpPlan {
  readonly kind: 'http'
  readonly port: number
  readonly clients: number
  /** Whole requests as they go over the wire; from the beginning again when all were sent, unless `once`. */
  readonly requests: readonly string[]
  readonly once: boolean
  readonly maxMs: number
  /** Strangers: after so many requests a client goes on from another address of this machine. */
  readonly callsAnAddress?: number
}

export interface Statement {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** The statements of a request straight to PostgreSQL, by so many connections. */
export interface SqlPlan {
  readonly kind: 'sql'
  readonly url: string
  readonly clients: number
  readonly statements: readonly Statement[]
  /** For each run, what stands instead of which recorded text. */
  readonly bindings: readonly Readonly<Record<string, string>>[]
  /** Recorded ids that each run makes anew. */
  readonly fresh: readonly string[]
  readonly once: boolean
  readonly maxMs: number
}

export interface LoadResult {
  readonly count: number
  /** How often each status came; `done` for statements. */
  readonly statuses: Readonly<Record<string, number>>
  readonly perSecond: number
  /** Milliseconds. */
  readonly median: number
  readonly p95: number
}

interface Request {
  readonly method?: string
  readonly path: string
  readonly cookie?: string
  readonly body?: unknown
}

/** A request as it goes over the wire. */
export function wire({ method = 'GET', path, cookie, body }: Request): string {
  const text = body === undefined ? '' : JSON.stringify(body)
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: localhost',
    'accept: application/json, text/html',
    ...(cookie ? [`cookie: ${cookie}`] : []),
    ...(text ? ['content-type: application/json', `content-length: ${Buffer.byteLength(text)}`] : [])
  ]
  return `${lines.join('\r\n')}\r\n\r\n${text}`
}
