-- Organisers: who they are, how they came to be, who works in them, and the front offices that decide.
-- Organisers and their applications are reference tables on a cluster; what a person may do begins with person_id.

create table organiser (
  organiser_id uuid primary key,
  application_id uuid not null,
  kind text not null check (kind in ('organisation', 'initiative-group', 'state-body')),
  bin text check ((bin is null) = (kind = 'initiative-group')),
  name jsonb not null,
  name_folded text not null,
  about jsonb not null,
  region_code text not null,
  state text not null check (state in ('active', 'suspended', 'closed')),
  state_at timestamptz not null,
  state_reason text,
  since timestamptz not null
);
-- One record a BIN, whoever is first; a closed one makes room for another.
create unique index organiser_bin on organiser (bin) where state <> 'closed';
create index organiser_of_region on organiser (region_code, organiser_id);
create index organiser_name on organiser using gin (name_folded gin_trgm_ops);

create table organiser_application (
  application_id uuid primary key,
  applicant_id uuid not null,
  kind text not null,
  bin text,
  name jsonb not null,
  name_folded text not null,
  about jsonb not null,
  region_code text not null,
  state text not null,
  -- Whose turn it is: the region's front office, or the national one after an appeal.
  level text not null check (level in ('region', 'national')),
  created_at timestamptz not null,
  submitted_at timestamptz not null,
  organiser_id uuid
);
create index organiser_application_of_applicant on organiser_application (applicant_id, application_id);
create index organiser_application_queue on organiser_application (submitted_at, application_id)
  where state in ('submitted', 'checked');
create index organiser_application_name on organiser_application using gin (name_folded gin_trgm_ops);
create index organiser_application_bin on organiser_application (bin);

-- What happened to an application, append only; `content` is what was asked for at that step.
create table organiser_application_step (
  application_id uuid not null,
  step_id uuid not null,
  at timestamptz not null,
  actor_id uuid not null,
  step text not null,
  reason text,
  content jsonb,
  primary key (application_id, step_id)
);

create table organiser_staff (
  person_id uuid not null,
  organiser_id uuid not null,
  role text not null check (role in ('owner', 'coordinator', 'viewer')),
  since timestamptz not null,
  primary key (person_id, organiser_id)
);
create index organiser_staff_of_organiser on organiser_staff (organiser_id, person_id);

create table organiser_invitation (
  organiser_id uuid not null,
  invitation_id uuid not null,
  token_hash bytea not null,
  role text not null,
  invited_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_by uuid,
  accepted_at timestamptz,
  cancelled_at timestamptz,
  primary key (organiser_id, invitation_id)
);
create unique index organiser_invitation_token on organiser_invitation (token_hash);

-- region_code is a region's code, or 'all' for the national front office.
create table front_office_role (
  person_id uuid not null,
  region_code text not null,
  since timestamptz not null,
  primary key (person_id, region_code)
);
create index front_office_role_of_region on front_office_role (region_code, person_id);
