-- Those few contributions that were decided anew: each reading of an extract asks for them.
create index contribution_changed on contribution (person_id) where version > 1;
