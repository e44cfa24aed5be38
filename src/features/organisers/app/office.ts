import { z } from 'zod'
import { isAdult } from '#features/people/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { ageOn, dayOf, err, failure, ok, type Failure } from '#platform/prelude/index.ts'
import { decodeCursor, encodeCursor, id, page, pageOf, type Page } from '#platform/validation.ts'
import { query } from '#platform/use-case.ts'
import { stepsFrom, type ApplicationStep, type Waiting } from '../domain/application.ts'
import type { OfficeRegions } from '../domain/office.ts'
import { organiserAfter, ORGANISER_STATES, type OrganiserStep } from '../domain/organiser.ts'
import { DECISIONS } from './decide.ts'
import { matchOf, words } from './match.ts'
import { historyOf, waitingAt, type HistoryLine } from './my-applications.ts'
import { isOfficer, mayOversee, mayReadApplication, whyNotDecide } from './policy.ts'
import type { Application, Organiser, OrganiserBrief, Ports } from './ports.ts'
import type { RegionCode } from '#features/programmes/index.ts'

export interface QueuedApplication {
  readonly application: Application
  readonly waiting: Waiting
}

export interface OfficeQueue extends Page<QueuedApplication> {
  readonly regions: OfficeRegions<RegionCode>
}

const placeForm = z.tuple([z.iso.datetime(), z.uuid()])

/** Applications that wait for the officer's office, the longest waiting first. */
export const listQueue = ({ store }: Pick<Ports, 'store'>) =>
  query({
    name: 'organisers.list-queue',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: page.extend({ q: words }),
    policy: isOfficer({ store }),
    async run(scope, { q, cursor, size }) {
      const regions = await store.officeRegions(scope.db, scope.personId)
      const { data } = placeForm.safeParse(decodeCursor(cursor))
      const after = data ? { submittedAt: new Date(data[0]), applicationId: data[1] } : null
      const applications = await store.queue(scope.db, { regions, match: matchOf(q) }, after, size + 1)
      const rows = applications.map((application) => ({
        application,
        waiting: waitingAt(application, scope.now)
      }))
      const queue: OfficeQueue = {
        regions,
        ...pageOf(rows, size, ({ application }) =>
          encodeCursor([application.submittedAt.toISOString(), application.applicationId])
        )
      }
      return ok(queue)
    }
  })

export interface OfficeApplication {
  readonly application: Application
  readonly applicant: {
    readonly familyName: string
    readonly givenName: string
    readonly patronymic: string | null
    readonly age: number
    readonly adult: boolean
  }
  /** The record that already holds this BIN; null when there is none. */
  readonly binHolder: OrganiserBrief | null
  /** Other people's applications with the same BIN that are under way. */
  readonly othersWithBin: number
  readonly history: readonly HistoryLine[]
  readonly waiting: Waiting
  /** What the office can do now; empty when this officer may not, and `whyNot` says why. */
  readonly steps: readonly ApplicationStep[]
  readonly whyNot: Failure | null
}

const OFFICE_STEPS: ReadonlySet<ApplicationStep> = new Set(['check', ...DECISIONS])

/** An application as its office sees it, with what the system could check by itself. */
export const showApplication = (ports: Pick<Ports, 'store' | 'people'>) =>
  query({
    name: 'organisers.show-application',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: z.object({ applicationId: id }),
    policy: mayReadApplication(ports),
    async run(scope, { applicationId }) {
      const { store, people } = ports
      const application = await store.application(scope.db, applicationId)
      if (!application) return err(failure.notFound('application-not-found'))
      const { applicantId, content } = application
      const card = (await people.cards(scope.db, [applicantId])).get(applicantId)
      if (!card) return err(failure.notFound('application-not-found'))
      scope.look({ personId: applicantId, what: 'organiser-application' })
      const today = dayOf(scope.now)
      const whyNot = await whyNotDecide(ports, scope, application)
      const shown: OfficeApplication = {
        application,
        applicant: {
          familyName: card.familyName,
          givenName: card.givenName,
          patronymic: card.patronymic,
          age: ageOn(card.birthDate, today),
          adult: isAdult(card.birthDate, today)
        },
        binHolder: content.bin ? await store.holderOfBin(scope.db, content.bin) : null,
        othersWithBin: content.bin ? await store.countOthersWithBin(scope.db, content.bin, applicationId) : 0,
        history: historyOf(await store.steps(scope.db, applicationId)),
        waiting: waitingAt(application, scope.now),
        steps: whyNot ? [] : stepsFrom(application).filter((step) => OFFICE_STEPS.has(step)),
        whyNot
      }
      return ok(shown)
    }
  })

/** Organisers of the officer's regions, whatever their state, the newest first. */
export const listOverseen = ({ store }: Pick<Ports, 'store'>) =>
  query({
    name: 'organisers.list-overseen',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: page.extend({ q: words }),
    policy: isOfficer({ store }),
    async run(scope, { q, cursor, size }) {
      const regions = await store.officeRegions(scope.db, scope.personId)
      const after = id.safeParse(decodeCursor(cursor)?.[0])
      const filter = { regions, states: ORGANISER_STATES, match: matchOf(q) }
      const found = await store.directory(scope.db, filter, after.data ?? null, size + 1)
      return ok({ regions, ...pageOf(found, size, ({ organiserId }) => encodeCursor([organiserId])) })
    }
  })

export interface Overseen {
  readonly organiser: Organiser
  readonly steps: readonly OrganiserStep[]
}

/** One organiser as its front office sees it. */
export const showOverseen = (ports: Pick<Ports, 'store'>) =>
  query({
    name: 'organisers.show-overseen',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: z.object({ organiserId: id }),
    policy: mayOversee(ports),
    async run(scope, { organiserId }) {
      const organiser = await ports.store.organiser(scope.db, organiserId)
      if (!organiser) return err(failure.notFound('organiser-not-found'))
      const steps = (['suspend', 'resume'] as const).filter((step) => organiserAfter(organiser.state, step))
      const overseen: Overseen = { organiser, steps }
      return ok(overseen)
    }
  })
