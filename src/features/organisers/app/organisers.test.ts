import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { AuditTables } from '#platform/audit.ts'
import type { Result } from '#platform/prelude/index.ts'
import { perform, type Command, type Query } from '#platform/use-case.ts'
import { blocked } from '#tests/support/locks.ts'
import { anApplication, anOrganiser, frontOfficer, syntheticBin } from '#tests/support/organisers.ts'
import { aShift } from '#tests/support/opportunities.ts'
import { aPerson } from '#tests/support/people.ts'
import { testWorld, type TestWorld } from '#tests/support/world.ts'

let world: TestWorld
before(async () => void (world = await testWorld()))
after(() => world[Symbol.asyncDispose]())

const organisers = () => world.app.organisers
const as = <P extends z.ZodType, O>(
  personId: string | undefined,
  useCase: Query<P, O> | Command<P, O>,
  input: unknown
) => perform(world.app.runtime, world.actor(personId), useCase, input)

async function done<T>(outcome: Promise<Result<T>>): Promise<T> {
  const result = await outcome
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}

async function code(outcome: Promise<Result<unknown>>): Promise<string> {
  const result = await outcome
  return result.ok ? 'ok' : [result.error, ...(result.error.also ?? [])].map((one) => one.code).join(' ')
}

const titles = async (personId: string) =>
  (await done(as(personId, world.app.notices.queries.myNotices, {}))).items.map(({ title }) => title)

test('an application is checked, returned, mended and approved, and each step is told', async () => {
  const { commands, queries } = organisers()
  const [applicant, officer] = [await aPerson(world), await frontOfficer(world, '55')]
  const application = anApplication({ region: '55' })
  const { applicationId } = await done(as(applicant, commands.apply, application))
  assert.deepEqual(await titles(officer), ['Жаңа өтінім'])

  const queue = await done(as(officer, queries.queue, {}))
  assert.deepEqual(queue.regions, ['55'])
  assert.deepEqual(
    queue.items.map((line) => line.application.applicationId),
    [applicationId]
  )

  assert.equal(
    await code(as(officer, commands.decide, { applicationId, decision: 'approve' })),
    'application-moved-on'
  )
  assert.equal(
    await code(as(officer, commands.decide, { applicationId, decision: 'return', reason: ' ' })),
    'application-reason-required'
  )
  await done(
    as(officer, commands.decide, { applicationId, decision: 'return', reason: 'Атауын толық жазыңыз.' })
  )
  assert.deepEqual(await titles(applicant), ['Өтінімді түзету керек'])
  const returned = await done(as(applicant, queries.myApplication, { applicationId }))
  assert.deepEqual(returned.steps, ['amend', 'withdraw'])
  assert.equal(returned.history.at(-1)!.reason, 'Атауын толық жазыңыз.')

  await done(
    as(applicant, commands.amend, {
      ...application,
      applicationId,
      name: { kk: '«Жасыл қала» қоғамдық қоры' }
    })
  )
  await done(as(officer, commands.check, { applicationId }))
  const { organiserId } = await done(as(officer, commands.decide, { applicationId, decision: 'approve' }))
  assert.equal(await organisers().roleOf(world.app.runtime.db, applicant, organiserId!), 'owner')
  const shown = await done(as(undefined, queries.organiser, { organiserId }))
  assert.equal(shown.name.kk, '«Жасыл қала» қоғамдық қоры')
  assert.equal(shown.bin, application.bin)

  const looks = await world.app.runtime.db
    .withTables<AuditTables>()
    .selectFrom('look')
    .select('what')
    .where('person_id', '=', applicant)
    .execute()
  assert.deepEqual(looks, [])
  await done(as(officer, queries.application, { applicationId }))
  const seen = await world.app.runtime.db
    .withTables<AuditTables>()
    .selectFrom('look')
    .select(['what', 'viewer_id'])
    .where('person_id', '=', applicant)
    .execute()
  assert.deepEqual(seen, [{ what: 'organiser-application', viewer_id: officer }])
})

