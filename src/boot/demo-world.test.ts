import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { REGIONS } from '#features/programmes/index.ts'
import { ephemeralKeystore } from '#platform/keystore/keystore.ts'
import { createLog } from '#platform/log.ts'
import { addDays, ageOn, dayOf } from '#platform/prelude/index.ts'
import { testDatabase } from '#tests/support/database.ts'
import { readConfig } from './config.ts'
import { seedDemoWorld } from './demo-world.ts'
import { isInSeason, timesAgo, timesOf } from './demo-world/calendar.ts'
import { ACTIONS, ORGANISERS, PARTS } from './demo-world/data.ts'
import { planPeople } from './demo-world/people.ts'
import { chanceOf } from './demo-world/random.ts'

test('the same day gives the same people, of ages that stay true', () => {
  for (const today of ['2026-11-22', '2028-02-29', '2027-01-01']) {
    const now = new Date(`${today}T12:00:00+05:00`)
    const [one, other] = [planPeople(chanceOf(31), now), planPeople(chanceOf(31), now)]
    assert.deepEqual(one.all, other.all)
    for (const { identity, age } of one.all) assert.equal(ageOn(identity.birthDate, today), age)
    assert.equal(new Set(one.all.map(({ identity }) => identity.iin)).size, one.all.length)
  }
})

test('whatever the day, plans lie ahead, the past behind, and one of two seasons is on', () => {
  for (let day = '2026-11-22'; day < '2027-11-22'; day = addDays(day, 1)) {
    const now = new Date(`${day}T20:10:00+05:00`)
    for (const action of ACTIONS) {
      for (const shift of action.shifts) {
        const { startsAt } = timesOf(shift, now)
        assert.ok(shift.now || startsAt > now, `${action.title.en ?? action.title.ru} on ${day}`)
        assert.ok(dayOf(startsAt) <= addDays(day, 49))
      }
      for (const weeks of action.ago ?? []) assert.ok(timesAgo(action, weeks, now).endsAt < now)
    }
    const ahead = new Date(`${addDays(day, 14)}T10:00:00+05:00`)
    const withSeason = ACTIONS.filter((action) => action.season)
    assert.equal(withSeason.filter((action) => isInSeason(action, ahead)).length * 2, withSeason.length)
  }
})

test('a whole country is made by the real use cases, late on a Sunday in June', async () => {
  await using database = await testDatabase()
  const now = new Date('2027-06-06T23:40:00+05:00')
  const config = readConfig({ ERIKTI_HOME: tmpdir(), DATABASE_URL: database.url })
  const resources = {
    config,
    db: database.db,
    keystore: ephemeralKeystore(),
    log: createLog('silent'),
    now: () => now
  }
  await seedDemoWorld(resources, () => {})
  const column = async (sql: string): Promise<unknown[]> =>
    (await database.pool.query({ text: sql, rowMode: 'array' })).rows.map((row: unknown[]) => row[0])

  const regions = REGIONS.map(({ code }) => code as string).sort()
  assert.deepEqual(await column('select distinct region_code from organiser order by 1'), regions)
  const coming = `select distinct region_code from action join shift using (action_id)
    where action.state = 'published' and starts_at > '${now.toISOString()}' order by 1`
  assert.deepEqual(await column(coming), regions)
  assert.deepEqual(
    await column('select distinct programme from action where programme is not null order by 1'),
    ['asyl-mura', 'bilim', 'qamqor', 'sabaqtastyq', 'saulyq', 'taza-alem', 'umit']
  )
  assert.deepEqual(await column('select distinct grade from contribution order by 1'), [
    'fair',
    'strong',
    'weak'
  ])
  assert.deepEqual(await column('select count(*) from contribution where version > 1'), [1])
  assert.deepEqual(await column(`select count(*) from contribution where status = 'rejected'`), [1])
  const waiting = ORGANISERS.filter((organiser) => organiser.waiting).length
  assert.deepEqual(await column(`select count(*) from organiser_application where state = 'submitted'`), [
    waiting
  ])
  assert.deepEqual(await column(`select count(*) from notice where at > '${now.toISOString()}'`), [0])
  assert.deepEqual(await column(`select count(*) from audit_entry where at > '${now.toISOString()}'`), [0])
  assert.equal(PARTS.length, 8)
})
