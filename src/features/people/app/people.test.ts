import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { peopleStore } from '#features/people/adapters/store.ts'
import { perform } from '#platform/use-case.ts'
import { anOrganiser } from '#tests/support/organisers.ts'
import { aPerson, syntheticIin } from '#tests/support/people.ts'
import { testWorld } from '#tests/support/world.ts'
import { askToSignInWithPasskey, signInWithPasskey } from './passkeys.ts'
import type { PasskeyVerifier } from './ports.ts'

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

test('an answer of a passkey signs in once, whoever sends it again and however soon', async () => {
  const personId = await aPerson(world)
  await peopleStore.addPasskey(db, personId, {
    credentialId: 'key',
    publicKey: Buffer.alloc(1),
    counter: 0,
    transports: [],
    name: 'Телефон',
    createdAt: world.now(),
    usedAt: null
  })
  // An authenticator that answers every challenge; what it is asked and answers is checked in the journey.
  const passkeys = {
    askToSignIn: async () => ({ options: {}, challenge: runtime.newId() }),
    whoAnswers: () => ({ personId, credentialId: 'key' }),
    checkSignIn: async () => 0
  } as unknown as PasskeyVerifier
  const ports = { store: peopleStore, keystore: world.app.keystore, passkeys }
  const asked = await perform(runtime, world.actor(), askToSignInWithPasskey(ports), {})
  assert.ok(asked.ok)
  const { challenge } = asked.value
  const signIn = async () => {
    const input = { answer: '{}', challenge, device: 'test' }
    const result = await perform(runtime, world.actor(), signInWithPasskey(ports), input)
    return result.ok ? 'in' : result.error.code
  }
  assert.deepEqual((await Promise.all([signIn(), signIn()])).sort(), ['in', 'passkey-not-accepted'])
  assert.equal(await signIn(), 'passkey-not-accepted')
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

const as = (personId: string) => world.actor(personId)
const codeOf = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? 'ok' : result.error!.code)

/** A minor's link for a guardian with this organiser. */
async function linkOf(wardId: string, organiserId: string): Promise<string> {
  const invited = await perform(runtime, as(wardId), people.commands.inviteGuardian, { organiserId })
  assert.ok(invited.ok, JSON.stringify(invited))
  const mine = await perform(runtime, as(wardId), people.queries.myGuardians, {})
  assert.ok(mine.ok)
  const shown = mine.value.invitations.find((one) => one.invitationId === invited.value.invitationId)
  return shown!.link.split('/').at(-1)!
}
const confirm = (guardianId: string, token: string) =>
  perform(runtime, as(guardianId), people.commands.confirmGuardianship, { token })

test('a guardian confirms once for each organiser, sees whom, and can take it back', async () => {
  const { organiserId } = await anOrganiser(world)
  const ward = await aPerson(world, { birthDate: '2012-05-05', givenName: 'Әлия', familyName: 'Ким' })
  const guardian = await aPerson(world, { givenName: 'Нұрлан' })
  const take = () =>
    people.mayTakePart({ db, now: world.now() } as never, {
      personId: ward,
      organiserId,
      on,
      tags: [],
      minAge: null
    })
  assert.equal((await take())?.code, 'guardian-needed')
  const token = await linkOf(ward, organiserId)

  const question = await perform(runtime, as(guardian), people.queries.guardianQuestion, { token })
  assert.ok(question.ok)
  assert.equal(question.value.ward, 'Ким Әлия')
  const looks = await perform(runtime, as(ward), people.queries.looksAtMe, {})
  assert.ok(looks.ok)
  assert.deepEqual(
    looks.value.items.map(({ viewer, what }) => [viewer, what]),
    [['Нұрлан С.', 'guardian-question']]
  )

  const other = await aPerson(world)
  const both = await Promise.all([guardian, other].map((personId) => confirm(personId, token)))
  assert.deepEqual(both.map(codeOf).sort(), ['guardian-link-used', 'ok'])
  const guardianId = both[0]!.ok ? guardian : other
  assert.equal(await take(), null)
  const again = await perform(runtime, as(ward), people.commands.inviteGuardian, { organiserId })
  assert.equal(codeOf(again), 'guardian-already')

  const { organiserId: another } = await anOrganiser(world)
  assert.equal((await confirm(guardianId, await linkOf(ward, another))).ok, true)
  const wards = await perform(runtime, as(guardianId), people.queries.myGuardians, {})
  assert.ok(wards.ok)
  for (const { guardianshipId } of wards.value.wards) {
    const stranger = await aPerson(world)
    const withdraw = (personId: string) =>
      perform(runtime, as(personId), people.commands.withdrawGuardianship, { guardianshipId })
    assert.equal(codeOf(await withdraw(stranger)), 'guardianship-not-found')
    assert.equal(codeOf(await withdraw(guardianId)), 'ok')
  }
})

test('a link for a guardian leads to a page in the language of whoever made it', async () => {
  const { organiserId } = await anOrganiser(world)
  const ward = await aPerson(world, { birthDate: '2012-05-05' })
  const actor = world.actor(ward, 'ru')
  assert.ok((await perform(runtime, actor, people.commands.inviteGuardian, { organiserId })).ok)
  const mine = await perform(runtime, actor, people.queries.myGuardians, {})
  assert.ok(mine.ok)
  assert.match(mine.value.invitations[0]!.link, /\/ru\/guardian\/[\w-]{22}$/)
})

test('a crowd behind one address signs in; whoever guesses there does not', async () => {
  const from = { ...world.actor(), address: '198.51.100.7' }
  const { signIn } = people.commands
  const { proveIdentity, askToSignInWithPasskey } = people.queries
  for (let at = 0; at < 40; at += 1) {
    const day = `1990-02-${String((at % 28) + 1).padStart(2, '0')}`
    const identity = identityOf(syntheticIin(day, 'male'), day)
    const input = { identity, locale: 'kk', device: 'test' }
    assert.equal(codeOf(await perform(runtime, from, askToSignInWithPasskey, {})), 'ok')
    assert.equal(codeOf(await perform(runtime, from, signIn, input)), 'ok', `${at}`)
  }
  const guess = () => perform(runtime, from, proveIdentity, { callback: 'https://localhost/', state: 'x' })
  for (let at = 0; at < 30; at += 1) assert.equal(codeOf(await guess()), 'sign-in-expired')
  assert.equal(codeOf(await guess()), 'too-many-requests')
})

test('nobody is their own guardian, no minor is one, and links run out', async () => {
  const { organiserId } = await anOrganiser(world)
  const ward = await aPerson(world, { birthDate: '2012-05-05' })
  const token = await linkOf(ward, organiserId)
  assert.equal(codeOf(await confirm(ward, token)), 'guardian-not-oneself')
  assert.equal(
    codeOf(await confirm(await aPerson(world, { birthDate: '2009-01-01' }), token)),
    'guardian-not-adult'
  )
  assert.equal(codeOf(await confirm(ward, 'A'.repeat(22))), 'guardian-link-unknown')
  const newer = await linkOf(ward, organiserId)
  assert.equal(codeOf(await confirm(await aPerson(world), token)), 'guardian-link-expired')
  const now = world.now()
  world.at(new Date(now.getTime() + 14 * 86_400_000))
  assert.equal(codeOf(await confirm(await aPerson(world), newer)), 'guardian-link-expired')
  world.at(now)
  const adult = await aPerson(world)
  const invited = await perform(runtime, as(adult), people.commands.inviteGuardian, { organiserId })
  assert.equal(codeOf(invited), 'guardian-not-needed')
})

test('consent is kept as law 94-V wants it, withdrawn, declined and given anew; twice at once counts once', async () => {
  const personId = await aPerson(world, { consent: false, givenName: 'Дана', familyName: 'Әлі' })
  const give = (version = '1') =>
    perform(runtime, as(personId), people.commands.giveConsent, { version, locale: 'ru' })
  assert.equal(codeOf(await give('0')), 'consent-text-changed')
  const both = await Promise.all([give(), give()])
  assert.deepEqual(both.map(codeOf).sort(), ['consent-already-given', 'ok'])
  const mine = await perform(runtime, as(personId), people.queries.myConsent, {})
  assert.ok(mine.ok)
  const record = mine.value.answers[0]!.record!
  assert.deepEqual(
    [record.subjectName, record.operatorBin, record.locale, record.version, record.crossBorder],
    ['Әлі Дана', '991240000013', 'ru', '1', false]
  )
  assert.equal(record.validTo, '2031-11-22')

  const withdrawn = await perform(runtime, as(personId), people.commands.withdrawConsent, {})
  assert.equal(codeOf(withdrawn), 'ok')
  assert.equal((await mayTakePart(personId))?.code, 'consent-needed')
  assert.equal(await people.matchFacts(db, personId, on), null)
  const twice = await perform(runtime, as(personId), people.commands.withdrawConsent, {})
  assert.equal(codeOf(twice), 'consent-not-in-force')
  assert.equal(codeOf(await give()), 'ok')
  assert.equal(await mayTakePart(personId), null)
})

test('an IIN stands in no column of the database, neither as text nor as bytes', async () => {
  const iin = syntheticIin('1988-08-08')
  assert.ok((await enter(identityOf(iin, '1988-08-08'))).ok)
  const changed = await enter({ ...identityOf(iin, '1988-08-08'), familyName: 'Жаңа' })
  assert.ok(changed.ok)
  const { rows } = await world.database.pool.query<{ table_name: string }>(
    "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
  )
  for (const { table_name } of rows) {
    const found = await world.database.pool.query(
      `select 1 from "${table_name}" as row where row::text like any($1)`,
      [[`%${iin}%`, `%${Buffer.from(iin).toString('hex')}%`]]
    )
    assert.equal(found.rowCount, 0, table_name)
  }
})
