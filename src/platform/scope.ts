import type { Db } from './database/database.ts'
import type { Locale } from './prelude/index.ts'

/** Who asks. An anonymous actor has neither person nor session. */
export interface Actor {
  readonly personId: string | null
  readonly sessionId: string | null
  /** Network address, for rate limits only. */
  readonly address: string
  readonly locale: Locale
}

/** What every use case is given: nothing in it reaches for a clock, a random source or a connection itself. */
export interface Scope {
  readonly db: Db
  readonly now: Date
  readonly actor: Actor
  /** The signed-in person. Reading it in a use case that `anyone` may call is a bug. */
  readonly personId: string
  /** A new UUIDv7. */
  newId(): string
  /** Notes that the actor saw somebody else's personal data; that person is shown it (`/me/looks`). */
  look(look: Look): void
}

export interface WriteScope extends Scope {
  /** The typed before and after of the mutation. A command that succeeds without one is a bug. */
  audit(event: AuditEvent): void
  /** Runs once the transaction has committed, e.g. to wake a worker. A throw is logged and goes no further. */
  afterCommit(effect: () => void | Promise<void>): void
}

/** One mutation: what it was done to, and how it stood before and after. Never holds an IIN or a secret. */
export interface AuditEvent {
  /** `context.past-participle`: `opportunities.action-published`. */
  readonly action: string
  readonly subject: { readonly kind: string; readonly id: string }
  /** null when the subject did not exist. */
  readonly before: unknown
  /** null when the subject exists no longer. */
  readonly after: unknown
}

/** One look at somebody's personal data by another person. */
export interface Look {
  /** Whose data it was. */
  readonly personId: string
  /** What was seen, a stable code with a message `looks.<what>`: `roster`, `confirmation`, `extract`. */
  readonly what: string
  /** For whom the looker acted: an organiser's or a front office's id. */
  readonly onBehalfOf?: string | undefined
}
