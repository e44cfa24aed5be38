-- A passport on paper is an extract of all of it that names no reader.
alter table extract alter column reader drop not null;
-- The token of a link follows from the extract's id under the installation's key; only older ones are kept, sealed.
alter table extract alter column token_sealed drop not null;
