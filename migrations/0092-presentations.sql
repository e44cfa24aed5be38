-- Presentations: what a reader asked of a wallet (OpenID4VP), and the verdict on what came, kept for minutes.

create table presentation_request (
  request_id uuid primary key,
  -- SHA-256 of the secret that the asking page keeps: who knows the address alone reads nothing.
  secret_hash bytea not null,
  nonce text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  answered_at timestamptz,
  -- The verdict as it was, sealed by the installation's keystore.
  verdict_sealed bytea
);
create index presentation_request_old on presentation_request (expires_at);
