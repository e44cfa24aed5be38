-- Opportunities: actions, their shifts, who signed up, saved searches, calendar feeds.
-- Actions, shifts and the vocabulary are reference tables on a cluster; what belongs to a person begins with person_id.

create table action (
  action_id uuid primary key,
  organiser_id uuid not null,
  state text not null check (state in ('draft', 'published', 'cancelled', 'finished')),
  title jsonb not null,
  text jsonb not null,
  directions text[] not null,
  beneficiaries text[] not null,
  programme text,
  region_code text not null,
  locality text not null,
  address text,
  lat double precision,
  lon double precision,
  languages text[] not null,
  min_age integer,
  skills text[] not null,
  training text[] not null,
  health text[] not null,
  note jsonb not null,
  risk_level text not null check (risk_level in ('low', 'medium', 'high')),
  crime_related boolean not null,
  tags text[] not null,
  join_mode text not null check (join_mode in ('at-once', 'apply')),
  acceptance jsonb not null,
  why jsonb not null,
  -- Folded words of the texts and of the roles; see domain/fold.ts.
  search_words text[] not null,
  -- When the last shift ends that is not cancelled; null without one.
  last_ends_at timestamptz,
  created_by uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  published_at timestamptz,
  cancelled_at timestamptz,
  cancel_reason text,
  -- When those with a matching saved search were told.
  told_at timestamptz
);
create index action_of_organiser on action (organiser_id, action_id);
create index action_words on action using gin (search_words) where state = 'published';
create index action_in_region on action (region_code) where state = 'published';
create index action_in_programme on action (programme) where state = 'published' and programme is not null;
create index action_to_finish on action (last_ends_at) where state = 'published';
create index action_to_tell on action (published_at) where state = 'published' and told_at is null;

create table shift (
  shift_id uuid primary key,
  action_id uuid not null references action,
  state text not null check (state in ('open', 'cancelled')),
  role jsonb not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- The start on the wall clock of Asia/Almaty, so that search need not convert: Monday is 1.
  weekday smallint not null,
  evening boolean not null,
  capacity integer not null check (capacity between 1 and 10000),
  -- Joined and offered; what is waiting takes no place.
  taken integer not null default 0,
  check (ends_at > starts_at),
  check (taken between 0 and capacity)
);
create index shift_of_action on shift (action_id, starts_at, shift_id);
-- The list of what comes next walks here.
create index shift_coming on shift (starts_at, shift_id) where state = 'open';

-- Every word of every published action, with the keys under which a typing error finds it.
create table search_word (
  word text collate "C" primary key,
  keys text[] not null
);
create index search_word_keys on search_word using gin (keys);

create table sign_up (
  person_id uuid not null,
  shift_id uuid not null,
  state text not null check (
    state in ('applied', 'joined', 'waiting', 'offered', 'withdrawn', 'declined', 'cancelled')
  ),
  walk_up boolean not null,
  message text,
  -- The place in the waiting list and among the applications.
  queued_at timestamptz not null,
  offered_until timestamptz,
  reason text,
  decided_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (person_id, shift_id),
  check ((state = 'offered') = (offered_until is not null))
);
create index sign_up_of_shift on sign_up (shift_id, state, queued_at, person_id);
create index sign_up_offer on sign_up (offered_until) where state = 'offered';

create table saved_search (
  person_id uuid not null,
  search_id uuid not null,
  name text not null,
  criteria jsonb not null,
  -- The same as it stands in an address.
  query text not null,
  -- Regions it looks at; null is everywhere. Narrows whom a new action may concern.
  regions text[],
  created_at timestamptz not null,
  primary key (person_id, search_id)
);
create index saved_search_regions on saved_search using gin (regions);

-- A secret address of one's own calendar; making a new one ends the old.
create table calendar_feed (
  person_id uuid primary key,
  feed_id uuid not null,
  created_at timestamptz not null
);
