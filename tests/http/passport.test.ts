import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { builtPages, testSite, type Client, type TestSite } from '#tests/support/http.ts'
import { takeIntoLog } from '#tests/support/ledger-world.ts'
import { anExtract as anExtractOf, aRecord, correctRecord, EXTRACT_WISHES } from '#tests/support/passport.ts'
import { aPerson } from '#tests/support/people.ts'

const SENTENCE = /not equated to labour or pension seniority/
let site: TestSite
let holder: Client
let stranger: Client
before(async () => {
  site = await testSite(await builtPages())
  const personId = await aPerson(site.world, { familyName: 'Оспанова', givenName: 'Мадина' })
  await aRecord(site.world, personId, { title: 'Сенбілік', minutes: 90 })
  holder = await site.as(personId)
  stranger = site.anonymous
})
after(() => site[Symbol.asyncDispose]())

async function anExtract(): Promise<{ extractId: string; token: string; code: string }> {
  const made = await holder.post('/api/me/extracts', EXTRACT_WISHES)
  assert.equal(made.status, 201)
  const { extractId } = made.json
  const { link, code } = (await holder.get(`/api/me/extracts/${extractId}`)).json
  assert.match(link, new RegExp(`^${site.base}/v/[\\w-]{22}$`))
  return { extractId, token: link.split('/').at(-1), code }
}

const readings = async (extractId: string) =>
  (await holder.get(`/api/me/extracts/${extractId}/readings`)).json.items

test('the passport as JSON is for its holder', async () => {
  const answer = await holder.get('/api/me/passport')
  assert.equal(answer.status, 200)
  assert.equal(answer.json.holder.name, 'Оспанова Мадина')
  assert.equal(answer.json.totals.minutes, 90)
  assert.equal(answer.json.records[0].title.kk, 'Сенбілік')
  assert.ok(!('confirmerId' in answer.json.records[0]))
  assert.equal((await stranger.get('/api/me/passport')).status, 401)
})

test('from making an extract to a stranger who is told that it was revoked', async () => {
  const { extractId, token, code } = await anExtract()
  const verified = await stranger.get(`/api/verify?token=${token}`)
  assert.equal(verified.status, 200)
  assert.equal(verified.json.valid, true)
  assert.equal(verified.json.disclosure.holder.name, 'Оспанова Мадина')
  assert.deepEqual(verified.json.corrections, [])
  assert.equal((await stranger.get(`/api/verify?code=${code}`)).status, 200)

  const { readingId } = verified.json
  const said = await stranger.post(`/api/verify/readings/${readingId}`, { token, reader: 'Комиссия' })
  assert.equal(said.status, 200)
  assert.deepEqual(
    (await readings(extractId)).map(({ way, reader }: { way: string; reader: string }) => [way, reader]),
    [
      ['code', null],
      ['token', 'Комиссия']
    ]
  )

  assert.equal((await holder.post(`/api/me/extracts/${extractId}/revoke`)).status, 200)
  assert.equal((await holder.post(`/api/me/extracts/${extractId}/revoke`)).status, 409)
  const told = await stranger.get(`/api/verify?token=${token}`)
  const wrong = await stranger.get(`/api/verify?token=${'A'.repeat(22)}`)
  assert.equal(told.status, 404)
  assert.equal(told.json.code, 'extract-not-valid')
  assert.equal(told.text, wrong.text)
})

test('bad input, no session and somebody else are each refused as what they are', async () => {
  const { extractId } = await anExtract()
  const other = await site.as(await aPerson(site.world))
  const bad = await holder.post('/api/me/extracts', { ...EXTRACT_WISHES, validDays: 1000 })
  assert.deepEqual([bad.status, bad.json.code, bad.json.field], [422, 'extract-term', 'validDays'])
  for (const path of ['/api/me/extracts', `/api/me/extracts/${extractId}`])
    assert.equal((await stranger.get(path)).status, 401)
  assert.equal((await stranger.post('/api/me/extracts', EXTRACT_WISHES)).status, 401)
  assert.equal((await other.get(`/api/me/extracts/${extractId}`)).status, 404)
  assert.equal((await other.get(`/api/me/extracts/${extractId}/readings`)).status, 404)
  assert.equal((await other.post(`/api/me/extracts/${extractId}/revoke`)).status, 404)
  assert.equal((await stranger.get('/api/verify?code=salem')).status, 422)
})

