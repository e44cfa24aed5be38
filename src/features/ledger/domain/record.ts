import type { Day, LocalText } from '#platform/prelude/index.ts'

/** A version of a contribution, as whoever keeps contributions hands it over. */
export interface VersionFacts {
  readonly contributionId: string
  readonly version: number
  readonly status: 'confirmed' | 'revoked'
  readonly passportId: string
  readonly shiftId: string
  readonly actionId: string
  readonly organiserId: string
  readonly organiserName: LocalText
  readonly title: LocalText
  readonly role: LocalText
  readonly regionCode: string
  readonly locality: string
  readonly directions: readonly string[]
  readonly programme: string | null
  readonly startedAt: Date
  readonly endedAt: Date
  readonly minutes: number
  readonly grade: string
  readonly rulesFrom: Day
  /** As stored: what happened when, and what it proved. */
  readonly signals: unknown
  readonly confirmerId: string
  readonly confirmerRole: string
  readonly confirmerName: string
  readonly decision: string
  readonly decidedAt: Date
}

const RECORD_VERSION = 'erikti/record/v1'

/**
 * The record that the log commits to: one JSON document, canonicalised by RFC 8785 before it is hashed. It names
 * the volunteer by passport, never by IIN. Its form never changes under this version; a new form is a new version.
 * The reason of a correction is left out: it may say things about people that no reader of a proof needs. The names
 * stand in the order of the RFC, which saves putting them into it for every record.
 */
export const recordOf = (facts: VersionFacts) => ({
  action: facts.actionId,
  confirmed: {
    at: facts.decidedAt.toISOString(),
    by: facts.confirmerId,
    decision: facts.decision,
    name: facts.confirmerName,
    role: facts.confirmerRole
  },
  contribution: facts.contributionId,
  directions: facts.directions,
  endedAt: facts.endedAt.toISOString(),
  evidence: { grade: facts.grade, rulesFrom: facts.rulesFrom, signals: facts.signals },
  locality: facts.locality,
  minutes: facts.minutes,
  organiser: facts.organiserId,
  organiserName: facts.organiserName,
  passport: facts.passportId,
  programme: facts.programme,
  region: facts.regionCode,
  role: facts.role,
  shift: facts.shiftId,
  startedAt: facts.startedAt.toISOString(),
  state: facts.status,
  title: facts.title,
  v: RECORD_VERSION,
  version: facts.version
})
