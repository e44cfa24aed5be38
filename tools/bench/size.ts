/** How large the bench world is. */
export interface Size {
  readonly people: number
  readonly organisers: number
  readonly actions: number
  /** Actions that are still to come; the others took place. */
  readonly coming: number
  readonly contributionsEach: number
  /** Shifts on right now, each with {@link LIVE_PLACES} people who have not checked in. */
  readonly live: number
}

export const SHIFTS_AN_ACTION = 3
export const LIVE_PLACES = 50
/** People with every kind of row: sign-ups, attendance, notices. The first of them. */
export const FULL_SHARE = 10

/** Numbers of people with a role. The first of all are owners, one an organiser. */
export const OFFICER_REGION = 5_001
export const OFFICER_NATIONAL = 5_002

export const SIZES: Readonly<Record<'full' | 'small', Size>> = {
  full: {
    people: 300_000,
    organisers: 4_300,
    actions: 20_000,
    coming: 8_000,
    contributionsEach: 10,
    live: 800
  },
  small: { people: 15_000, organisers: 215, actions: 1_000, coming: 400, contributionsEach: 10, live: 160 }
}
