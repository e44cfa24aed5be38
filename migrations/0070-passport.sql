-- Passport: extracts that a holder made, the doors to them, and who came through.

create table extract (
  person_id uuid not null,
  extract_id uuid not null,
  purpose text not null,
  reader text not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  -- When its holder was told that somebody had read it; null until the first reading.
  first_read_at timestamptz,
  -- The token, encrypted, so that its holder can be shown the link again.
  token_sealed bytea not null,
  -- What was disclosed, canonical JSON: text, because jsonb would not keep the bytes.
  disclosure text not null,
  -- [{contributionId, version, minutes}]: what it stands on, compared at each reading with how that stands now.
  basis jsonb not null,
  primary key (person_id, extract_id)
);

-- From what a reader brings to whose extract it is: SHA-256 of the token, and the keyed hash of the short code.
create table extract_token (
  token_hash bytea primary key,
  person_id uuid not null,
  extract_id uuid not null
);

-- Append-only, but for the reader's own words, which are added once.
create table extract_reading (
  person_id uuid not null,
  extract_id uuid not null,
  reading_id uuid not null,
  at timestamptz not null,
  way text not null,
  reader text,
  reason text,
  primary key (person_id, extract_id, reading_id)
);
