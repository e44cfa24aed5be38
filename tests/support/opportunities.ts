import assert from 'node:assert/strict'
import { perform } from '#platform/use-case.ts'
import type { TestWorld } from './world.ts'

const HOUR_MS = 3_600_000

export interface ShiftWishes {
  organiserId: string
  coordinatorId: string
  /** Tomorrow at the same time unless said otherwise. */
  startsAt?: Date
  /** Three hours later unless said otherwise. */
  endsAt?: Date
  capacity?: number
  title?: string
  region?: string
  directions?: string[]
  riskLevel?: 'low' | 'medium' | 'high'
  minAge?: number
  joinMode?: 'at-once' | 'apply'
  programme?: string
}

/** What the form of a new action sends, complete enough to be published. */
export function anAction(wishes: Omit<ShiftWishes, 'coordinatorId'>, now: Date) {
  const startsAt = wishes.startsAt ?? new Date(now.getTime() + 24 * HOUR_MS)
  const endsAt = wishes.endsAt ?? new Date(startsAt.getTime() + 3 * HOUR_MS)
  return {
    organiserId: wishes.organiserId,
    title: { kk: wishes.title ?? 'Өзен жағасын тазалау', ru: 'Уборка берега реки' },
    text: { kk: 'Есіл жағасындағы қоқысты бірге жинаймыз.' },
    directions: wishes.directions ?? ['environmental'],
    beneficiaries: ['nature'],
    programme: wishes.programme ?? null,
    regionCode: wishes.region ?? '71',
    locality: 'Астана',
    address: 'Есіл жағалауы, 3-көпір',
    languages: ['kk', 'ru'],
    minAge: wishes.minAge ?? null,
    riskLevel: wishes.riskLevel ?? 'low',
    joinMode: wishes.joinMode ?? 'at-once',
    acceptance: { notStateFunction: true, unpaid: true, freeWill: true, useful: true },
    why: { kk: 'Тұрғындар өз ауласындағы өзенге өздері қамқор болғысы келеді.' },
    shifts: [
      {
        role: { kk: 'Жинаушы' },
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        capacity: wishes.capacity ?? 10
      }
    ],
    publish: true
  }
}

/** A published action with one shift, made by a coordinator. */
export async function aShift(
  world: TestWorld,
  wishes: ShiftWishes
): Promise<{ actionId: string; shiftId: string }> {
  const { runtime, opportunities } = world.app
  const created = await perform(
    runtime,
    world.actor(wishes.coordinatorId),
    opportunities.commands.createAction,
    anAction(wishes, world.now())
  )
  assert.ok(created.ok, JSON.stringify(created))
  const { actionId } = created.value
  const shown = await perform(runtime, world.actor(), opportunities.queries.action, { actionId })
  assert.ok(shown.ok, JSON.stringify(shown))
  return { actionId, shiftId: shown.value.shifts[0]!.shiftId }
}

/** Signs somebody up through the real use case; the state they are in afterwards. */
export async function signedUp(
  world: TestWorld,
  personId: string,
  shiftId: string,
  wait = false
): Promise<string> {
  const { runtime, opportunities } = world.app
  const done = await perform(runtime, world.actor(personId), opportunities.commands.signUp, { shiftId, wait })
  assert.ok(done.ok, JSON.stringify(done))
  return done.value.state
}
