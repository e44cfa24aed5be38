import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { test } from 'node:test'

const folder = new URL('../../migrations/', import.meta.url)

/** Tables that carry a person_id and yet belong to no person: uniqueness across people, by a key of its own. */
const ACROSS_PEOPLE = /_(iin|token|code)$|^person_iin$/

interface Table {
  name: string
  body: string
}

const tablesOf = (sql: string): Table[] =>
  [...sql.matchAll(/create table (?:if not exists )?(\w+)\s*\(([\s\S]*?)\n\)/gi)].map(([, name, body]) => ({
    name: name!,
    body: body!
  }))

/** The first column of the primary key, or null when there is none. */
function keyStart({ body }: Table): string | null {
  const composite = /primary key\s*\(\s*(\w+)/i.exec(body)
  if (composite) return composite[1]!
  return /^\s*(\w+)[^,\n]*\bprimary key\b/im.exec(body)?.[1] ?? null
}

const isPersonal = ({ body }: Table): boolean => /^\s*person_id\b/im.test(body)

function offenders(sql: string): string[] {
  return tablesOf(sql)
    .filter(
      (table) => isPersonal(table) && !ACROSS_PEOPLE.test(table.name) && keyStart(table) !== 'person_id'
    )
    .map((table) => table.name)
}

test('every personal table begins its primary key with person_id', async () => {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql'))
  assert.ok(files.length > 0)
  for (const file of files) {
    const sql = await readFile(new URL(file, folder), 'utf8')
    assert.deepEqual(offenders(sql), [], file)
  }
})

test('the rule sees a table that breaks it', () => {
  assert.deepEqual(offenders(`create table a (\n  a_id uuid primary key,\n  person_id uuid not null\n);`), [
    'a'
  ])
  assert.deepEqual(
    offenders(
      `create table b (\n  person_id uuid not null,\n  b_id uuid,\n  primary key (b_id, person_id)\n);`
    ),
    ['b']
  )
  assert.deepEqual(
    offenders(
      `create table c (\n  person_id uuid not null,\n  c_id uuid,\n  primary key (person_id, c_id)\n);`
    ),
    []
  )
})

test('migrations hold no trigger, and their numbers are not used twice', async () => {
  const files = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
  const numbers = files.map((name) => name.slice(0, 4))
  assert.equal(new Set(numbers).size, numbers.length)
  for (const file of files) {
    const sql = await readFile(new URL(file, folder), 'utf8')
    assert.doesNotMatch(sql, /create\s+(or\s+replace\s+)?(constraint\s+)?trigger/i, file)
  }
})