test('wrong input is refused at its field', async () => {
  const applicant = await aPerson(world)
  const apply = (change: object) =>
    code(as(applicant, organisers().commands.apply, { ...anApplication(), ...change }))
  assert.equal(await apply({ bin: '' }), 'bin-required')
  assert.equal(await apply({ bin: '12' }), 'bin-length')
  assert.equal(await apply({ bin: '991240000014' }), 'bin-checksum')
  assert.equal(await apply({ kind: 'initiative-group' }), 'bin-of-group')
  assert.equal(await apply({ kind: 'firm' }), 'unknown-value')
  assert.equal(await apply({ regionCode: '99' }), 'unknown-value')
  assert.equal(await apply({ name: {} }), 'text-in-one-language')
  assert.equal(await apply({ name: { kk: 'а'.repeat(201) } }), 'too-long')
  assert.equal(await apply({ about: { ru: '<script>' } }), 'text-has-markup')
  assert.equal(await apply({ bin: `${syntheticBin().replace(/(.{6})/, '$1 ')}` }), 'ok')
})

test('who answers for an organiser is of age', async () => {
  const young = await aPerson(world, { birthDate: '2008-11-24' })
  const application = anApplication({ kind: 'initiative-group' })
  assert.equal(await code(as(young, organisers().commands.apply, application)), 'applicant-under-age')
  const justAdult = await aPerson(world, { birthDate: '2008-11-23' })
  assert.equal(await code(as(justAdult, organisers().commands.apply, application)), 'ok')
})

test('only the office of the region decides, and never on its own application', async () => {
  const { commands, queries } = organisers()
  const officer = await frontOfficer(world, '39')
  const elsewhere = await frontOfficer(world, '11')
  const national = await frontOfficer(world, 'all')
  const { applicationId } = await done(as(officer, commands.apply, anApplication({ region: '39' })))
  const check = (personId?: string) => code(as(personId, commands.check, { applicationId }))
  assert.equal(await check(undefined), 'sign-in-required')
  assert.equal(await check(await aPerson(world)), 'front-office-only')
  assert.equal(await check(elsewhere), 'front-office-other-region')
  assert.equal(await check(officer), 'application-own')
  assert.equal(await code(as(elsewhere, queries.application, { applicationId })), 'front-office-other-region')
  assert.equal(await code(as(elsewhere, queries.myApplication, { applicationId })), 'application-not-found')
  assert.equal(await code(as(elsewhere, commands.withdraw, { applicationId })), 'application-not-found')
  const own = await done(as(officer, queries.application, { applicationId }))
  assert.deepEqual([own.steps, own.whyNot?.code], [[], 'application-own'])
  assert.equal(await check(national), 'ok')
})

test('a refusal can be appealed once, to somebody else in the national office', async () => {
  const { commands } = organisers()
  const [applicant, regional] = [await aPerson(world), await frontOfficer(world, '62')]
  const [national, colleague] = [await frontOfficer(world, 'all'), await frontOfficer(world, 'all')]
  const { applicationId } = await done(as(applicant, commands.apply, anApplication({ region: '62' })))
  const decide = (personId: string, decision: string) =>
    code(as(personId, commands.decide, { applicationId, decision, reason: 'Дерек сәйкес емес.' }))
  assert.equal(await decide(national, 'refuse'), 'ok')
  assert.equal(await code(as(applicant, commands.appeal, { applicationId, reason: '' })), 'required')
  const appeal = () => as(applicant, commands.appeal, { applicationId, reason: 'Құжат тіркелген.' })
  assert.equal(await code(appeal()), 'ok')
  assert.ok((await titles(colleague)).includes('Бас тартуға шағым'))
  assert.equal(await decide(regional, 'refuse'), 'application-appealed')
  assert.equal(await decide(national, 'refuse'), 'application-refused-by-you')
  assert.equal(await decide(colleague, 'refuse'), 'ok')
  assert.equal(await code(appeal()), 'application-moved-on')
})

