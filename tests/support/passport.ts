import assert from 'node:assert/strict'
import { withdrawingStore } from '#boot/credentials.ts'
import { contributionStore } from '#features/contributions/adapters/store.ts'
import type { Contribution } from '#features/contributions/index.ts'
import { DIRECTIONS, type Direction } from '#features/programmes/index.ts'
import { addMinutes } from '#platform/prelude/index.ts'
import { perform } from '#platform/use-case.ts'
import type { TestWorld } from './world.ts'

export interface RecordWishes {
  startedAt?: string
  minutes?: number
  directions?: Direction[]
  title?: string
  texts?: Pick<Contribution, 'organiserName' | 'title' | 'role' | 'locality'>
  organiserId?: string
}

const longest = (chars: number) => ({ kk: 'Қ'.repeat(chars), ru: 'Щ'.repeat(chars), en: 'W'.repeat(chars) })

/** A record each of whose texts is as long as their owners may write them, in three languages. */
export const LONGEST = {
  texts: {
    organiserName: longest(200),
    title: longest(120),
    role: longest(80),
    locality: 'Қ'.repeat(200)
  },
  directions: [...DIRECTIONS]
} satisfies RecordWishes

/**
 * A confirmed record of any day, written as the fact that confirming leaves: what a passport makes of the past does
 * not need every shift to be lived through. The way through the use cases is in tests/support/contributions.ts.
 */
export async function aRecord(
  world: TestWorld,
  personId: string,
  wishes: RecordWishes = {}
): Promise<Contribution> {
  const { newId } = world.app.runtime
  const { minutes = 120, directions = ['environmental'] } = wishes
  const startedAt = new Date(wishes.startedAt ?? '2026-06-14T04:00:00Z')
  const endedAt = addMinutes(startedAt, minutes)
  const record: Contribution = {
    personId,
    contributionId: newId(),
    version: 1,
    status: 'confirmed',
    shiftId: newId(),
    actionId: newId(),
    organiserId: wishes.organiserId ?? newId(),
    organiserName: { kk: 'Жасыл қала', ru: 'Зелёный город' },
    title: { kk: wishes.title ?? 'Есіл жағалауын тазалау' },
    role: { kk: 'Волонтер', ru: 'Волонтёр' },
    regionCode: '71',
    locality: 'Астана',
    ...wishes.texts,
    directions,
    programme: null,
    startedAt,
    endedAt,
    minutes,
    grade: 'strong',
    rulesFrom: '2016-12-30',
    signals: [{ kind: 'in', proof: 'code', at: startedAt }],
    confirmerId: newId(),
    decision: 'confirm',
    confirmerRole: 'coordinator',
    confirmerName: 'Нұрлан Ә.',
    reason: null,
    decidedAt: addMinutes(endedAt, 60)
  }
  await append(world, record, 'record')
  return record
}

/** The next version of a record: other minutes, or none at all. */
export async function correctRecord(
  world: TestWorld,
  record: Contribution,
  minutes: number | null
): Promise<Contribution> {
  const next: Contribution = {
    ...record,
    version: record.version + 1,
    status: minutes === null ? 'revoked' : 'confirmed',
    minutes: minutes ?? 0,
    decision: minutes === null ? 'revoke' : 'amend',
    reason: 'Қате жазылған',
    decidedAt: world.now()
  }
  await append(world, next, minutes === null ? 'revoke' : 'amend')
  return next
}

async function append(world: TestWorld, record: Contribution, kind: 'record' | 'amend' | 'revoke') {
  const { db, newId } = world.app.runtime
  const { people, passport, credentials } = world.app
  const { extractsOn } = passport
  const store = withdrawingStore(contributionStore, {
    people,
    extractsOn,
    withdrawIn: credentials.withdrawIn
  })
  await store.append(db, [{ ...record, outboxId: newId(), kind }])
}

export const EXTRACT_WISHES = {
  purpose: 'civil-service',
  reader: 'Қала әкімдігінің конкурстық комиссиясы',
  list: true,
  validDays: 30
} as const

/** The whole passport of somebody on paper, with the link and the code on it. */
export async function aPaper(world: TestWorld, personId: string): Promise<MadeExtract> {
  const { runtime, passport } = world.app
  const made = await perform(runtime, world.actor(personId), passport.commands.makePaper, {})
  assert.ok(made.ok, JSON.stringify(made))
  return handedOn(world, personId, made.value)
}

/** An extract of somebody's passport, with the link and the code that its holder hands on. */
export async function anExtract(
  world: TestWorld,
  personId: string,
  wishes: object = {}
): Promise<MadeExtract> {
  const { runtime, passport } = world.app
  const made = await perform(runtime, world.actor(personId), passport.commands.makeExtract, {
    ...EXTRACT_WISHES,
    ...wishes
  })
  assert.ok(made.ok, JSON.stringify(made))
  return handedOn(world, personId, made.value)
}

interface MadeExtract {
  readonly extractId: string
  readonly token: string
  readonly code: string
}

async function handedOn(
  { app, actor }: TestWorld,
  personId: string,
  made: { extractId: string }
): Promise<MadeExtract> {
  const shown = await perform(app.runtime, actor(personId), app.passport.queries.myExtract, made)
  assert.ok(shown.ok, JSON.stringify(shown))
  const { extractId, link, code } = shown.value
  return { extractId, token: link.split('/').at(-1)!, code }
}
