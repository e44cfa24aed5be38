-- Ledger: the public log of commitments. Leaves and checkpoints are only ever added; what a leaf hides stands apart
-- in ledger_record, so that erasing it leaves 32 bytes that say nothing about anybody.

-- One row: the tree that was last signed, and who may sign the next (a sequencer of an older epoch is refused).
create table ledger_state (
  origin text primary key,
  only_one boolean not null default true unique check (only_one),
  epoch bigint not null,
  size bigint not null,
  root bytea not null
);

create table ledger_leaf (
  leaf_index bigint primary key,
  entry bytea not null,
  at timestamptz not null
);

-- Every signed tree; the signature leaves the process only after its row is committed.
create table ledger_checkpoint (
  size bigint primary key,
  root bytea not null,
  note text not null,
  at timestamptz not null,
  -- Lines of witnesses, added when they answer, and whether they are enough.
  cosignatures text not null default '',
  witnessed_at timestamptz
);
-- How large the tree was at a time, and what is old enough to be thinned out.
create index ledger_checkpoint_at on ledger_checkpoint (at);
create index ledger_checkpoint_witnessed on ledger_checkpoint (size) where witnessed_at is not null;

-- What a leaf commits to, with its salt. Erasing a person deletes these rows.
create table ledger_record (
  person_id uuid not null,
  contribution_id uuid not null,
  version int not null,
  leaf_index bigint not null,
  recorded_on date not null,
  salt bytea not null,
  record text not null,
  primary key (person_id, contribution_id, version)
);
create unique index ledger_record_leaf on ledger_record (leaf_index);
-- Daily totals.
create index ledger_record_day on ledger_record (recorded_on);

-- Leaves whose record was destroyed on purpose: the auditor counts them and does not miss their records.
create table ledger_erasure (
  leaf_index bigint primary key,
  at timestamptz not null
);

-- Public statements: key events, digests of status lists, daily totals. leaf_index is null while they wait.
create table ledger_statement (
  statement_id uuid primary key,
  type text not null check (type in ('key-event', 'status-list-digest', 'daily-totals')),
  subject text not null,
  document text not null,
  at timestamptz not null,
  leaf_index bigint unique
);
create unique index ledger_statement_subject on ledger_statement (type, subject);
create index ledger_statement_waiting on ledger_statement (statement_id) where leaf_index is null;

-- Tiles, where they are kept in the database instead of a folder.
create table ledger_tile (
  path text primary key,
  bytes bytea not null
);
