import { addMinutes } from '#platform/prelude/index.ts'
import { daysBefore } from './calendar.ts'
import type { Ids } from './enter.ts'
import type { OrganiserIds } from './found.ts'
import type { PlannedPeople } from './people.ts'
import type { Stage, Story } from './stage.ts'

const MINORS_ORGANISER = 'jaiyq-taza'
const GUARDIAN_DAYS_AGO = 75
const READ_DAYS_AGO = 2

/** The guardian of the minor confirms that she may help one organiser. */
export function giveGuardian(
  stage: Stage,
  { cast }: PlannedPeople,
  now: Date,
  { ids, organisers }: { ids: Ids; organisers: OrganiserIds }
): Story[] {
  const { commands, queries } = stage.app.people
  const at = daysBefore(now, GUARDIAN_DAYS_AGO)
  const [ward, guardian] = [ids.get(cast.minor)!, ids.get(cast.guardian)!]
  return [
    {
      at,
      async tell() {
        const organiserId = organisers.get(MINORS_ORGANISER)!
        await stage.act(ward, at, commands.inviteGuardian, { organiserId })
        const { invitations } = await stage.act(ward, at, queries.myGuardians, {})
        const token = invitations[0]!.link.split('/').at(-1)
        await stage.act(guardian, addMinutes(at, 90), commands.confirmGuardianship, { token })
      }
    }
  ]
}

/** The volunteer has made an extract for a grant, and its reader has opened it. */
export function makeExtracts(stage: Stage, { cast }: PlannedPeople, now: Date, ids: Ids): Story[] {
  const { commands, queries } = stage.app.passport
  const at = daysBefore(now, 6)
  const holder = ids.get(cast.volunteer)!
  return [
    {
      at,
      async tell() {
        const { extractId } = await stage.act(holder, at, commands.makeExtract, {
          purpose: 'grant',
          reader: 'Шағын гранттар комиссиясы',
          list: true,
          validDays: 30
        })
        const { link } = await stage.act(holder, at, queries.myExtract, { extractId })
        // After the inboxes were last read: the newcomer to the demo world finds something new.
        await stage.act(null, daysBefore(now, 1), queries.readExtract, {
          token: link.split('/').at(-1),
          reader: 'Шағын гранттар комиссиясының хатшысы'
        })
      }
    }
  ]
}

/** People of the cast have read what came before the last days. */
export const keepInboxes = (stage: Stage, { cast }: PlannedPeople, now: Date, ids: Ids): Story[] =>
  Object.values(cast).map((person) => {
    const at = daysBefore(now, READ_DAYS_AGO)
    const { markAllRead } = stage.app.notices.commands
    return { at, tell: async () => void (await stage.act(ids.get(person)!, at, markAllRead, {})) }
  })