test('one record a BIN, also when two offices approve at once', async () => {
  const { commands } = organisers()
  const officer = await frontOfficer(world, '27')
  const bin = syntheticBin()
  const applications = await Promise.all(
    [0, 1].map(async () => {
      const application = { ...anApplication({ region: '27' }), bin }
      return (await done(as(await aPerson(world), commands.apply, application))).applicationId
    })
  )
  for (const applicationId of applications) await done(as(officer, commands.check, { applicationId }))
  const outcomes = await Promise.all(
    applications.map((applicationId) =>
      code(as(officer, commands.decide, { applicationId, decision: 'approve' }))
    )
  )
  assert.deepEqual(outcomes.toSorted(), ['bin-taken', 'ok'])
  const late = { ...anApplication({ region: '27' }), bin }
  assert.equal(await code(as(await aPerson(world), commands.apply, late)), 'bin-taken')
})

test('a closed organiser frees its BIN', async () => {
  const { commands, queries } = organisers()
  const { organiserId, ownerId } = await anOrganiser(world)
  const { bin } = await done(as(undefined, queries.organiser, { organiserId }))
  await done(as(ownerId, commands.close, { organiserId, reason: 'Қор таратылды.' }))
  assert.equal(await code(as(await aPerson(world), commands.apply, { ...anApplication(), bin })), 'ok')
  assert.equal(
    await code(as(ownerId, commands.close, { organiserId, reason: 'Тағы.' })),
    'organiser-moved-on'
  )
})

test('an organiser with something to come is not closed: nobody else could call it off', async () => {
  const { commands } = organisers()
  const { organiserId, ownerId } = await anOrganiser(world)
  const { actionId } = await aShift(world, { organiserId, coordinatorId: ownerId })
  const close = () => code(as(ownerId, commands.close, { organiserId, reason: 'Қор таратылды.' }))
  assert.equal(await close(), 'organiser-has-coming-actions')
  const off = { actionId, reason: 'Қор таратылды.' }
  await done(as(ownerId, world.app.opportunities.commands.cancelAction, off))
  assert.equal(await close(), 'ok')
})

test('nobody floods the office', async () => {
  const { commands } = organisers()
  const applicant = await aPerson(world)
  const first = await done(as(applicant, commands.apply, anApplication()))
  for (let at = 1; at < 5; at += 1) await done(as(applicant, commands.apply, anApplication()))
  assert.equal(await code(as(applicant, commands.apply, anApplication())), 'application-too-many')
  await done(as(applicant, commands.withdraw, first))
  assert.equal(await code(as(applicant, commands.apply, anApplication())), 'ok')

  const hasty = await aPerson(world)
  const atOnce = await Promise.all(
    Array.from({ length: 8 }, () => code(as(hasty, commands.apply, anApplication())))
  )
  assert.equal(atOnce.filter((one) => one === 'ok').length, 5, 'also when all are sent at once')
})

test('an officer who applies in their own region is decided upon by the national office, which is told', async () => {
  const { commands } = organisers()
  const [officer, national] = [await frontOfficer(world, '33'), await frontOfficer(world, 'all')]
  await done(as(officer, commands.apply, anApplication({ region: '33' })))
  assert.deepEqual(await titles(officer), [])
  assert.deepEqual(await titles(national), ['Жаңа өтінім'])
})

