import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { sessionCookie } from '#platform/http/cookie.ts'
import { href } from '#platform/i18n/addresses.ts'
import { createLog } from '#platform/log.ts'
import { LOCALES } from '#platform/prelude/index.ts'
import { PAGES } from '../journeys/page-table.ts'
import { builtPages, testSite, type Client, type TestSite } from '../support/http.ts'
import { textOfPdf } from '../support/pdf-text.ts'
import { plantedIins } from '../support/people.ts'
import { signInByProvider } from '../support/sign-in.ts'
import { makeCast, ROLES, type Facts, type Role } from './authorisation-cast.ts'
import { TABLE } from './authorisation-table.ts'

/*
 * Everybody of the cast has an IIN that nobody else has. The main job is lived through, everything that can be opened
 * is opened by everybody, and then the numbers are looked for in all that came out and in all that was written down.
 */

let site: TestSite
let facts: Facts
let clients: Record<Role, Client>
const logLines: string[] = []
/** All that left the server: what was asked for, and what came, with the address it sent us to. */
const seen: { readonly where: string; readonly text: string }[] = []

before(async () => {
  const log = createLog('trace', { write: (line) => void logLines.push(line) })
  site = await testSite(await builtPages(), { log })
  facts = await makeCast(site.world)
  const signedIn = Object.entries(facts.people).map(async ([role, person]) => [role, await site.as(person)])
  clients = { anonymous: site.anonymous, ...Object.fromEntries(await Promise.all(signedIn)) }
})
after(() => site[Symbol.asyncDispose]())

/** Asks and keeps what came; a second passes, so that nobody is too quick. */
async function open(role: Role, method: string, path: string, body?: unknown): Promise<number> {
  site.world.at(new Date(site.world.now().getTime() + 1000))
  const { status, headers, bytes, text } = await clients[role].send(method.toUpperCase(), path, body)
  const isPdf = headers.get('content-type')?.startsWith('application/pdf')
  const where = `${method} ${path} as ${role}`
  seen.push({ where, text: asText(headers) + (isPdf ? textOfPdf(bytes) : text) })
  return status
}

const asText = (headers: Headers): string => [...headers].map((pair) => pair.join(': ')).join('\n')

/** What of an IIN must be nowhere: itself, however it is written, or a hash that anybody could make of it. */
function disguisesOf(iin: string): string[] {
  const bytes = Buffer.from(iin)
  const hashes = ['md5', 'sha1', 'sha256', 'sha512'].map((name) => createHash(name).update(iin).digest())
  // The same in base64, wherever it begins within three bytes.
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64url')
    return text.slice(Math.ceil((shift * 4) / 3), -1)
  })
  return [
    iin,
    `${iin.slice(0, 6)} ${iin.slice(6)}`,
    ...base64,
    ...[bytes, ...hashes].flatMap((value) => [value.toString('hex'), value.toString('base64url')])
  ]
}

/** Where any IIN stands, and where its beginning does, which is a date of birth and a sex. */
function leaksIn(texts: readonly { readonly where: string; readonly text: string }[]): string[] {
  const needles = [...plantedIins].flatMap(disguisesOf)
  const beginnings = [...new Set([...plantedIins].map((iin) => iin.slice(0, 7)))]
  const begins = new RegExp(`(?<![\\w.-])(${beginnings.join('|')})(?=\\d{5}|\\D|$)`)
  return texts.flatMap(({ where, text }) => {
    const found = needles.find((needle) => text.includes(needle)) ?? begins.exec(text)?.[0]
    return found ? [`${where}: ${found}`] : []
  })
}

test('what is looked for would be found', () => {
  const [iin = ''] = plantedIins
  assert.ok(plantedIins.size >= 12)
  for (const text of [
    iin,
    `{"x":"${Buffer.from(`?${iin}`).toString('base64')}"}`,
    `ID ${iin.slice(0, 7)}, F`
  ])
    assert.equal(leaksIn([{ where: 'here', text }]).length, 1, text)
  assert.deepEqual(
    leaksIn([{ where: 'here', text: `01a2-${iin.slice(2, 9)} ••••••••••${iin.slice(-2)}` }]),
    []
  )
})

