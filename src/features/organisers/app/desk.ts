import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { id } from '#platform/validation.ts'
import { query } from '#platform/use-case.ts'
import type { Role } from '../domain/staff.ts'
import { mayView } from './policy.ts'
import type { Organiser, OrganiserBrief, Ports } from './ports.ts'

/** Organisers one person may work for, as far as a list shows them. */
export const MEMBERSHIPS_MAX = 100

export interface MyOrganiser {
  readonly organiser: OrganiserBrief
  readonly role: Role
}

/** The organisers that the person works for. */
export const listMyOrganisers = ({ store }: Pick<Ports, 'store'>) =>
  query({
    name: 'organisers.list-mine',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: z.object({}),
    async run(scope) {
      const memberships = await store.ofPerson(scope.db, scope.personId, MEMBERSHIPS_MAX)
      const briefs = await store.briefs(
        scope.db,
        memberships.map(({ organiserId }) => organiserId)
      )
      const mine: MyOrganiser[] = memberships.flatMap(({ organiserId, role }) => {
        const organiser = briefs.find((brief) => brief.organiserId === organiserId)
        return organiser ? [{ organiser, role }] : []
      })
      return ok(mine)
    }
  })

export interface Desk {
  readonly organiser: Organiser
  readonly myRole: Role
  readonly staffCount: number
}

/** The desk of one organiser. */
export const showDesk = (ports: Pick<Ports, 'store'>) =>
  query({
    name: 'organisers.show-desk',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: z.object({ organiserId: id }),
    policy: (scope, { organiserId }) => mayView(ports)(scope, organiserId),
    async run(scope, { organiserId }) {
      const organiser = await ports.store.organiser(scope.db, organiserId)
      const myRole = await ports.store.roleOf(scope.db, scope.personId, organiserId)
      if (!organiser || !myRole) return err(failure.notFound('organiser-not-found'))
      const staff = await ports.store.staffOf(scope.db, organiserId)
      const desk: Desk = { organiser, myRole, staffCount: staff.length }
      return ok(desk)
    }
  })
