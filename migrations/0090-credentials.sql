-- Credentials: what left the house in somebody's name, and the one table from which both kinds of status list are made.

create table issued_credential (
  person_id uuid not null,
  credential_id uuid not null,
  form text not null check (form in ('badge', 'clr', 'sd-jwt', 'paper-summary', 'paper-record')),
  -- What it speaks of (a contribution, a passport, an extract), and in which state.
  subject_id uuid not null,
  edition text not null,
  list_id int not null,
  list_index int not null,
  key_id text not null,
  issued_at timestamptz not null,
  -- As it was signed, byte for byte.
  document text not null,
  revoked_at timestamptz,
  revoked_because text,
  primary key (person_id, credential_id)
);
-- One good credential of a form, subject and edition: the second of two that are made at once is dropped.
create unique index issued_credential_good on issued_credential (person_id, form, subject_id, edition)
  where revoked_at is null;
create index issued_credential_subject on issued_credential (person_id, subject_id) where revoked_at is null;

-- A list of 131,072 places. It says nothing about anybody: which place is whose stands in issued_credential alone.
create table status_list (
  list_id int primary key,
  used int not null,
  -- Spread of the running number over the list.
  stride int not null,
  start int not null,
  version int not null default 0,
  created_at timestamptz not null
);

-- Places whose credential was revoked.
create table status_revocation (
  list_id int not null,
  list_index int not null,
  revoked_at timestamptz not null,
  primary key (list_id, list_index)
);

-- The lists as they were last signed.
create table status_publication (
  list_id int not null,
  form text not null check (form in ('bitstring', 'token')),
  version int not null,
  signed_at timestamptz not null,
  document text not null,
  primary key (list_id, form)
);

-- Nonces that a holder's proof has answered, so that none is answered twice. Forgotten after a day.
create table spent_nonce (
  nonce_hash bytea primary key,
  spent_at timestamptz not null
);
create index spent_nonce_old on spent_nonce (spent_at);
