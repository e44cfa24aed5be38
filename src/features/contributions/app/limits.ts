/** People decided about at one stroke. */
export const DECISIONS_AT_ONCE_MAX = 500
/** Confirmed contributions that one passport takes: one a day for half a century. */
export const RECORDS_MAX = 20_000
