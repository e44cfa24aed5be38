import { failure } from '../prelude/index.ts'

/** SQLSTATE classes: 08 connection, 57P shutdown or starting up, 57014 our own time limit, 53300 too many connections. */
const DOWN_STATES = /^(08|57P0[123]|57014|53300)/
const DOWN_SYSTEM = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])
const DOWN_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/

/** Two transactions that waited for each other, or that cannot both have been: one of them was undone. */
const UNDONE_STATES = new Set(['40P01', '40001'])

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '')

/** True when nothing was wrong with the transaction, and the same once more may do. */
export const isUndone = (error: unknown): boolean =>
  error instanceof Error && UNDONE_STATES.has(codeOf(error))

/** True when the statement failed because PostgreSQL cannot be reached or is too busy, not because of the statement. */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  const noSocket = code === 'ENOENT' && 'syscall' in error && error.syscall === 'connect'
  return DOWN_STATES.test(code) || DOWN_SYSTEM.has(code) || noSocket || DOWN_MESSAGES.test(error.message)
}

/** What is said when the database is away: nothing was lost, and a retry soon may do. */
export const databaseUnavailable = failure.unavailable('database-unavailable', { args: { seconds: 5 } })
