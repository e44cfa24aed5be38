import { randomUUID } from 'node:crypto'
import { createConnection, type Socket } from 'node:net'
import pg from 'pg'
import type { HttpPlan, LoadResult, SqlPlan } from './plan.ts'

/*
 * Makes load from a process of its own, so that neither side of a comparison shares ours. Told by message what to do;
 * answers with what it saw.
 */

interface Counts {
  latencies: number[]
  statuses: Record<string, number>
}

async function runClients(
  clients: number,
  maxMs: number,
  counts: Counts,
  makeClient: () => Promise<{ once(): Promise<string | null>; close(): Promise<void> }>
): Promise<number> {
  const all = await Promise.all(Array.from({ length: clients }, makeClient))
  const began = performance.now()
  const work = async ({ once }: (typeof all)[number]): Promise<void> => {
    while (performance.now() - began < maxMs) {
      const start = performance.now()
      const status = await once()
      if (status === null) return
      counts.latencies.push(performance.now() - start)
      counts.statuses[status] = (counts.statuses[status] ?? 0) + 1
    }
  }
  await Promise.all(all.map(work))
  const ms = performance.now() - began
  await Promise.all(all.map((client) => client.close()))
  return ms
}

/** One keep-alive connection that sends a request and waits for the whole answer. */
async function httpClient({ port, callsAnAddress }: HttpPlan, next: () => string | null) {
  const reconnect = () => connect(port, callsAnAddress ? anotherAddress() : undefined)
  let socket = await reconnect()
  let calls = 0
  return {
    async once(): Promise<string | null> {
      const request = next()
      if (request === null) return null
      if (calls++ === callsAnAddress) {
        socket.destroy()
        calls = 1
      }
      if (socket.destroyed) socket = await reconnect()
      return exchange(socket, request)
    },
    async close() {
      socket.destroy()
    }
  }
}

const connect = (port: number, localAddress = '127.0.0.1'): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1', localAddress }, () =>
      resolve(socket.setNoDelay(true))
    )
    socket.once('error', reject)
  })

/** Of the loopback network, which has sixteen million; never the same within a minute. */
let addresses = process.pid * 7_919
function anotherAddress(): string {
  addresses += 1
  const [b, c, d] = [1 + ((addresses >> 16) % 254), (addresses >> 8) % 256, 1 + (addresses % 254)]
  return `127.${b}.${c}.${d}`
}

const HEAD_END = Buffer.from('\r\n\r\n')
const LAST_CHUNK = Buffer.from('0\r\n\r\n')

function exchange(socket: Socket, request: string): Promise<string> {
  return new Promise((resolve) => {
    let seen: Buffer = Buffer.alloc(0)
    let end = -1
    let isChunked = false
    const finish = (status: string): void => {
      socket.off('data', onData)
      socket.off('close', onClose)
      resolve(status)
    }
    const onClose = (): void => finish('closed')
    const onData = (chunk: Buffer): void => {
      seen = seen.length ? Buffer.concat([seen, chunk]) : chunk
      if (end < 0) {
        const at = seen.indexOf(HEAD_END)
        if (at < 0) return
        const head = seen.subarray(0, at).toString('latin1')
        isChunked = /transfer-encoding: chunked/i.test(head)
        end = at + 4 + (isChunked ? 0 : Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0))
      }
      if (isChunked ? seen.subarray(-5).equals(LAST_CHUNK) : seen.length >= end)
        finish(seen.subarray(9, 12).toString('latin1'))
    }
    socket.on('data', onData)
    socket.once('close', onClose)
    socket.write(request)
  })
}

async function runHttp(plan: HttpPlan, counts: Counts): Promise<number> {
  let at = 0
  const next = (): string | null => {
    if (plan.once && at >= plan.requests.length) return null
    return plan.requests[at++ % plan.requests.length]!
  }
  return runClients(plan.clients, plan.maxMs, counts, () => httpClient(plan, next))
}

/** The statements of one request, with the ids of another; what was made anew is made anew. */
function valuesOf(values: readonly unknown[], binding: ReadonlyMap<string, string>): unknown[] {
  return values.map((value) => {
    if (Array.isArray(value)) return valuesOf(value, binding)
    if (typeof value !== 'string') return value
    let text = value
    for (const [was, is] of binding) text = text.replaceAll(was, is)
    return text
  })
}

async function runSql(plan: SqlPlan, counts: Counts): Promise<number> {
  let at = 0
  return runClients(plan.clients, plan.maxMs, counts, async () => {
    const client = new pg.Client({ connectionString: plan.url })
    await client.connect()
    return {
      async once() {
        if (plan.once && at >= plan.bindings.length) return null
        const binding = new Map(Object.entries(plan.bindings[at++ % plan.bindings.length]!))
        for (const id of plan.fresh) binding.set(id, randomUUID())
        for (const { sql, values } of plan.statements) await client.query(sql, valuesOf(values, binding))
        return 'done'
      },
      close: () => client.end()
    }
  })
}

process.on('message', async (plan: HttpPlan | SqlPlan) => {
  const counts: Counts = { latencies: [], statuses: {} }
  try {
    const ms = plan.kind === 'http' ? await runHttp(plan, counts) : await runSql(plan, counts)
    const sorted = counts.latencies.sort((a, b) => a - b)
    const quantile = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
    const result: LoadResult = {
      count: sorted.length,
      statuses: counts.statuses,
      perSecond: (sorted.length / ms) * 1000,
      median: quantile(0.5),
      p95: quantile(0.95)
    }
    process.send!(result)
  } catch (error) {
    process.send!({ error: error instanceof Error ? error.stack : String(error) })
  }
  process.disconnect()
})
