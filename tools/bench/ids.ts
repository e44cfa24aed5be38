/*
 * Ids of the bench world: version 7 by form, the number of the thing in the last digits. The same rule stands in
 * SQL in seed.sql, so that ids are known without asking.
 */
const idOf =
  (kind: number) =>
  (n: number): string =>
    `019b000${kind}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

export const personId = idOf(0)
export const organiserId = idOf(1)
export const actionId = idOf(2)
export const shiftId = idOf(3)
export const sessionId = idOf(5)

/** True for an id of the seeded world; others were made while it was measured. */
export const isSeeded = (id: string): boolean => /^019b000\d-0000-7000-8000-/.test(id)

/** Everybody of the bench world is signed in with this secret. */
export const SESSION_SECRET = 'bench-session-secret-of-43-characters-aaaaa'

export const cookieOf = (n: number): string => `erikti=${personId(n)}.${sessionId(n)}.${SESSION_SECRET}`
