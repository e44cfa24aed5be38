/** People decided about at one stroke. */
export const DECISIONS_AT_ONCE_MAX = 500
/** Shifts under way or soon on a coordinator's first page, and how far ahead they are. */
export const DESK_SHIFTS_MAX = 100
export const DESK_DAYS_AHEAD = 1
/** Confirmed contributions that one passport takes: one a day for half a century. */
export const RECORDS_MAX = 20_000