test('an owner is of age', async () => {
  const { commands, queries } = organisers()
  const { organiserId, ownerId } = await anOrganiser(world)
  const linkFor = async (role: string) => {
    const { invitationId } = await done(as(ownerId, commands.invite, { organiserId, role }))
    const { invitations } = await done(as(ownerId, queries.staff, { organiserId }))
    return invitations.find((one) => one.invitationId === invitationId)!.token
  }
  const minor = await aPerson(world, { birthDate: '2010-01-01' })
  const accept = async (role: string) =>
    code(as(minor, commands.acceptInvitation, { token: await linkFor(role) }))
  assert.equal(await accept('owner'), 'owner-not-adult')
  assert.equal(await accept('coordinator'), 'ok')
  const change = (role: string) =>
    code(as(ownerId, commands.changeRole, { organiserId, personId: minor, role }))
  assert.equal(await change('owner'), 'owner-not-adult')
  assert.equal(await change('viewer'), 'ok')
})

test('two of the national office who dismiss each other at once leave one', async () => {
  const { commands } = organisers()
  const { db } = world.app.runtime
  const pair = [await frontOfficer(world, 'all'), await frontOfficer(world, 'all')] as const
  const dismiss = (by: string, personId: string) =>
    code(as(by, commands.dismissOfficer, { personId, region: 'all', reason: 'Жұмыстан шықты.' }))
  let both: Promise<string[]>
  await db.transaction().execute(async (held) => {
    // Both come while somebody else changes who serves there.
    await sql`select from front_office_role where region_code = 'all' for update`.execute(held)
    both = Promise.all([dismiss(pair[0], pair[1]), dismiss(pair[1], pair[0])])
    await blocked(db, both, 2)
  })
  assert.deepEqual((await both!).toSorted(), ['front-office-national-only', 'ok'])
})

test('a link lets one person in, once, with its role', async () => {
  const { commands, queries } = organisers()
  const { organiserId, ownerId } = await anOrganiser(world)
  await done(as(ownerId, commands.invite, { organiserId, role: 'coordinator' }))
  const { invitations } = await done(as(ownerId, queries.staff, { organiserId }))
  const { token } = invitations[0]!
  assert.match(token, /^[\w-]{22}$/)
  assert.equal((await done(as(undefined, queries.invitation, { token }))).role, 'coordinator')

  const guests = [await aPerson(world), await aPerson(world), await aPerson(world)]
  const outcomes = await Promise.all(
    guests.map((guest) => code(as(guest, commands.acceptInvitation, { token })))
  )
  assert.deepEqual(outcomes.toSorted(), ['invitation-used', 'invitation-used', 'ok'])
  const coordinator = guests[outcomes.indexOf('ok')]!
  assert.equal(await organisers().roleOf(world.app.runtime.db, coordinator, organiserId), 'coordinator')
  assert.deepEqual((await done(as(coordinator, queries.staff, { organiserId }))).invitations, [])
  assert.equal(
    await code(as(coordinator, commands.invite, { organiserId, role: 'viewer' })),
    'organiser-owners-only'
  )
  assert.equal(await code(as(undefined, queries.invitation, { token })), 'invitation-used')
  assert.ok((await titles(ownerId)).includes('Шақыру қабылданды'))
})

test('an invitation can be cancelled and runs out', async () => {
  const { commands, queries } = organisers()
  const { organiserId, ownerId } = await anOrganiser(world)
  const linkOf = async () => {
    const { invitationId } = await done(as(ownerId, commands.invite, { organiserId, role: 'viewer' }))
    const { invitations } = await done(as(ownerId, queries.staff, { organiserId }))
    const { token } = invitations.find((one) => one.invitationId === invitationId)!
    return { invitationId, token }
  }
  const [cancelled, late] = [await linkOf(), await linkOf()]
  const guest = await aPerson(world)
  const accept = (token: string) => code(as(guest, commands.acceptInvitation, { token }))
  await done(as(ownerId, commands.cancelInvitation, { organiserId, invitationId: cancelled.invitationId }))
  assert.equal(await accept(cancelled.token), 'invitation-cancelled')
  assert.equal(await accept('A'.repeat(22)), 'invitation-not-found')
  assert.equal(await accept('../../etc'), 'invitation-not-found')
  const stood = world.now()
  world.at('2026-12-07T05:00:00Z')
  assert.equal(await accept(late.token), 'invitation-expired')
  world.at(stood)
  assert.equal(await accept(late.token), 'ok')
})

