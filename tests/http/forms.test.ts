import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { builtPages, testSite, type Client, type TestSite } from '../support/http.ts'
import { anAction, aShift, signedUp } from '../support/opportunities.ts'
import { anOrganiser } from '../support/organisers.ts'
import { aPerson } from '../support/people.ts'

/*
 * What a browser would send: the forms of a page with their own fields, and what the page shows after it refused one.
 */

const DAY_MS = 86_400_000
let site: TestSite
let organiserId: string
let ownerId: string
let owner: Client

before(async () => {
  site = await testSite(await builtPages())
  ;({ organiserId, ownerId } = await anOrganiser(site.world))
  owner = await site.as(ownerId)
})
after(() => site[Symbol.asyncDispose]())

interface Form {
  readonly action: string
  readonly html: string
  /** Its hidden fields. */
  readonly values: Record<string, string>
}

/** The forms of a page, as they stand in it. */
const formsOf = (html: string): Form[] =>
  [...html.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)].map(([, attributes, inside]) => ({
    action: unescaped(/action="([^"]*)"/.exec(attributes!)?.[1] ?? ''),
    html: inside!,
    values: Object.fromEntries(
      [...inside!.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => [
        /name="([^"]*)"/.exec(input)![1]!,
        unescaped(/value="([^"]*)"/.exec(input)?.[1] ?? '')
      ])
    )
  }))
const unescaped = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"')

/** The form of a page that leads to an action. */
const formOf = (html: string, action: string): Form => {
  const form = formsOf(html).find((one) => one.action.split('&')[0]!.endsWith(`?/${action}`))
  assert.ok(form, `no form leads to ${action}`)
  return form
}
const send = (client: Client, path: string, form: Form, values: Record<string, string> = {}) =>
  client.form(form.action.startsWith('/') ? form.action : path + form.action, { ...form.values, ...values })

test('a change of a shift that was refused is shown at that shift, and no other one is changed by sending it again', async () => {
  const now = site.world.now()
  const shifts = [1, 2, 3].map((days) => ({
    startsAt: new Date(now.getTime() + days * DAY_MS).toISOString(),
    endsAt: new Date(now.getTime() + (days + 0.1) * DAY_MS).toISOString(),
    capacity: 5
  }))
  const input = { ...anAction({ organiserId }, now), shifts }
  const { actionId } = (await owner.post(`/api/organisers/${organiserId}/actions`, input)).json
  const [, , third] = (await owner.get(`/api/actions/${actionId}`)).json.shifts
  const path = `/desk/actions/${actionId}`
  for (const action of ['changeShift', 'repeatShift', 'cancelShift']) {
    const form = formOf((await owner.get(`${path}?shift=${third.shiftId}`)).text, action)
    assert.equal(form.values.shiftId, third.shiftId)
    const refused = await send(owner, path, form, { capacity: '0', weeks: '99', reason: '' })
    assert.equal(refused.status, 422, action)
    assert.equal(formOf(refused.text, action).values.shiftId, third.shiftId, action)
  }
})

test('what can no longer be changed shows no form to change it', async () => {
  const { actionId } = await aShift(site.world, { organiserId, coordinatorId: ownerId })
  const path = `/desk/actions/${actionId}`
  assert.equal((await owner.get(`${path}/edit`)).status, 200)
  await owner.post(`/api/actions/${actionId}/cancel`, { reason: 'Боран күтіледі' })
  const late = await owner.get(`${path}/edit`)
  assert.deepEqual([late.status, late.headers.get('location')], [303, path])
})

test('what a volunteer wrote to the coordinator is not lost when the application is refused', async () => {
  const wishes = { organiserId, coordinatorId: ownerId, joinMode: 'apply', minAge: 40 } as const
  const { actionId, shiftId } = await aShift(site.world, wishes)
  const volunteer = await site.as(await aPerson(site.world))
  const sent = { shiftId, message: 'Үш жыл жаттықтырушы болдым' }
  const refused = await volunteer.form(`/actions/${actionId}?/signUp`, sent)
  assert.equal(refused.status, 409)
  // Too young: the form is gone, the reason is there.
  assert.ok(!refused.text.includes(sent.message))
  const long = await aShift(site.world, { ...wishes, minAge: 1 })
  const message = `${sent.message}. ${'а'.repeat(600)}`
  const tooLong = await volunteer.form(`/actions/${long.actionId}?/signUp`, { ...sent, ...long, message })
  assert.equal(tooLong.status, 422)
  assert.ok(tooLong.text.includes(sent.message))
  assert.match(tooLong.text, /id="f-message"/)
})

