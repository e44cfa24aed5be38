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

export const RECORD_VERSION = 'erikti/record/v1'

/**
 * The record that the log commits to: one JSON document, canonicalised by RFC 8785 before it is hashed. It names
 * the volunteer by passport, never by IIN. Its form never changes under this version; a new form is a new version.
 * The reason of a correction is left out: it may say things about people that no reader of a proof needs.
 */
export const recordOf = (facts: VersionFacts) => ({
  v: RECORD_VERSION,
  contribution: facts.contributionId,
  version: facts.version,
  state: facts.status,
  passport: facts.passportId,
  shift: facts.shiftId,
  action: facts.actionId,
  organiser: facts.organiserId,
  organiserName: facts.organiserName,
  title: facts.title,
  role: facts.role,
  region: facts.regionCode,
  locality: facts.locality,
  directions: facts.directions,
  programme: facts.programme,
  startedAt: facts.startedAt.toISOString(),
  endedAt: facts.endedAt.toISOString(),
  minutes: facts.minutes,
  evidence: { grade: facts.grade, rulesFrom: facts.rulesFrom, signals: facts.signals },
  confirmed: {
    by: facts.confirmerId,
    role: facts.confirmerRole,
    name: facts.confirmerName,
    decision: facts.decision,
    at: facts.decidedAt.toISOString()
  }
})
