-- Platform: sessions, audit, looks, idempotency. Every table of a person begins its key with person_id.
create extension if not exists pg_trgm;

create table session (
  person_id uuid not null,
  session_id uuid not null,
  token_hash bytea not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  method text not null,
  device text not null,
  primary key (person_id, session_id)
);

create table audit_entry (
  audit_id uuid primary key,
  at timestamptz not null,
  actor_id uuid,
  session_id uuid,
  command text not null,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  before jsonb,
  after jsonb
);
create index audit_entry_subject on audit_entry (subject_kind, subject_id, audit_id);

create table look (
  person_id uuid not null,
  look_id uuid not null,
  at timestamptz not null,
  viewer_id uuid not null,
  what text not null,
  on_behalf_of uuid,
  primary key (person_id, look_id)
);

create table idempotency (
  person_id uuid not null,
  key text not null,
  command text not null,
  input_hash text not null,
  result jsonb,
  at timestamptz not null,
  primary key (person_id, key)
);
