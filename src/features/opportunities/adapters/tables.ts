import type { Db } from '#platform/database/database.ts'
import type { LocalText } from '#platform/prelude/index.ts'
import type { Direction, ProgrammeSlug, RegionCode } from '#features/programmes/index.ts'
import type { Acceptance, ActionState, Health, JoinMode, RiskLevel, Tag, Training } from '../domain/action.ts'
import type { Criteria } from '../domain/criteria.ts'
import type { SignUpState } from '../domain/sign-up.ts'

export type OpportunityTables = {
  action: {
    action_id: string
    organiser_id: string
    state: ActionState
    title: LocalText
    text: LocalText
    directions: Direction[]
    beneficiaries: string[]
    programme: ProgrammeSlug | null
    region_code: RegionCode
    locality: string
    address: string | null
    lat: number | null
    lon: number | null
    languages: string[]
    min_age: number | null
    skills: string[]
    training: Training[]
    health: Health[]
    note: LocalText
    risk_level: RiskLevel
    crime_related: boolean
    tags: Tag[]
    join_mode: JoinMode
    acceptance: Acceptance
    why: LocalText
    search_words: string[]
    last_ends_at: Date | null
    created_by: string
    created_at: Date
    updated_at: Date
    published_at: Date | null
    cancelled_at: Date | null
    cancel_reason: string | null
    told_at: Date | null
  }
  shift: {
    shift_id: string
    action_id: string
    state: 'open' | 'cancelled'
    role: LocalText
    starts_at: Date
    ends_at: Date
    weekday: number
    evening: boolean
    capacity: number
    taken: number
  }
  search_word: { word: string; keys: string[] }
  sign_up: {
    person_id: string
    shift_id: string
    state: SignUpState
    walk_up: boolean
    message: string | null
    queued_at: Date
    offered_until: Date | null
    reason: string | null
    decided_by: string | null
    created_at: Date
    updated_at: Date
  }
  saved_search: {
    person_id: string
    search_id: string
    name: string
    criteria: Criteria
    query: string
    regions: string[] | null
    created_at: Date
  }
  calendar_feed: { person_id: string; feed_id: string; created_at: Date }
}

export const tables = (db: Db) => db.withTables<OpportunityTables>()