test('no IIN on the way through the identity provider, even when it fails half-way', async () => {
  const signIn = async () => {
    const { visits, cookies } = await signInByProvider(site.base, facts.people.holder)
    for (const { url, headers, text } of visits)
      seen.push({
        where: `${url.pathname} on signing in`,
        text: [url.href, asText(headers), text].join('\n')
      })
    return cookies.has(sessionCookie(site.base).name)
  }

  const { db } = site.world.app.runtime
  await sql`alter table session rename to session_away`.execute(db)
  const before = logLines.length
  assert.equal(await signIn(), false)
  await sql`alter table session_away rename to session`.execute(db)
  assert.ok(logLines.length > before, 'the failure is in the log')

  assert.equal(await signIn(), true)
})

test('no IIN on any page, whoever opens it, in any language', async () => {
  let opened = 0
  for (const { as, path } of Object.values(PAGES))
    for (const role of ROLES)
      for (const locale of role === as ? LOCALES : LOCALES.slice(0, 1))
        if ((await open(role, 'get', href(locale, path(facts)))) === 200) opened += 1
  assert.ok(opened >= Object.keys(PAGES).length * LOCALES.length, `only ${opened} were opened`)
  for (const path of [
    `/me/extracts/${facts.paperId}.pdf`,
    `/me/passport/records/${facts.contributionId}/archive.pdf`,
    `/me/extracts/${facts.extractId}.pdf`,
    `/me/extracts/${facts.extractId}/qr.svg`,
    `/actions/${facts.actionId}/calendar.ics`
  ])
    assert.equal(await open('holder', 'get', path), 200, path)
  // What a paper shows was really read: it names its holder.
  const { familyName, givenName } = (await clients.holder.get('/api/me')).json
  const papers = seen.filter(({ where }) => where.endsWith('.pdf as holder'))
  assert.ok(papers.length >= 2 && papers.every(({ text }) => text.includes(`${familyName} ${givenName}`)))
  assert.deepEqual(leaksIn(seen), [])
})

test('no IIN in any answer of the API, to questions and to changes', async () => {
  const rows = Object.entries(TABLE).toSorted(([a], [b]) => rank(a) - rank(b))
  let answered = 0
  for (const [operation, row] of rows) {
    const [method = '', template = ''] = operation.split(' ')
    const params = { ...(facts as unknown as Record<string, string>), ...row.path?.(facts) }
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => params[name]!)
    const query = row.query ? `?${new URLSearchParams(row.query(facts))}` : ''
    const sends = method !== 'get' && method !== 'delete'
    for (const role of ROLES) {
      const status = await open(
        role,
        method,
        `/api${path}${query}`,
        sends ? (row.body?.(facts) ?? {}) : undefined
      )
      assert.ok(status < 500, `${operation} as ${role}: ${status}`)
      if (status < 300) answered += 1
    }
  }
  assert.ok(answered > rows.length, `only ${answered} were answered`)
  assert.deepEqual(leaksIn(seen), [])
})

/** Questions first, then changes, then what ends things. */
const rank = (operation: string): number =>
  ['get', 'put', 'patch', 'post', 'delete'].indexOf(operation.split(' ')[0]!)

test('no IIN in the log', () => {
  assert.ok(logLines.length)
  assert.deepEqual(leaksIn(logLines.map((text) => ({ where: 'log', text }))), [])
})

test('no IIN in any row of any table', async () => {
  const { db } = site.world.app.runtime
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(db)
  assert.ok(tables.length > 30)
  const texts: { where: string; text: string }[] = []
  for (const { schema, name } of tables) {
    // A row as text has all its columns, those of bytes as hexadecimal.
    const { rows } = await sql<{ text: string }>`
      select whole_row::text as text from ${sql.table(`${schema}.${name}`)} as whole_row`.execute(db)
    texts.push(...rows.map(({ text }) => ({ where: `${schema}.${name}`, text })))
  }
  assert.ok(texts.some(({ where }) => where === 'public.person'))
  assert.deepEqual(leaksIn(texts), [])
})
