-- Notices: a person's inbox, and what of it they also want by mail.
create table notice (
  person_id uuid not null,
  notice_id uuid not null,
  at timestamptz not null,
  group_name text not null,
  kind text not null,
  -- Facts, not words: the text is made in the reader's language when it is shown.
  facts jsonb not null,
  path text not null,
  read_at timestamptz,
  -- Set before the mail leaves, so that two workers or a retry never send it twice.
  mailed_at timestamptz,
  primary key (person_id, notice_id)
);
-- The inbox: unread first, then the latest.
create index notice_inbox on notice (person_id, (read_at is not null), at desc, notice_id desc);

create table notice_choice (
  person_id uuid not null,
  group_name text not null,
  by_mail boolean not null,
  primary key (person_id, group_name)
);