test('a reader opens the page without an account, in a language, and says who they are without a script', async () => {
  const { extractId, token, code } = await anExtract()
  const page = await stranger.get(`/en/v/${token}`)
  assert.equal(page.status, 200)
  assert.match(page.text, /Оспанова Мадина/)
  assert.match(page.text, SENTENCE)
  assert.match(page.text, /noindex/)
  assert.equal((await stranger.get(`/en/v/${code}`)).status, 200)
  assert.equal(
    (await stranger.get(`/en/verify?code=${code}`)).headers.get('location'),
    `/en/v/${code}`,
    'an address of before'
  )

  const action = /action="\?\/introduce&amp;reading=([\w-]+)"/.exec(page.text)?.[1]
  const address = `/en/v/${token}?/introduce&reading=${action}`
  const empty = await stranger.form(address, { reader: '' })
  assert.equal(empty.status, 422)
  assert.match(empty.text, /Оспанова Мадина/)
  const said = await stranger.form(address, { reader: 'Университет', reason: 'Қабылдау' })
  assert.equal(said.status, 200)
  const list = await readings(extractId)
  assert.equal(list.length, 2, 'a posted form is no further reading')
  assert.equal(list[1].reader, 'Университет')
  assert.equal((await stranger.get(`/en/v/${token}?reading=${action}`)).status, 200)
  assert.equal((await readings(extractId)).length, 3, 'an address that is opened anew is a new reading')
})

test('a preview of the link is shown nothing and leaves no reading', async () => {
  const { extractId, token, code } = await anExtract()
  const asked = [
    await stranger.get(`/v/${token}`, { 'user-agent': 'TelegramBot (like TwitterBot)' }),
    await stranger.get(`/v/${token}`, { 'user-agent': 'WhatsApp/2.23' }),
    await stranger.get(`/v/${token}`, { 'sec-purpose': 'prefetch' }),
    await stranger.get(`/v/${code}`, { 'user-agent': 'facebookexternalhit/1.1' }),
    await stranger.send('HEAD', `/v/${token}`)
  ]
  for (const { status, text } of asked) {
    assert.equal(status, 200)
    assert.doesNotMatch(text, /Оспанова|Сенбілік/)
  }
  const api = `/api/verify?code=${code}`
  for (const { status, text } of [
    await stranger.send('HEAD', api),
    await stranger.get(api, { 'sec-purpose': 'prefetch;prerender' }),
    await stranger.get(api, { 'x-moz': 'prefetch' })
  ])
    assert.deepEqual([status, text], [204, ''])
  assert.deepEqual(await readings(extractId), [])
})

test('a wrong link is a page that says what to do', async () => {
  for (const token of ['B'.repeat(22), 'salem', 'x'.repeat(400)]) {
    const page = await stranger.get(`/en/v/${token}`)
    assert.equal(page.status, 404)
    assert.match(page.text, /There is no valid extract/)
    assert.match(page.text, /href="\/en\/verify"/)
  }
})

test('the form of a new extract keeps what was typed, and a double click makes one', async () => {
  const key = /name="_key" value="([^"]+)"/.exec((await holder.get('/ru/me/extracts/new')).text)![1]!
  const values = { _key: key, purpose: 'grant', reader: 'Фонд', list: 'totals', validDays: '7' }
  const wrong = await holder.form('/ru/me/extracts/new', { ...values, from: '2026-02-02', to: '2026-01-01' })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /value="Фонд"/)
  assert.match(wrong.text, /Последний день периода раньше первого/)
  const [a, b] = await Promise.all([
    holder.form('/ru/me/extracts/new', values),
    holder.form('/ru/me/extracts/new', values)
  ])
  assert.equal(a.status, 303)
  assert.equal(a.headers.get('location'), b.headers.get('location'))
  const page = await holder.get(a.headers.get('location')!)
  assert.match(page.text, /Владелец раскрыл только итоги/)
  const revoked = await holder.form(`${a.headers.get('location')}?/revoke`, {})
  assert.equal(revoked.status, 303)
  assert.match((await holder.get(a.headers.get('location')!)).text, /Отозвана/)
})

