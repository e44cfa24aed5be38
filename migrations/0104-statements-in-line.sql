-- Statements go into the log in the order in which they were put in line, which their ids tell only of one clock.
alter table ledger_statement add column place_in_line bigint;
update ledger_statement set place_in_line = line.place
from (select statement_id, row_number() over (order by statement_id) as place from ledger_statement) as line
where ledger_statement.statement_id = line.statement_id;
alter table ledger_statement alter column place_in_line set not null;
alter table ledger_statement alter column place_in_line add generated always as identity;
select setval(
  pg_get_serial_sequence('ledger_statement', 'place_in_line'),
  coalesce((select max(place_in_line) from ledger_statement), 0) + 1, false);

drop index ledger_statement_waiting;
create index ledger_statement_waiting on ledger_statement (place_in_line) where leaf_index is null;
