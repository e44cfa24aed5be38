-- Contributions: what was confirmed of somebody's time, by whom, on which evidence. Facts are only ever added.
-- Everything that a reader of a passport sees stands in the version: it is what was confirmed, as it was then.
create table contribution_version (
  person_id uuid not null,
  contribution_id uuid not null,
  version integer not null,
  status text not null check (status in ('confirmed', 'rejected', 'revoked')),
  shift_id uuid not null,
  action_id uuid not null,
  organiser_id uuid not null,
  organiser_name jsonb not null,
  title jsonb not null,
  role jsonb not null,
  region_code text not null,
  locality text not null,
  directions text[] not null,
  programme text,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  minutes integer not null check (minutes between 0 and 1440),
  grade text not null,
  -- The day from which the rules of evidence were in force that gave the grade.
  rules_from date not null,
  signals jsonb not null,
  primary key (person_id, contribution_id, version)
);
-- One contribution a person and shift; of two decisions at once the second finds this.
create unique index contribution_version_shift on contribution_version (person_id, shift_id, version);

-- Who answers for a version: in which role, when, and why where a reason was needed.
create table confirmation (
  person_id uuid not null,
  contribution_id uuid not null,
  version integer not null,
  confirmer_id uuid not null,
  decision text not null check (decision in ('confirm', 'reject', 'amend', 'revoke')),
  confirmer_role text not null,
  confirmer_name text not null,
  reason text,
  at timestamptz not null,
  primary key (person_id, contribution_id, version, confirmer_id)
);

-- The latest version with its confirmation: a projection, made again from the two above by `rebuild`.
create table contribution (
  person_id uuid not null,
  contribution_id uuid not null,
  version integer not null,
  status text not null,
  shift_id uuid not null,
  action_id uuid not null,
  organiser_id uuid not null,
  organiser_name jsonb not null,
  title jsonb not null,
  role jsonb not null,
  region_code text not null,
  locality text not null,
  directions text[] not null,
  programme text,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  minutes integer not null,
  grade text not null,
  rules_from date not null,
  signals jsonb not null,
  confirmer_id uuid not null,
  decision text not null,
  confirmer_role text not null,
  confirmer_name text not null,
  reason text,
  decided_at timestamptz not null,
  primary key (person_id, contribution_id)
);
-- What a coordinator has decided of a shift.
create index contribution_shift on contribution (shift_id);

-- For the public log: one row a version, written with it. Nothing of a business transaction waits for the log.
create table outbox (
  person_id uuid not null,
  outbox_id uuid not null,
  kind text not null,
  contribution_id uuid not null,
  version integer not null,
  at timestamptz not null,
  primary key (person_id, outbox_id)
);
create index outbox_order on outbox (outbox_id);
