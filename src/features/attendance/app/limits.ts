/** A person's events that one page reads. Two a shift: some hundreds of shifts. */
export const LATEST_EVENTS_MAX = 1_000
/** Shifts of one person's life: one a day for half a century. */
export const SHIFTS_OF_PERSON_MAX = 20_000
/** People a coordinator checks in or out at one stroke. */
export const PEOPLE_AT_ONCE_MAX = 500
/** Shifts whose forgotten check-outs one run of the job closes, and how far back it looks. */
export const FORGOTTEN_SHIFTS_MAX = 500
export const FORGOTTEN_DAYS_BACK = 7
/** Numbers tried for a shift before giving up: each is taken with a chance of at most one in a hundred. */
export const NUMBER_ATTEMPTS_MAX = 10
