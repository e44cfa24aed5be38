import type { Db } from '#platform/database/database.ts'
import type { LocalText } from '#platform/prelude/index.ts'
import type { WriteScope } from '#platform/use-case.ts'
import { offerFreePlaces } from './places.ts'
import type { Ports } from './ports.ts'

/*
 * While an organiser is suspended nobody may run its shifts, nor call them off. Its actions stand in no list, and
 * whoever signed up is told that nothing takes place and, later, that it does again.
 */

/** Of the organisers of these shifts those that may not run them now. */
export async function suspendedAmong(
  { organisers }: Pick<Ports, 'organisers'>,
  db: Db,
  shifts: readonly { readonly organiserId: string }[]
): Promise<ReadonlySet<string>> {
  const organiserIds = [...new Set(shifts.map(({ organiserId }) => organiserId))]
  if (!organiserIds.length) return new Set()
  const briefs = await organisers.briefs(db, organiserIds)
  return new Set(organiserIds.filter((organiserId) => briefs.get(organiserId)?.state !== 'active'))
}

/**
 * Tells everybody who signed up for something of an organiser that is not over, each once; when it resumes, the places
 * that came free meanwhile are offered to those who wait.
 */
export const tellSignedUp =
  (ports: Pick<Ports, 'store' | 'notices' | 'organisers'>) =>
  async (
    scope: WriteScope,
    { organiserId, name }: { organiserId: string; name: LocalText },
    kind: 'shifts-suspended' | 'shifts-resumed'
  ): Promise<void> => {
    const { store, notices } = ports
    await notices.tell(scope, {
      to: await store.signedUpWith(scope.db, organiserId, scope.now),
      group: 'sign-ups',
      kind,
      values: { organiser: name },
      path: '/me/sign-ups'
    })
    if (kind === 'shifts-resumed')
      for (const shiftId of await store.waitedFor(scope.db, organiserId, scope.now))
        await offerFreePlaces(ports, scope, (await store.lockShift(scope.db, shiftId))!)
  }
