/** People decided about at one stroke. */
export const DECISIONS_AT_ONCE_MAX = 500
/** Shifts on a coordinator's first page, how far ahead they are, and how long undecided hours stay there. */
export const DESK_SHIFTS_MAX = 100
export const DESK_DAYS_AHEAD = 1
export const DESK_DAYS_BACK = 30
/** Confirmed contributions that one passport takes: one a day for half a century. */
export const RECORDS_MAX = 20_000
