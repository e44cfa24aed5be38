-- Which leaf corrected one whose record was destroyed: the leaves tell it to anybody, and a proof file of the record that
-- somebody still has must not pass for the last word.
alter table ledger_erasure add column amended_by bigint;

with recursive later as (
  select leaf_index as erased, leaf_index as last from ledger_erasure
  union all
  select later.erased, leaf.leaf_index
  from later
  join ledger_leaf as leaf on get_byte(leaf.entry, 1) in (2, 3)
    and ('x' || encode(substring(leaf.entry from 35 for 8), 'hex'))::bit(64)::bigint = later.last
)
update ledger_erasure set amended_by = found.last
from (select erased, max(last) as last from later where last > erased group by erased) as found
where ledger_erasure.leaf_index = found.erased;