test('papers and the code are files of the holder only', async () => {
  const { extractId } = await anExtract()
  const printed = await holder.form('/ru/me/passport?/print', {})
  const paper = printed.headers.get('location')!
  assert.match(paper, /^\/ru\/me\/extracts\/[\w-]+\.pdf$/)
  assert.equal((await holder.form('/ru/me/passport?/print', {})).headers.get('location'), paper)
  assert.match((await holder.get(paper)).headers.get('content-disposition')!, /erikti-passport-/)
  const { link } = (await holder.get(`/api${paper.slice('/ru'.length).replace('.pdf', '')}`)).json
  const typed = link.replace('http://', '')
  const { headers } = await stranger.get(`/ru/verify?code=${encodeURIComponent(typed)}`)
  assert.equal(
    headers.get('location'),
    `/ru${new URL(link).pathname}`,
    'the check takes what stands on paper'
  )
  assert.match((await stranger.get(headers.get('location')!)).text, /Паспорт на бумаге/)
  for (const [path, type] of [
    [paper, 'application/pdf'],
    [`/ru/me/extracts/${extractId}.pdf`, 'application/pdf'],
    [`/me/extracts/${extractId}.sd-jwt`, 'application/dc+sd-jwt'],
    [`/me/extracts/${extractId}/qr.svg`, 'image/svg+xml']
  ] as const) {
    const file = await holder.get(path)
    assert.equal(file.status, 200, path)
    assert.equal(file.headers.get('content-type'), type)
    assert.equal((await stranger.get(path)).status, 303)
  }
  const other = await site.as(await aPerson(site.world))
  assert.equal((await other.get(`/me/extracts/${extractId}.pdf`)).status, 404)
  assert.equal((await other.get(`/me/extracts/${extractId}.sd-jwt`)).status, 404)
  assert.equal((await other.get(`/me/extracts/${extractId}/qr.svg`)).status, 404)
})

test('an extract is taken as a file by its reader, and a check without an account tells that it was revoked', async () => {
  const { extractId, token, code } = await anExtract()
  const page = await stranger.get(`/en/v/${token}`)
  const [, readingId] = /extract\.sd-jwt\?reading=([\w-]+)/.exec(page.text)!
  const taken = await stranger.get(`/en/v/${token}/extract.sd-jwt?reading=${readingId}`)
  assert.equal(taken.headers.get('content-type'), 'application/dc+sd-jwt')
  assert.match(taken.headers.get('content-disposition')!, /filename="extract\.sd-jwt"/)
  assert.equal((await readings(extractId)).length, 1, 'a file of a page that is open is no further reading')
  const byCode = await stranger.get(`/api/verify/sd-jwt?code=${code}`)
  assert.equal(byCode.text, taken.text)
  assert.equal((await readings(extractId)).length, 2)
  const late = await stranger.get(`/v/${code}/extract.sd-jwt?reading=${extractId}`)
  assert.equal(late.text, taken.text, 'a reading that is over begins anew')
  const preview = await stranger.get(`/v/${token}/extract.sd-jwt`, { 'user-agent': 'TelegramBot' })
  assert.deepEqual([preview.status, preview.text], [204, ''])
  assert.equal((await readings(extractId)).length, 3)

  const check = async () => (await stranger.post('/api/verify', { credential: taken.text })).json
  assert.equal((await check()).outcome, 'holds')
  assert.equal((await holder.post(`/api/me/extracts/${extractId}/revoke`)).status, 200)
  const { outcome, findings } = await check()
  const status = findings.find((one: { check: string }) => one.check === 'status')
  assert.deepEqual([outcome, status.problems[0].code], ['fails', 'revoked'])
  const gone = await stranger.get(`/api/verify/sd-jwt?token=${token}`)
  const wrong = await stranger.get(`/api/verify/sd-jwt?token=${'A'.repeat(22)}`)
  assert.equal(gone.status, 404)
  assert.equal(gone.text, wrong.text)
})

test('a holder takes the passport in each of its forms, once signed the same bytes, and nobody else does', async () => {
  const [{ contributionId }] = (await holder.get('/api/me/passport')).json.records
  await takeIntoLog(site.world.app)
  const other = await site.as(await aPerson(site.world))
  const at = `/me/passport/records/${contributionId}`
  const record = `/api/me/contributions/${contributionId}`
  for (const [page, api, form] of [
    [`${at}/badge.json`, `${record}/badge`, 'badge'],
    ['/me/clr.json', '/api/me/passport/clr', 'clr'],
    ['/me/passport.sd-jwt', '/api/me/passport/sd-jwt', 'sd-jwt']
  ] as const) {
    const [file, again] = await Promise.all([holder.get(page), holder.get(page)])
    assert.equal(file.status, 200, page)
    assert.equal(again.text, file.text, `${page}: a double click signs once`)
    assert.equal((await holder.get(api)).text, file.text, api)
    const verdict = (await stranger.post('/api/verify', { credential: file.text })).json
    assert.deepEqual([verdict.form, verdict.outcome], [form, 'holds'])
    assert.equal((await stranger.get(page)).status, 303)
    assert.equal((await stranger.get(api)).status, 401)
    assert.match(String((await other.get(page)).status), /404|409/)
  }
  const proof = await holder.get(`${at}/record.tlog-proof`)
  assert.equal(proof.text, (await holder.get(`${record}/log-proof`)).json.proof)
  const archive = await holder.get(`/ru${at}/archive.pdf`)
  assert.deepEqual([archive.status, archive.headers.get('content-type')], [200, 'application/pdf'])
  for (const name of ['badge.json', 'record.tlog-proof', 'archive.pdf'])
    assert.equal((await other.get(`${at}/${name}`)).status, 404, name)
})

