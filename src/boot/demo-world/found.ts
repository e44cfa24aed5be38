import { generateBin } from '#features/organisers/index.ts'
import { addMinutes } from '#platform/prelude/index.ts'
import { daysBefore } from './calendar.ts'
import { ORGANISERS, type DemoOrganiser } from './data.ts'
import type { Ids } from './enter.ts'
import { STAFF_WEEKS_AGO, type PlannedPeople } from './people.ts'
import type { Stage, Story } from './stage.ts'

/** By key of the demo data. */
export type OrganiserIds = Map<string, string>

const DAY_MINUTES = 24 * 60
/** The operator of the installation has the first serial. */
const BIN_SERIAL_MIN = 100

/** Front offices are staffed, organisers apply, are checked and approved, and take a coordinator in. */
export function foundOrganisers(
  stage: Stage,
  planned: PlannedPeople,
  now: Date,
  known: { ids: Ids; organisers: OrganiserIds }
): Story[] {
  const start = daysBefore(now, 7 * (STAFF_WEEKS_AGO - 1))
  const offices = [...planned.officers].map(([region, officer]) => ({
    at: daysBefore(start, 3),
    tell: () =>
      stage.app.organisers.appointOfficer(
        stage.app.runtime.db,
        known.ids.get(officer)!,
        region,
        daysBefore(start, 3)
      )
  }))
  const organisers = ORGANISERS.map((organiser, index) => {
    const at = organiser.waiting ? daysBefore(now, 1 + (index % 3)) : addMinutes(start, index * 47)
    return { at, tell: () => found(stage, planned, { ...known, organiser, index, at }) }
  })
  return [...offices, ...organisers]
}

interface Founding {
  ids: Ids
  organisers: OrganiserIds
  organiser: DemoOrganiser
  index: number
  at: Date
}

async function found(
  stage: Stage,
  planned: PlannedPeople,
  { ids, organisers, organiser, index, at }: Founding
): Promise<void> {
  const { commands, queries } = stage.app.organisers
  const { key, kind, name, about, region, waiting } = organiser
  const owner = ids.get(planned.owners.get(key)!)!
  const officer = ids.get(planned.officers.get(region)!)!
  const bin = kind === 'initiative-group' ? {} : { bin: binOf(index) }
  const content = { kind, ...bin, name, about, regionCode: region }
  const { applicationId } = await stage.act(owner, at, commands.apply, content)
  if (waiting) return

  const after = (days: number): Date => addMinutes(at, days * DAY_MINUTES)
  await stage.act(officer, after(1), commands.check, { applicationId })
  const decision = 'approve'
  const { organiserId } = await stage.act(officer, after(1.2), commands.decide, { applicationId, decision })
  organisers.set(key, organiserId!)

  const invited = await stage.act(owner, after(2), commands.invite, { organiserId, role: 'coordinator' })
  const { invitations } = await stage.act(owner, after(2), queries.staff, { organiserId })
  const { token } = invitations.find((one) => one.invitationId === invited.invitationId)!
  await stage.act(ids.get(planned.coordinators.get(key)!)!, after(2.3), commands.acceptInvitation, { token })
}

/** Each organiser's own; a few serials have no number. */
function binOf(index: number): string {
  const tries = [0, 1, 2, 3].map((more) => generateBin(BIN_SERIAL_MIN + index * 10 + more))
  return tries.find((bin) => bin !== null)!
}
