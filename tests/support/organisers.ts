import assert from 'node:assert/strict'
import { generateBin, type OrganiserKind } from '#features/organisers/index.ts'
import type { RegionCode } from '#features/programmes/index.ts'
import { perform } from '#platform/use-case.ts'
import { aPerson } from './people.ts'
import type { TestWorld } from './world.ts'

export interface OrganiserWishes {
  /** Who applies and becomes the first owner; somebody new unless said otherwise. */
  owner?: string
  region?: RegionCode
  kind?: OrganiserKind
  name?: string
}

let serial = 0

/** A synthetic BIN, another one at each call. */
export function syntheticBin(): string {
  for (;;) {
    const bin = generateBin((serial += 1))
    if (bin) return bin
  }
}

/** What an application says, as a form sends it. */
export function anApplication(wishes: Pick<OrganiserWishes, 'region' | 'kind' | 'name'> = {}) {
  const { region = '71', kind = 'organisation', name = 'Жасыл қала' } = wishes
  return {
    kind,
    ...(kind === 'initiative-group' ? {} : { bin: syntheticBin() }),
    name: { kk: name },
    about: { kk: 'Қаланы көгалдандырамыз.' },
    regionCode: region
  }
}

/** An organiser that applied, was checked and approved. */
export async function anOrganiser(
  world: TestWorld,
  wishes: OrganiserWishes = {}
): Promise<{ organiserId: string; ownerId: string }> {
  const { runtime, organisers } = world.app
  const region = wishes.region ?? '71'
  const ownerId = wishes.owner ?? (await aPerson(world))
  const officer = world.actor(await frontOfficer(world, region))
  const { commands } = organisers

  const applied = await perform(runtime, world.actor(ownerId), commands.apply, anApplication(wishes))
  assert.ok(applied.ok, JSON.stringify(applied))
  const { applicationId } = applied.value
  const checked = await perform(runtime, officer, commands.check, { applicationId })
  assert.ok(checked.ok, JSON.stringify(checked))
  const decided = await perform(runtime, officer, commands.decide, { applicationId, decision: 'approve' })
  assert.ok(decided.ok, JSON.stringify(decided))
  return { organiserId: decided.value.organiserId!, ownerId }
}

/** Somebody who serves in the front office of a region, or in the national one. */
export async function frontOfficer(world: TestWorld, region: RegionCode | 'all'): Promise<string> {
  const personId = await aPerson(world, { familyName: 'Ахметов', givenName: 'Ерлан' })
  await world.app.organisers.appointOfficer(world.app.runtime.db, personId, region, world.now())
  return personId
}
