-- Attendance: every signal that somebody came or left, as it was recorded. Nothing here is ever changed.
create table attendance_event (
  person_id uuid not null,
  shift_id uuid not null,
  event_id uuid not null,
  kind text not null check (kind in ('in', 'out', 'proposed-out')),
  method text not null check (method in ('rotating-code', 'coordinator-scan', 'coordinator', 'shift-end')),
  -- The instant that counts, judged when the event was recorded (domain/clock.ts).
  at timestamptz not null,
  device_at timestamptz,
  server_at timestamptz not null,
  -- null when nobody did it: a proposed end.
  recorded_by uuid,
  -- The 30-second window of the code that was shown; null where no code was.
  code_window bigint,
  primary key (person_id, shift_id, event_id)
);
-- A code proves one thing once: the second use of the same window finds this.
create unique index attendance_event_code on attendance_event (person_id, shift_id, method, code_window)
  where code_window is not null;
-- An end is proposed once, even by two workers at the same moment.
create unique index attendance_event_proposed on attendance_event (person_id, shift_id)
  where kind = 'proposed-out';
-- The roster of a shift.
create index attendance_event_shift on attendance_event (shift_id, person_id);
-- Who came in the last days, for the search for forgotten check-outs.
create index attendance_event_in on attendance_event (server_at) where kind = 'in';

-- A number by which people who did not sign up name the shift when they cannot scan.
create table walk_up_number (
  number text primary key,
  shift_id uuid not null unique,
  given_at timestamptz not null,
  given_by uuid not null
);
