-- Wallets: offers of a passport that its holder made for a wallet (OpenID4VCI, pre-authorised code).

create table wallet_offer (
  person_id uuid not null,
  offer_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- SHA-256 of offer id and transaction code: six digits that the holder types into the wallet.
  pin_hash bytea not null,
  tries int not null default 0,
  redeemed_at timestamptz,
  issued_at timestamptz,
  primary key (person_id, offer_id)
);

-- From what a wallet brings to whose offer it is: SHA-256 of the pre-authorised code, later of the access token.
create table wallet_token (
  token_hash bytea primary key,
  kind text not null check (kind in ('code', 'access')),
  person_id uuid not null,
  offer_id uuid not null,
  expires_at timestamptz not null
);
create index wallet_token_old on wallet_token (expires_at);
