import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, test } from 'node:test'
import { returnTo } from '#features/people/index.ts'
import { perform } from '#platform/use-case.ts'
import { testSite } from '#tests/support/http.ts'
import { aPerson } from '#tests/support/people.ts'

const site = await testSite()
after(() => site[Symbol.asyncDispose]())
const { world, base } = site
const { people, runtime } = world.app

/** Walks the pages of the local identity provider as a browser would; gives the callback's address. */
async function walk(address: string, choose: (page: string) => Record<string, string>): Promise<string> {
  const jar = new Map<string, string>()
  const ask = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, ...(init.method === 'POST' ? { origin: base } : {}) }
    const response = await fetch(new URL(url, base), { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(';')
      jar.set(pair!.slice(0, pair!.indexOf('=')), pair!.slice(pair!.indexOf('=') + 1))
    }
    return response
  }
  const login = await ask(address)
  assert.equal(login.status, 303)
  const interaction = login.headers.get('location')!
  const page = await ask(interaction)
  assert.equal(page.status, 200)
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/)
  const html = await page.text()
  assert.doesNotMatch(html, /<script|style=/)
  let next = await ask(interaction, { method: 'POST', body: new URLSearchParams(choose(html)) })
  while (next.headers.get('location') && !next.headers.get('location')!.includes('/sign-in/callback'))
    next = await ask(next.headers.get('location')!)
  assert.equal(next.status, 303, await next.text())
  return next.headers.get('location')!
}

const begin = async (to?: string) => {
  const begun = await perform(runtime, world.actor(), people.queries.beginSignIn, { to, locale: 'ru' })
  assert.ok(begun.ok, JSON.stringify(begun))
  return begun.value
}
const prove = (callback: string, state: string | undefined) =>
  perform(runtime, world.actor(), people.queries.proveIdentity, { callback, state })

test('a person signs in through the real protocol and is who they were', async () => {
  const personId = await aPerson(world, { givenName: 'Дина', familyName: 'Ахметова', locale: 'ru' })
  const { address, state } = await begin('/actions?region=71')
  const callback = await walk(address, (page) => {
    assert.match(page, /Ахметова Дина/)
    assert.match(page, /30 лет/)
    return { person: personId }
  })
  const proved = await prove(callback, state)
  assert.ok(proved.ok, JSON.stringify(proved))
  assert.deepEqual([proved.value.to, proved.value.locale], ['/actions?region=71', 'ru'])
  const signedIn = await perform(runtime, world.actor(), people.commands.signIn, {
    identity: proved.value.identity,
    locale: 'ru',
    device: 'test'
  })
  assert.ok(signedIn.ok)
  assert.equal(signedIn.value.personId, personId)
  assert.equal(signedIn.value.asksConsent, false)
})

test('a newcomer is entered with a made-up IIN, and a second sign-in chooses somebody else', async () => {
  const first = await begin()
  const callback = await walk(first.address, () => ({
    familyName: 'Новый',
    givenName: 'Тимур',
    patronymic: '',
    birthDate: '2012-02-29',
    sex: 'male'
  }))
  const proved = await prove(callback, first.state)
  assert.ok(proved.ok, JSON.stringify(proved))
  assert.match(proved.value.identity.iin, /^1202295\d{5}$/)
  assert.equal(proved.value.to, '/me')

  const other = await aPerson(world)
  const second = await begin()
  const again = await prove(await walk(second.address, () => ({ person: other })), second.state)
  assert.ok(again.ok)
  assert.notEqual(again.value.identity.iin, proved.value.identity.iin)
})

test('turning back, a lost state and a state of another sign-in are each refused in words', async () => {
  const begun = await begin()
  const callback = await walk(begun.address, () => ({ cancel: '1' }))
  const codeOf = (result: Awaited<ReturnType<typeof prove>>) => (result.ok ? 'ok' : result.error.code)
  assert.equal(codeOf(await prove(callback, begun.state)), 'sign-in-declined')
  assert.equal(codeOf(await prove(callback, undefined)), 'sign-in-expired')
  assert.equal(codeOf(await prove(callback, (await begin()).state)), 'sign-in-failed')
  assert.equal(codeOf(await prove(callback, `${begun.state.slice(0, -2)}AA`)), 'sign-in-expired')
})

test('only our own paths are gone back to', () => {
  for (const to of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'me',
    '/a b',
    '/'.repeat(999)
  ])
    assert.equal(returnTo(to), '/me', to)
  assert.equal(returnTo('/actions?text=сен&page=2'), '/actions?text=%D1%81%D0%B5%D0%BD&page=2')
})

test('a page of the provider that nobody began says so', async () => {
  const lost = await fetch(`${base}/egov/interaction/nothing`)
  assert.equal(lost.status, 400)
  assert.match(await lost.text(), /Қайта бастау/)
})

test('a person reads and changes their own data, never the names, and the IIN only by its end', async () => {
  const personId = await aPerson(world)
  const me = await site.as(personId)
  const mine = await me.get('/api/me')
  assert.equal(mine.status, 200)
  assert.match(mine.json.iinMasked, /^•{10}\d\d$/)
  assert.doesNotMatch(mine.text, /\d{12}/)

  const changed = await me.send('PATCH', '/api/me', {
    email: 'a@example.kz',
    regionCode: '71',
    skills: ['first-aid', 'first-aid'],
    givenName: 'Басқа'
  })
  assert.equal(changed.status, 204, changed.text)
  const after = (await me.get('/api/me')).json
  assert.deepEqual([after.email, after.regionCode, after.skills], ['a@example.kz', '71', ['first-aid']])
  assert.equal(after.givenName, 'Айгерім')

  const wrong = await me.send('PATCH', '/api/me', {
    email: 'a@',
    regionCode: '99',
    locality: 'x'.repeat(200)
  })
  assert.equal(wrong.status, 422)
  const codes = wrong.json.errors.map((error: { code: string }) => error.code)
  assert.deepEqual(codes, ['email-wrong', 'unknown-value', 'too-long'])
  assert.equal((await site.anonymous.get('/api/me')).status, 401)
})

test('a body that comes in pieces is read, and one without an end is refused', async () => {
  const me = await site.as(await aPerson(world))
  const patch = (pieces: () => Generator<Uint8Array>) =>
    fetch(`${base}/api/me`, {
      method: 'PATCH',
      headers: { cookie: me.cookie!, 'content-type': 'application/json' },
      body: Readable.from(pieces()),
      duplex: 'half'
    } as unknown as RequestInit)
  const bytes = new TextEncoder()
  const whole = await patch(function* () {
    yield bytes.encode('{"locality":')
    yield bytes.encode('"Ақтөбе"}')
  })
  assert.equal(whole.status, 204)
  assert.equal((await me.get('/api/me')).json.locality, 'Ақтөбе')
  const endless = await patch(function* () {
    for (let sent = 0; sent < 400; sent += 1) yield bytes.encode(' '.repeat(1024))
  })
  assert.equal(endless.status, 413)
})

test('a session ended elsewhere is at its end, and nobody ends another’s', async () => {
  const personId = await aPerson(world)
  const [here, there] = [await site.as(personId), await site.as(personId)]
  const stranger = await site.as(await aPerson(world))
  const sessions = (await here.get('/api/me/sessions')).json.items
  const other = sessions.find((one: { current: boolean; device: string }) => !one.current)
  assert.equal((await stranger.send('DELETE', `/api/me/sessions/${other.sessionId}`)).status, 404)
  assert.equal((await here.send('DELETE', '/api/me/sessions')).status, 204)
  assert.equal((await there.get('/api/me')).status, 401)
})
