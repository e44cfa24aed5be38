import { z } from 'zod'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { command } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { stateAt } from '../domain/action.ts'
import { lapseOffers } from './places.ts'
import type { Ports } from './ports.ts'
import { tellSearchers } from './saved-searches.ts'

/*
 * What the clock does, one thing a transaction, audited like what people do. Jobs perform these; no page and no
 * endpoint leads to them.
 */

/** Ends the offers of one shift that were not answered in time. */
export const lapseOffersOfShift = (ports: Pick<Ports, 'store' | 'notices' | 'organisers'>) =>
  command({
    name: 'opportunities.lapse-offers',
    access: 'anyone',
    input: z.object({ shiftId: id }),
    async run(scope, { shiftId }) {
      const shift = await ports.store.lockShift(scope.db, shiftId)
      if (!shift || !(await lapseOffers(ports, scope, shift))) return err(failure.notFound('offer-none'))
      return ok(null)
    }
  })

/** Writes down that an action is over. */
export const finishAction = (ports: Pick<Ports, 'store'>) =>
  command({
    name: 'opportunities.finish-action',
    access: 'anyone',
    input: z.object({ actionId: id }),
    async run(scope, { actionId }) {
      const action = await ports.store.lockAction(scope.db, actionId)
      if (action?.state !== 'published' || stateAt(action.state, action.lastEndsAt, scope.now) !== 'finished')
        return err(failure.notFound('action-not-found'))
      await ports.store.setState(scope.db, actionId, 'finished', { now: scope.now })
      scope.audit({
        action: 'opportunities.action-finished',
        subject: { kind: 'action', id: actionId },
        before: { state: 'published' },
        after: { state: 'finished' }
      })
      return ok(null)
    }
  })

/** Tells those whose saved search the next new action meets. */
export const tellNextSearchers = (ports: Pick<Ports, 'store' | 'notices' | 'organisers'>) =>
  command({
    name: 'opportunities.tell-searchers',
    access: 'anyone',
    input: z.object({}),
    async run(scope) {
      const told = await tellSearchers(ports, scope)
      return told ? ok(told) : err(failure.notFound('action-not-found'))
    }
  })
