-- Questions to a passkey that were answered: each is good once. Kept for as long as an answer to one is taken.
create table passkey_challenge (
  person_id uuid not null,
  challenge_hash bytea not null,
  spent_at timestamptz not null,
  primary key (person_id, challenge_hash)
);
