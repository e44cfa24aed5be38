import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { createApi } from '#platform/http/api.ts'
import type { Endpoint } from '#platform/http/endpoint.ts'
import { testWorld, type TestWorld } from '../support/world.ts'
import { makeCast, ROLES, type Facts, type Role } from './authorisation-cast.ts'
import { TABLE, type Row } from './authorisation-table.ts'

/*
 * Every value of every operation, one at a time, replaced by what nobody means: whoever may come is told what is
 * wrong, and nothing of it is a bug of ours.
 */

let cast: TestWorld
let facts: Facts

before(async () => {
  cast = await testWorld()
  facts = await makeCast(cast)
  // PostgreSQL clones a database that nobody is connected to.
  await cast.database.db.destroy()
})
after(() => cast[Symbol.asyncDispose]())

/** Each operation meets a world in which nothing has been closed or withdrawn by the one before. */
async function clone(): Promise<TestWorld> {
  const world = await testWorld({}, { template: cast.database.name, keystore: cast.app.keystore })
  world.at(cast.now())
  return world
}

const HOSTILE: readonly unknown[] = [
  '\u0000',
  'a\u0000b',
  '\ud800',
  '',
  'ә'.repeat(5_000),
  '__proto__',
  "'; drop table person; --",
  -1,
  1e21,
  2 ** 31,
  null,
  [null],
  ['\u0000'],
  { constructor: '\u0000' },
  '9999-12-31',
  '9999-12-31T23:59:59.999Z',
  // A cursor of our own form with what is in none of ours.
  Buffer.from('["\\u0000","x"]').toString('base64url'),
  Buffer.from('["9999-12-31T00:00:00.000Z","00000000-0000-0000-0000-000000000000"]').toString('base64url'),
  Buffer.from('[1e308,"00000000-0000-0000-0000-000000000000"]').toString('base64url')
]

type Fields = Record<string, unknown>

/** Every place in a value, as a path of keys: those within come before what holds them. */
function placesIn(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  const inner =
    value && typeof value === 'object'
      ? Object.entries(value).flatMap(([key, item]) => placesIn(item, [...at, key]))
      : []
  return at.length ? [...inner, at] : inner
}

function withAt(value: Fields, [key = '', ...rest]: readonly string[], put: unknown): Fields {
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Fields
  copy[key] = rest.length ? withAt(copy[key] as Fields, rest, put) : put
  return copy
}

/** The row's input and, for what it leaves out, every field that the use case knows by name. */
function fieldsOf(endpoint: Endpoint, row: Row): Fields {
  const given = { ...((row.body?.(facts) ?? {}) as Fields), ...row.query?.(facts) }
  const schema = z.toJSONSchema(endpoint.useCase.input, { io: 'input', unrepresentable: 'any' }) as Fields
  const shapes = [schema, ...((schema.oneOf ?? schema.anyOf ?? []) as Fields[])]
  const names = shapes.flatMap(({ properties }) => Object.keys(properties ?? {}))
  const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  return {
    ...Object.fromEntries(names.filter((name) => !inPath.includes(name)).map((name) => [name, undefined])),
    ...given
  }
}

const roleOf = ({ allowed }: Row): Role =>
  allowed === 'everyone' || allowed === 'signed-in' ? 'holder' : ROLES.find((role) => allowed.includes(role))!

/** Asks one operation as whoever may, with these values. */
function asker(world: TestWorld, endpoint: Endpoint, row: Row) {
  const api = createApi({
    runtime: world.app.runtime,
    endpoints: [endpoint],
    publicUrl: 'http://localhost',
    explain: () => (failure) => failure.code,
    actorOf: async () => world.actor(facts.people[roleOf(row) as keyof Facts['people']])
  })
  return async (fields: Fields, inPath: Record<string, string> = {}): Promise<number> => {
    // No window of a rate limit sees many of these.
    world.at(new Date(world.now().getTime() + 3_000))
    const { status } = await api.request(...requestOf(endpoint, row, fields, inPath))
    return status
  }
}

function requestOf(
  endpoint: Endpoint,
  row: Row,
  fields: Fields,
  inPath: Record<string, string>
): [string, RequestInit] {
  const params = { ...(facts as unknown as Record<string, string>), ...row.path?.(facts), ...inPath }
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name]!))
  const reads = endpoint.method === 'get' || endpoint.method === 'delete'
  const query = new URLSearchParams(
    reads
      ? Object.entries(fields).flatMap(([name, value]) =>
          value === undefined || value === null
            ? []
            : [[name, typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value)]]
        )
      : []
  )
  return [
    `/api${path}${query.size ? `?${query}` : ''}`,
    {
      method: endpoint.method.toUpperCase(),
      headers: { 'content-type': 'application/json' },
      ...(reads ? {} : { body: JSON.stringify(fields) })
    }
  ]
}

test('no value of any operation is a bug of ours', async () => {
  const bugs: string[] = []
  let asked = 0
  await using unchanged = await clone()
  for (const [at, { method }] of cast.app.endpoints.entries()) {
    const own = method === 'get' ? null : await clone()
    const world = own ?? unchanged
    const endpoint = world.app.endpoints[at]!
    const name = `${endpoint.method} ${endpoint.path}`
    const row = TABLE[name]
    assert.ok(row, name)
    const ask = asker(world, endpoint, row)
    const fields = fieldsOf(endpoint, row)
    const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, param]) => param!)
    for (const hostile of HOSTILE) {
      for (const place of placesIn(fields)) {
        const status = await ask(withAt(fields, place, hostile))
        if (status >= 500) bugs.push(`${name} ${place.join('.')} = ${JSON.stringify(hostile).slice(0, 60)}`)
        asked += 1
      }
      if (typeof hostile !== 'string' || !hostile.trim()) continue
      for (const param of inPath) {
        const status = await ask(fields, { [param]: hostile.toWellFormed() })
        if (status >= 500) bugs.push(`${name} {${param}} = ${JSON.stringify(hostile).slice(0, 60)}`)
        asked += 1
      }
    }
    await own?.[Symbol.asyncDispose]()
  }
  assert.ok(asked > 3_000, `only ${asked} were asked`)
  assert.deepEqual(bugs, [])
})