test('two owners who take each other out at once leave one', async () => {
  const { commands, queries } = organisers()
  const { organiserId, ownerId } = await anOrganiser(world)
  await done(as(ownerId, commands.invite, { organiserId, role: 'owner' }))
  const { invitations } = await done(as(ownerId, queries.staff, { organiserId }))
  const second = await aPerson(world)
  await done(as(second, commands.acceptInvitation, { token: invitations[0]!.token }))
  await Promise.all([
    as(ownerId, commands.removeStaff, { organiserId, personId: second }),
    as(second, commands.removeStaff, { organiserId, personId: ownerId })
  ])
  const left = await organisers().staffOf(world.app.runtime.db, organiserId)
  assert.equal(left.length, 1)
  const [last] = left
  const leave = { organiserId, personId: last!.personId }
  assert.equal(await code(as(last!.personId, commands.removeStaff, leave)), 'organiser-last-owner')
  assert.equal(
    await code(as(last!.personId, commands.changeRole, { ...leave, role: 'viewer' })),
    'organiser-last-owner'
  )
})

test('a suspended organiser may not act, and its people are told why', async () => {
  const { commands, queries } = organisers()
  const { organiserId, ownerId } = await anOrganiser(world, { region: '15' })
  const [officer, stranger] = [await frontOfficer(world, '15'), await frontOfficer(world, '23')]
  const suspend = (personId: string) =>
    code(as(personId, commands.suspend, { organiserId, reason: 'Тексеру жүріп жатыр.' }))
  assert.equal(await suspend(stranger), 'front-office-other-region')
  assert.equal(await suspend(ownerId), 'front-office-only')
  assert.equal(await suspend(officer), 'ok')
  assert.equal(await suspend(officer), 'organiser-moved-on')
  assert.ok((await titles(ownerId)).includes('Ұйымдастырушының жұмысы тоқтатылды'))
  assert.equal(
    await code(as(ownerId, commands.invite, { organiserId, role: 'viewer' })),
    'organiser-suspended'
  )
  const found = await done(as(undefined, queries.search, { regionCode: '15' }))
  assert.ok(!found.items.some((one) => one.organiserId === organiserId))
  assert.equal(await code(as(officer, commands.resume, { organiserId, reason: 'Тексеру аяқталды.' })), 'ok')
  assert.equal(await code(as(ownerId, commands.invite, { organiserId, role: 'viewer' })), 'ok')
})

test('an officer does not oversee an organiser that they work for', async () => {
  const owner = await frontOfficer(world, '47')
  const { organiserId } = await anOrganiser(world, { region: '47', owner })
  const suspended = as(owner, organisers().commands.suspend, { organiserId, reason: 'Өзім.' })
  assert.equal(await code(suspended), 'front-office-own-organiser')
})

test('organisers are found by any spelling, by BIN and by region, page by page', async () => {
  const { queries } = organisers()
  const { organiserId } = await anOrganiser(world, { region: '43', name: 'Қамқор жүректер' })
  for (let at = 0; at < 3; at += 1) await anOrganiser(world, { region: '43', name: `Ақ көңіл ${at}` })
  const found = async (input: object) =>
    (await done(as(undefined, queries.search, input))).items.map((one) => one.organiserId)
  for (const q of ['қамқор', 'камкор журек', 'Qamqor', 'kamkor'])
    assert.deepEqual(await found({ q }), [organiserId], q)
  const { bin } = await done(as(undefined, queries.organiser, { organiserId }))
  assert.deepEqual(await found({ q: `${bin!.slice(0, 6)} ${bin!.slice(6)}` }), [organiserId])
  assert.deepEqual(await found({ q: '%', regionCode: '43', kind: '', size: 1 }).then((ids) => ids.length), 1)

  const seen: string[] = []
  for (let cursor: string | undefined; ;) {
    const { items, next } = await done(as(undefined, queries.search, { regionCode: '43', size: 3, cursor }))
    seen.push(...items.map((one) => one.organiserId))
    if (!next) break
    cursor = next
  }
  assert.equal(seen.length, 4)
  assert.equal(new Set(seen).size, 4)
})

