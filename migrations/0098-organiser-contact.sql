-- How everybody can reach an organiser, as its owner wants it; none of it is needed.
alter table organiser
  add column email text,
  add column phone text,
  add column site text;
