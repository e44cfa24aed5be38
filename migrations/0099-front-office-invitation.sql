-- Links by which the national front office appoints officers. The token itself stands nowhere.
create table front_office_invitation (
  invitation_id uuid primary key,
  token_hash bytea not null,
  region_code text not null,
  invited_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_by uuid,
  accepted_at timestamptz,
  cancelled_at timestamptz
);
create unique index front_office_invitation_token on front_office_invitation (token_hash);
create index front_office_invitation_open on front_office_invitation (expires_at)
  where accepted_at is null and cancelled_at is null;
