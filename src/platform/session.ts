import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { batched } from './batched.ts'
import type { Db } from './database/database.ts'

/** A session lives this long after its last use, and never longer than the second number after its start. */
export const SESSION_IDLE_DAYS = 14
export const SESSION_DAYS_MAX = 90
/** Sessions a person may hold at once; starting one more ends the oldest. */
export const SESSIONS_MAX = 20
/** `seen_at` is exact to this much, so that reading pages does not write. */
const SEEN_EVERY_MS = 5 * 60_000
const DAY_MS = 86_400_000
/** Looked up by one statement when many requests come at the same time. */
const SESSIONS_AT_ONCE_MAX = 64
const SECRET_BYTES = 32
const DEVICE_CHARS_MAX = 160

type SessionTables = {
  session: {
    person_id: string
    session_id: string
    token_hash: Buffer
    created_at: Date
    seen_at: Date
    expires_at: Date
    ended_at: Date | null
    method: string
    device: string
  }
}

const tables = (db: Db) => db.withTables<SessionTables>()
const hash = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** How the person proved who they are: the state's identity provider or a passkey. */
export type SignInMethod = 'identity-provider' | 'passkey'

export interface SessionRow {
  sessionId: string
  createdAt: Date
  seenAt: Date
  method: string
  device: string
}

/** Starts a session; gives the cookie's value, whose secret is kept only as its SHA-256. */
export async function startSession(
  db: Db,
  options: { personId: string; sessionId: string; now: Date; method: SignInMethod; device: string }
): Promise<string> {
  const { personId, sessionId, now } = options
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  const open = await listSessions(db, personId, now)
  for (const oldest of open.slice(SESSIONS_MAX - 1)) await endSession(db, personId, oldest.sessionId, now)
  await tables(db)
    .insertInto('session')
    .values({
      person_id: personId,
      session_id: sessionId,
      token_hash: hash(secret),
      created_at: now,
      seen_at: now,
      expires_at: new Date(now.getTime() + SESSION_IDLE_DAYS * DAY_MS),
      ended_at: null,
      method: options.method,
      device: options.device.slice(0, DEVICE_CHARS_MAX)
    })
    .execute()
  return `${personId}.${sessionId}.${secret}`
}

/** Spelled out: the database refuses what is no id, and with it everybody whom it was asked for together. */
const ID = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'
const COOKIE_FORM = new RegExp(`^${ID}\\.${ID}\\.([\\w-]{43})$`)

interface SessionRef {
  readonly personId: string
  readonly sessionId: string
}

type OpenSession = Pick<SessionTables['session'], 'token_hash' | 'created_at' | 'seen_at'>

/** Finds the person and session a cookie stands for; null for one that is wrong, ended or expired. */
export type FindSession = (cookie: string | undefined, now: Date) => Promise<SessionRef | null>

/** Every signed-in request asks for its session: those that come together are answered by one statement. */
export function sessionFinder(db: Db): FindSession {
  const openSession = batched(
    (asked: readonly (SessionRef & { now: Date })[]) => openSessions(db, asked),
    SESSIONS_AT_ONCE_MAX
  )
  return async (cookie, now) => {
    const [, personId, sessionId, secret] = COOKIE_FORM.exec(cookie ?? '') ?? []
    if (!personId || !sessionId || !secret) return null
    const session = await openSession({ personId, sessionId, now })
    if (!session || !timingSafeEqual(session.token_hash, hash(secret))) return null
    if (now.getTime() - session.seen_at.getTime() > SEEN_EVERY_MS)
      await prolong(db, { personId, sessionId }, session.created_at, now)
    return { personId, sessionId }
  }
}

/** In the order in which they were asked for. */
async function openSessions(
  db: Db,
  asked: readonly (SessionRef & { now: Date })[]
): Promise<(OpenSession | null)[]> {
  const { rows } = await sql<OpenSession & { place: number }>`
    select asked.place, session.token_hash, session.created_at, session.seen_at
    from unnest(${asked.map(({ personId }) => personId)}::uuid[],
      ${asked.map(({ sessionId }) => sessionId)}::uuid[],
      ${asked.map(({ now }) => now)}::timestamptz[]) with ordinality as asked (person_id, session_id, now, place)
    join session using (person_id, session_id)
    where session.ended_at is null and session.expires_at > asked.now`.execute(db)
  const found = new Map(rows.map((row) => [row.place, row]))
  return asked.map((_, at) => found.get(at + 1) ?? null)
}

async function prolong(
  db: Db,
  { personId, sessionId }: SessionRef,
  createdAt: Date,
  now: Date
): Promise<void> {
  const [idle, longest] = [
    now.getTime() + SESSION_IDLE_DAYS * DAY_MS,
    createdAt.getTime() + SESSION_DAYS_MAX * DAY_MS
  ]
  await tables(db)
    .updateTable('session')
    .set({ seen_at: now, expires_at: new Date(Math.min(idle, longest)) })
    .where('person_id', '=', personId)
    .where('session_id', '=', sessionId)
    .execute()
}

/** A person's open sessions, the latest used first. */
export async function listSessions(db: Db, personId: string, now: Date): Promise<SessionRow[]> {
  const rows = await tables(db)
    .selectFrom('session')
    .select(['session_id', 'created_at', 'seen_at', 'method', 'device'])
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('seen_at', 'desc')
    .execute()
  return rows.map((row) => ({
    sessionId: row.session_id,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    method: row.method,
    device: row.device
  }))
}

/** Ends one session of a person, or all of them; says how many were open. */
export async function endSession(
  db: Db,
  personId: string,
  sessionId: string | 'all',
  now: Date
): Promise<number> {
  let update = tables(db)
    .updateTable('session')
    .set({ ended_at: now })
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
  if (sessionId !== 'all') update = update.where('session_id', '=', sessionId)
  const { numUpdatedRows } = await update.executeTakeFirst()
  return Number(numUpdatedRows)
}
