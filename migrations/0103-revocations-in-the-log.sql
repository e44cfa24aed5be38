-- The public log tells which places of a status list were revoked since its publication before.

-- The version that the list came to with this revocation. Those from before are told together, by the first statement.
alter table status_revocation add column version int not null default 0;
-- Nothing may be revoked without saying so.
alter table status_revocation alter column version drop default;
create index status_revocation_version on status_revocation (list_id, version);

-- The version that was published before, of which the log has told all; -1 where there is none.
alter table status_publication add column since_version int not null default -1;
-- What the log states of these says nothing of places. They are signed anew for whoever asks, and within a minute.
delete from status_publication;