test('the page of a record shows what the log holds of it, and what it was before', async () => {
  const personId = await aPerson(site.world)
  const record = await aRecord(site.world, personId, { title: 'Сенбілік', minutes: 90 })
  const client = await site.as(personId)
  const open = async () => (await client.get(`/en/me/passport/records/${record.contributionId}`)).text
  const waiting = await open()
  assert.match(waiting, /on its way into the log/)
  assert.doesNotMatch(waiting, /archive\.pdf/)
  await takeIntoLog(site.world.app)
  assert.match(await open(), /Not yet witnessed[^]*archive\.pdf/)

  const next = await correctRecord(site.world, record, 45)
  assert.match(await open(), /The log still has version 1[^]*badge\.json[^]*Version 2[^]*Version 1/)
  await takeIntoLog(site.world.app)
  await correctRecord(site.world, next, null)
  const withdrawn = await open()
  assert.match(withdrawn, /confirmation of this record was revoked/)
  assert.doesNotMatch(withdrawn, /badge\.json/)
  const other = await site.as(await aPerson(site.world))
  assert.equal((await other.get(`/me/passport/records/${record.contributionId}`)).status, 404)
})

test('the page of an extract says what a check of its file says, after a correction too', async () => {
  const personId = await aPerson(site.world)
  const record = await aRecord(site.world, personId, { title: 'Сенбілік', minutes: 90 })
  await takeIntoLog(site.world.app)
  const { token, code } = await anExtractOf(site.world, personId)
  const good = (await stranger.get(`/en/v/${token}`)).text
  assert.match(
    good,
    /genuine and valid[^]*issued by Erikti[^]*is unchanged[^]*not revoked[^]*Not amended since/
  )
  assert.match(good, /Last day: 23\sDecember\s2026[^]*What the holder disclosed[^]*Сенбілік/)
  await correctRecord(site.world, record, 45)
  const corrected = (await stranger.get(`/en/v/${code}`)).text
  assert.match(corrected, /The document was revoked[^]*Do not rely on this document/)
  assert.match(corrected, /issued by Erikti[^]*is unchanged/)
  assert.match(corrected, /1 record has been corrected since[^]*1\sh 30\smin[^]*45\smin/)
  assert.doesNotMatch(corrected, /extract\.sd-jwt/)
})

test('the offer to a wallet is made on the page, and a double click makes one', async () => {
  const page = await holder.get('/en/me/passport/wallet')
  assert.doesNotMatch(page.text, /openid-credential-offer/)
  const _key = /name="_key" value="([^"]+)"/.exec(page.text)![1]!
  const [a, b] = await Promise.all([
    holder.form('/en/me/passport/wallet', { _key }),
    holder.form('/en/me/passport/wallet', { _key })
  ])
  const address = a.headers.get('location')!
  assert.equal(b.headers.get('location'), address)
  const offer = await holder.get(address)
  assert.match(offer.text, /openid-credential-offer:[^"]+/)
  assert.match(offer.text, />\d{6}</)
  assert.equal(offer.headers.get('cache-control'), 'no-store')
  const other = await site.as(await aPerson(site.world))
  assert.equal((await other.get(address)).status, 404)
  site.world.at(new Date(site.world.now().getTime() + 11 * 60_000))
  const over = await holder.get(address)
  assert.match(over.text, /The offer is over/)
  assert.doesNotMatch(over.text, /openid-credential-offer/)
  assert.equal((await stranger.get('/me/passport/wallet')).status, 303)
})

test('the home and the passport of somebody new invite', async () => {
  const fresh = await site.as(await aPerson(site.world))
  const home = await fresh.get('/en/me')
  assert.match(home.text, /You are not signed up for a shift/)
  const passport = await fresh.get('/en/me/passport')
  assert.match(passport.text, /The place of the first stamp is ready/)
  assert.equal((await stranger.get('/me')).status, 303)
})
