import type { Resources } from './context.ts'
import { planActions } from './demo-world/actions.ts'
import { enterPeople } from './demo-world/enter.ts'
import { foundOrganisers } from './demo-world/found.ts'
import { giveGuardian, keepInboxes, makeExtracts } from './demo-world/cast.ts'
import { planPeople } from './demo-world/people.ts'
import { chanceOf } from './demo-world/random.ts'
import { openStage, type Story } from './demo-world/stage.ts'

/** Another number gives another world; the same one always the same, dated from today. */
const SEED = 31
const PROGRESS_EVERY_MS = 2_000

/**
 * Fills an empty database with a country in small: people, organisers and front offices of all regions, half a year
 * of history and six weeks of plans. Everything is done by the real use cases with the clock set back, so that it
 * obeys every rule and leaves every trace that real life would.
 */
export async function seedDemoWorld(resources: Resources, say: (line: string) => void): Promise<void> {
  const now = resources.now?.() ?? new Date()
  const chance = chanceOf(SEED)
  const stage = openStage(resources)
  const planned = planPeople(chance, now)

  async function tell(what: string, stories: readonly Story[]): Promise<void> {
    let spokenMs = Date.now()
    await stage.tell(stories, (told) => {
      if (Date.now() - spokenMs < PROGRESS_EVERY_MS) return
      spokenMs = Date.now()
      say(`the demo world: ${what}, ${told} of ${stories.length}`)
    })
    say(`the demo world: ${what}, ${stories.length}`)
  }

  const ids = new Map()
  await tell('people', enterPeople(stage, planned, ids))
  const organisers = new Map()
  await tell('organisers', foundOrganisers(stage, planned, now, { ids, organisers }))
  await tell('guardians', giveGuardian(stage, planned, now, { ids, organisers }))
  await tell('actions', planActions(stage, planned, now, { chance, ids, organisers }))
  await tell('extracts', [
    ...makeExtracts(stage, planned, now, ids),
    ...keepInboxes(stage, planned, now, ids)
  ])
}
