-- People: who they are, what they agreed to, who answers for a minor, how they sign in without the state's page.
create table person (
  person_id uuid primary key,
  passport_id uuid not null,
  family_name text not null,
  given_name text not null,
  patronymic text,
  birth_date date not null,
  -- AES-256-GCM under the keystore; the number itself stands nowhere else.
  iin_sealed bytea not null,
  assurance text not null,
  locale text not null,
  email text,
  region_code text,
  locality text,
  languages text[] not null default '{}',
  directions text[] not null default '{}',
  skills text[] not null default '{}',
  availability text[] not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- One person a number, found by its keyed hash. On a cluster it is spread by the hash.
create table person_iin (
  iin_hash bytea primary key,
  person_id uuid not null
);

-- Each answer to the question for consent, in order; the last one counts. `record` is the consent as law 94-V wants it.
create table consent_answer (
  person_id uuid not null,
  answer_id uuid not null,
  at timestamptz not null,
  answer text not null check (answer in ('given', 'declined', 'withdrawn')),
  version text not null,
  locale text not null,
  valid_to date,
  record jsonb,
  primary key (person_id, answer_id)
);

-- A minor's link for a guardian, for one organiser.
create table guardian_invitation (
  person_id uuid not null,
  invitation_id uuid not null,
  organiser_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (person_id, invitation_id)
);

create table guardian_token (
  token_hash bytea primary key,
  person_id uuid not null,
  invitation_id uuid not null
);

-- A guardian's confirmation for one ward (person_id) and one organiser.
create table guardianship (
  person_id uuid not null,
  guardianship_id uuid not null,
  guardian_id uuid not null,
  organiser_id uuid not null,
  confirmed_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (person_id, guardianship_id)
);
create unique index guardianship_in_force on guardianship (person_id, organiser_id) where withdrawn_at is null;
create index guardianship_guardian on guardianship (guardian_id);

create table passkey (
  person_id uuid not null,
  credential_id text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (person_id, credential_id)
);
