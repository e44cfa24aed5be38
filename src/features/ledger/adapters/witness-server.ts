import { createServer, type IncomingMessage, type Server } from 'node:http'
import { REQUEST_BYTES_MAX, type Answer, type Witness } from '../app/witness.ts'

const REQUEST_MS_MAX = 10_000

/** The two addresses of a witness: `POST /add-checkpoint` and `GET /<hash of origin>/checkpoint`. */
export function createWitnessServer(witness: Witness, warn: (error: unknown) => void): Server {
  const limits = { requestTimeout: REQUEST_MS_MAX, connectionsCheckingInterval: REQUEST_MS_MAX / 2 }
  return createServer(limits, (request, response) => {
    void reply(witness, request, warn).then(({ status, type, body }) => {
      const headers = { 'content-type': type, 'cache-control': 'no-store' }
      response.writeHead(status, request.complete ? headers : { ...headers, connection: 'close' })
      return response.end(body)
    })
  })
}

async function reply(
  witness: Witness,
  request: IncomingMessage,
  warn: (error: unknown) => void
): Promise<Reply> {
  try {
    return await answer(witness, request)
  } catch (error) {
    warn(error)
    return { status: 500, type: 'text/plain; charset=utf-8', body: 'the checkpoint could not be stored\n' }
  }
}

type Reply = Pick<Answer, 'type' | 'body'> & { status: number }

const notFound: Reply = { status: 404, type: 'text/plain; charset=utf-8', body: 'there is nothing here\n' }

async function answer(witness: Witness, request: IncomingMessage): Promise<Reply> {
  const path = request.url ?? ''
  if (request.method === 'POST' && path === '/add-checkpoint') {
    // Whoever goes away before the end is nobody that the operator has to hear of.
    const body = await bodyOf(request).catch(() => null)
    return body ? witness.addCheckpoint(body) : unfinished
  }
  const hash = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path)?.[1]
  const note = hash && request.method === 'GET' ? witness.lastOf(hash) : null
  return note ? { status: 200, type: 'text/plain; charset=utf-8', body: note } : notFound
}

const unfinished: Reply = {
  status: 400,
  type: 'text/plain; charset=utf-8',
  body: 'the request ended before its end\n'
}

/** At most one byte more than is allowed, for the witness to refuse. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > REQUEST_BYTES_MAX) break
  }
  return Buffer.concat(chunks)
}