test('a search that cannot be saved is shown again with its name, and can be saved then', async () => {
  const volunteer = await site.as(await aPerson(site.world))
  const found = await volunteer.get('/actions?q=%D3%A9%D0%B7%D0%B5%D0%BD&region=71&weekend=on')
  const refused = await send(volunteer, '/actions', formOf(found.text, 'save'), { name: '' })
  assert.equal(refused.status, 422)
  assert.match(refused.text, /id="f-name"/)
  const again = formOf(refused.text, 'save')
  assert.deepEqual([again.values.q, again.values['region[]'], again.values.weekend], ['өзен', '71', 'on'])
  assert.equal((await send(volunteer, '/me/searches', again, { name: 'Өзен' })).status, 303)
  const saved = await volunteer.get('/me/searches')
  assert.ok(saved.text.includes('region=71'))
})

test('who takes back a withdrawal is where they were, and is told where that is', async () => {
  const { shiftId } = await aShift(site.world, { organiserId, coordinatorId: ownerId, capacity: 1 })
  await signedUp(site.world, await aPerson(site.world), shiftId)
  const personId = await aPerson(site.world)
  await signedUp(site.world, personId, shiftId, true)
  const volunteer = await site.as(personId)
  const path = '/me/sign-ups'
  const left = await send(volunteer, path, formOf((await volunteer.get(path)).text, 'withdraw'))
  const undo = formOf((await volunteer.get(left.headers.get('location')!)).text, 'signUp')
  const back = await send(volunteer, path, undo)
  assert.equal(back.status, 303)
  const said = await volunteer.get(back.headers.get('location')!)
  const words = (key: string) => site.world.app.findText('kk', key)!
  assert.ok(said.text.includes(words('done.waiting')))
  assert.ok(!said.text.includes(words('done.joined')))
})

test('a minor finds from the action to the link for a guardian', async () => {
  const { actionId } = await aShift(site.world, { organiserId, coordinatorId: ownerId })
  const minor = await site.as(await aPerson(site.world, { birthDate: '2012-05-05' }))
  const page = await minor.get(`/actions/${actionId}`)
  const path = /href="(\/me\/guardians[^"]*)"/.exec(page.text)![1]!
  const asked = formOf((await minor.get(path)).text, 'invite')
  assert.equal((await send(minor, '/me/guardians', asked)).status, 303)
  assert.match((await minor.get('/me/guardians')).text, /value="http[^"]*\/guardian\/[\w-]{22}"/)
})

test('the first page of a list is that of what was looked for', async () => {
  await anOrganiser(site.world)
  for (const [client, path] of [
    [site.anonymous, '/organisers?kind=organisation&size=1'],
    [await site.as(await nationalOfficer()), '/office/organisers?q=%D0%96%D0%B0%D1%81%D1%8B%D0%BB&size=1']
  ] as const) {
    const links = (html: string) =>
      [...html.matchAll(/href="([^"]*[?&](?:kind|q)=[^"]*)"/g)].map(([, href]) => unescaped(href!))
    const first = await client.get(path)
    const next = links(first.text).find((href) => href.includes('cursor='))
    assert.ok(next, path)
    const second = await client.get(path.split('?')[0]! + next)
    const wanted = path.split('?')[1]!
    assert.ok(
      links(second.text).some((href) => href.split('?')[1] === wanted),
      `${path}: ${links(second.text).join(' ')}`
    )
  }
})

async function nationalOfficer(): Promise<string> {
  const personId = await aPerson(site.world)
  const { organisers, runtime } = site.world.app
  await organisers.appointOfficer(runtime.db, personId, 'all', site.world.now())
  return personId
}

test('nothing is decided at the desk once a shift is over', async () => {
  const { actionId, shiftId } = await aShift(site.world, { organiserId, coordinatorId: ownerId })
  await signedUp(site.world, await aPerson(site.world), shiftId)
  const now = site.world.now()
  const decisions = async () =>
    (await owner.get(`/desk/actions/${actionId}?shift=${shiftId}`)).text.includes('name="personIds[]"')
  assert.ok(await decisions())
  site.world.at(new Date(now.getTime() + 2 * DAY_MS))
  owner = await site.as(ownerId)
  assert.ok(!(await decisions()))
  site.world.at(now)
  owner = await site.as(ownerId)
})

test('a search that cannot be read is shown again with what is wrong at its field', async () => {
  const asked = await site.anonymous.get('/actions?age=3&region=71&from=tomorrow')
  assert.equal(asked.status, 200)
  for (const field of ['age', 'from']) assert.match(asked.text, new RegExp(`id="f-${field}-error"`), field)
  assert.ok(asked.text.includes('value="3"'))
  const volunteer = await site.as(await aPerson(site.world))
  const form = formOf((await volunteer.get('/actions?age=3&region=71')).text, 'save')
  assert.equal((await send(volunteer, '/actions', form, { name: 'Астана' })).status, 303)
})
