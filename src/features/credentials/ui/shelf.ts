/*
 * Between the page that checks and its worker.
 */

/** Set by the worker on what it answers in place of the network. */
export const FROM_SHELF = 'x-erikti-kept'

/** Told to the worker: the files that the page is made of. */
export interface KeepMessage {
  readonly keep: readonly string[]
}
