import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { perform } from '#platform/use-case.ts'
import { aPerson, syntheticIin } from '#tests/support/people.ts'
import { testWorld } from '#tests/support/world.ts'

const world = await testWorld()
after(() => world[Symbol.asyncDispose]())
const { runtime, people } = world.app
const db = runtime.db

const identityOf = (iin: string, birthDate: string) => ({
  iin,
  familyName: 'Оспанов',
  givenName: 'Дәурен',
  patronymic: '',
  birthDate,
  assurance: 'sms'
})
const enter = (identity: unknown) =>
  perform(runtime, { ...world.actor(), address: runtime.newId() }, people.commands.signIn, {
    identity,
    locale: 'kk',
    device: 'test'
  })

test('an IIN is one person, however many sign in with it at once', async () => {
  const iin = syntheticIin('1990-01-31', 'male')
  const all = await Promise.all(Array.from({ length: 8 }, () => enter(identityOf(iin, '1990-01-31'))))
  const ids = new Set(all.map((result) => (result.ok ? result.value.personId : result.error.code)))
  assert.equal(ids.size, 1)
  const card = (await people.cards(db, [...ids])).get([...ids][0]!)
  assert.deepEqual([card?.familyName, card?.patronymic], ['Оспанов', null])
})

test('a birth date that differs from the IIN is refused, and nothing is left behind', async () => {
  const refused = await enter(identityOf(syntheticIin('1990-01-30', 'male'), '1990-01-31'))
  assert.equal(refused.ok ? 'ok' : refused.error.code, 'iin-birth-date-differs')
})

const on = '2026-11-29'
const organiserId = '0192f0c0-0000-7000-8000-000000000001'
const mayTakePart = (personId: string, tags: ('emergency' | 'hazardous')[] = []) =>
  people.mayTakePart({ db, now: world.now() } as never, { personId, organiserId, on, tags, minAge: null })

test('taking part needs consent, of the young a guardian, and bars them from dangerous work', async () => {
  assert.equal(await mayTakePart(await aPerson(world)), null)
  assert.equal((await mayTakePart(await aPerson(world, { consent: false })))?.code, 'consent-needed')
  const fifteen = await aPerson(world, { birthDate: '2011-05-05' })
  assert.equal((await mayTakePart(fifteen))?.code, 'guardian-needed')
  assert.equal((await mayTakePart(fifteen, ['emergency']))?.code, 'minor-emergency')
})
