import { manages } from '#features/organisers/index.ts'
import { pickText, type LocalText } from '#platform/prelude/index.ts'
import type { WriteScope } from '#platform/use-case.ts'
import type { Ports, ShiftFacts } from './ports.ts'

/** Coordinators told of one thing at most. */
const STAFF_TOLD_MAX = 20

const about = (shift: Pick<ShiftFacts, 'title' | 'startsAt'>) => ({
  title: shift.title,
  startsAt: shift.startsAt
})

export type VolunteerNotice =
  | 'sign-up-joined'
  | 'sign-up-applied'
  | 'sign-up-accepted'
  | 'sign-up-declined'
  | 'sign-up-removed'
  | 'place-offered'
  | 'place-open'
  | 'offer-lapsed'
  | 'shift-changed'
  | 'shift-called-off'

/** Tells a volunteer, or many of them, what became of a sign-up. */
export const tellVolunteer = (
  { notices }: Pick<Ports, 'notices'>,
  scope: WriteScope,
  to: string | readonly string[],
  kind: VolunteerNotice,
  shift: Pick<ShiftFacts, 'actionId' | 'title' | 'startsAt'>,
  more: Record<string, string | Date | LocalText> = {}
): Promise<void> =>
  notices.tell(scope, {
    to,
    group: 'sign-ups',
    kind,
    values: { ...about(shift), ...more },
    path: `/actions/${shift.actionId}`
  })

/** Tells everybody who runs the organiser's actions, but not the one who did it. */
export async function tellCoordinators(
  { notices, organisers }: Pick<Ports, 'notices' | 'organisers'>,
  scope: WriteScope,
  kind: 'application-came' | 'volunteer-withdrew' | 'volunteer-withdrew-late',
  shift: ShiftFacts,
  name: string
): Promise<void> {
  const staff = await organisers.staffOf(scope.db, shift.organiserId)
  const told = staff.filter(({ personId, role }) => manages(role) && personId !== scope.actor.personId)
  await notices.tell(scope, {
    to: told.slice(0, STAFF_TOLD_MAX).map(({ personId }) => personId),
    group: 'organiser',
    kind,
    values: { ...about(shift), name },
    path: `/desk/actions/${shift.actionId}?shift=${shift.shiftId}`
  })
}

/** A text in the language of the one who acts, for a refusal. */
export const inActorsLanguage = (scope: WriteScope, text: LocalText): string =>
  pickText(text, scope.actor.locale).text
