import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createApi } from '#platform/http/api.ts'
import type { Endpoint } from '#platform/http/endpoint.ts'
import type { Keystore } from '#platform/keystore/keystore.ts'
import { testWorld, type TestWorld } from '../support/world.ts'
import { makeCast, ROLES, type Facts, type Role } from './authorisation-cast.ts'
import { TABLE, type Row } from './authorisation-table.ts'

/*
 * Every route as every role. The cast is made once; each request meets a clone of that world, so that no request
 * sees what another one did.
 */

let cast: TestWorld
let facts: Facts
let keystore: Keystore

before(async () => {
  cast = await testWorld()
  facts = await makeCast(cast)
  keystore = cast.app.keystore
  // PostgreSQL clones a database that nobody is connected to.
  await cast.database.db.destroy()
})
after(() => cast[Symbol.asyncDispose]())

const endpoints = (): readonly Endpoint[] => cast.app.endpoints
const keyOf = ({ method, path }: Endpoint): string => `${method} ${path}`

const clone = async (): Promise<TestWorld> => {
  const world = await testWorld({}, { template: cast.database.name, keystore })
  world.at(cast.now())
  return world
}

/**
 * Sends the row's request as a role; gives the status and the code of a refusal. Told that the service is busy, it asks
 * again: on a loaded machine a fresh world may wait longer for a connection than a request does.
 */
async function ask(...request: Parameters<typeof askOnce>): Promise<[number, string]> {
  for (;;) {
    const [status, code] = await askOnce(...request)
    if (status !== 503) return [status, code]
  }
}

async function askOnce(
  world: TestWorld,
  endpoint: Endpoint,
  row: Row,
  role: Role
): Promise<[number, string]> {
  const personId = role === 'anonymous' ? undefined : facts.people[role]
  const api = createApi({
    runtime: world.app.runtime,
    // Those of the world that is asked: some hold a database of their own.
    endpoints: world.app.endpoints.filter((one) => keyOf(one) === keyOf(endpoint)),
    publicUrl: 'http://localhost',
    explain: () => (failure) => failure.code,
    actorOf: async () => world.actor(personId)
  })
  const params = { ...(facts as unknown as Record<string, string>), ...row.path?.(facts) }
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    assert.equal(typeof params[name], 'string', `${keyOf(endpoint)}: no fact is called ${name}`)
    return encodeURIComponent(params[name]!)
  })
  const query = new URLSearchParams(row.query?.(facts)).toString()
  const sends = endpoint.method !== 'get' && endpoint.method !== 'delete'
  const response = await api.request(`/api${path}${query && `?${query}`}`, {
    method: endpoint.method.toUpperCase(),
    headers: { 'content-type': 'application/json' },
    ...(sends ? { body: JSON.stringify(row.body?.(facts) ?? {}) } : {})
  })
  const body = response.headers.get('content-type')?.includes('problem')
    ? ((await response.json()) as { code: string })
    : null
  return [response.status, body?.code ?? '']
}

const mayCome = ({ allowed }: Row, role: Role): boolean =>
  allowed === 'everyone' || (allowed === 'signed-in' ? role !== 'anonymous' : allowed.includes(role))

test('every operation stands in the table, and nothing else does', () => {
  assert.deepEqual(Object.keys(TABLE).sort(), endpoints().map(keyOf).sort())
})

test('whoever is not allowed is refused, at every operation', async () => {
  await using world = await clone()
  const letIn: string[] = []
  for (const endpoint of endpoints()) {
    const row = TABLE[keyOf(endpoint)]
    if (!row) continue
    for (const role of ROLES) {
      if (mayCome(row, role)) continue
      const [status, code] = await ask(world, endpoint, row, role)
      const expected = role === 'anonymous' ? [401] : [403, 404]
      if (!expected.includes(status)) letIn.push(`${keyOf(endpoint)} as ${role}: ${status} ${code}`)
    }
  }
  assert.deepEqual(letIn, [])
})

test('whoever is allowed is let in, at every operation', async () => {
  const refused: string[] = []
  for (const endpoint of endpoints()) {
    const row = TABLE[keyOf(endpoint)]
    if (!row) continue
    // What everyone may do, each does to what is their own; a change that few may make meets a world of its own.
    const shared = endpoint.method === 'get' || typeof row.allowed === 'string' ? await clone() : null
    for (const role of ROLES) {
      if (!mayCome(row, role)) continue
      const world = shared ?? (await clone())
      const [status, code] = await ask(world, endpoint, row, role)
      // 409 and a rule of the thing itself (422 with its own code) are answers to somebody who was let in.
      if ([401, 403, 404, 500].includes(status))
        refused.push(`${keyOf(endpoint)} as ${role}: ${status} ${code}`)
      if (!shared) await world[Symbol.asyncDispose]()
    }
    await shared?.[Symbol.asyncDispose]()
  }
  assert.deepEqual(refused, [])
})

test('every use case says who may come: signed in, or everyone on purpose', () => {
  for (const endpoint of endpoints()) {
    const everyone = TABLE[keyOf(endpoint)]?.allowed === 'everyone'
    assert.equal(endpoint.useCase.access, everyone ? 'anyone' : 'signed-in', keyOf(endpoint))
  }
})