test('an owner says how everybody can reach the organiser, and takes it away again', async () => {
  const { commands, queries } = organisers()
  const { organiserId, ownerId } = await anOrganiser(world)
  const contactOf = async () => (await done(as(undefined, queries.organiser, { organiserId }))).contact
  assert.deepEqual(await contactOf(), { email: null, phone: null, site: null })

  const wrong = { organiserId, email: 'x', phone: '112', site: 'javascript:alert(1)' }
  assert.equal(await code(as(ownerId, commands.setContact, wrong)), 'email-wrong phone-wrong site-wrong')
  await done(
    as(ownerId, commands.setContact, {
      organiserId,
      email: ' info@zhasyl.kz ',
      phone: '8 7172 55 12 34',
      site: 'zhasyl.kz'
    })
  )
  assert.deepEqual(await contactOf(), {
    email: 'info@zhasyl.kz',
    phone: '+77172551234',
    site: 'https://zhasyl.kz'
  })
  await done(as(ownerId, commands.setContact, { organiserId, email: '', phone: '', site: '' }))
  assert.deepEqual(await contactOf(), { email: null, phone: null, site: null })
  assert.equal(
    await code(as(await aPerson(world), commands.setContact, { organiserId })),
    'organiser-not-yours'
  )
})

test('the national office appoints officers by a link, for one person of age, once, and dismisses them', async () => {
  const { commands, queries } = organisers()
  const national = await frontOfficer(world, 'all')
  const regional = await frontOfficer(world, '63')
  const invited = async () => {
    const { invitationId } = await done(as(national, commands.inviteOfficer, { region: '63' }))
    const { invitations } = await done(as(national, queries.officers, {}))
    return invitations.find((one) => one.invitationId === invitationId)!
  }
  assert.equal(
    await code(as(regional, commands.inviteOfficer, { region: '63' })),
    'front-office-national-only'
  )
  assert.equal(await code(as(regional, queries.officers, {})), 'front-office-national-only')

  const { token } = await invited()
  const shown = await done(as(undefined, queries.officerInvitation, { token }))
  assert.equal(shown.region, '63')
  const minor = await aPerson(world, { birthDate: '2010-01-01' })
  assert.equal(await code(as(minor, commands.joinOffice, { token })), 'officer-not-adult')
  assert.equal(await code(as(regional, commands.joinOffice, { token })), 'officer-already')
  const person = await aPerson(world)
  await done(as(person, commands.joinOffice, { token }))
  assert.deepEqual(await titles(national), ['Фронт-офиске адам қосылды'])
  assert.deepEqual((await done(as(person, queries.queue, {}))).regions, ['63'])
  assert.equal(await code(as(await aPerson(world), commands.joinOffice, { token })), 'invitation-used')

  const { invitationId, token: other } = await invited()
  await done(as(national, commands.cancelOfficerInvitation, { invitationId }))
  assert.equal(await code(as(undefined, queries.officerInvitation, { token: other })), 'invitation-cancelled')

  const reason = 'Басқа қызметке ауысты.'
  const dismiss = (personId: string, by = national) =>
    code(as(by, commands.dismissOfficer, { personId, region: personId === national ? 'all' : '63', reason }))
  assert.equal(await dismiss(national), 'officer-yourself')
  assert.equal(await dismiss(person, regional), 'front-office-national-only')
  assert.equal(await dismiss(person), 'ok')
  assert.equal(await dismiss(person), 'officer-not-found')
  assert.equal(await code(as(person, queries.queue, {})), 'front-office-only')
  assert.deepEqual(await titles(person), ['Фронт-офистегі рөліңіз қайтарып алынды'])
})
