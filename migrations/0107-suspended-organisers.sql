-- The few organisers whose actions no list shows.
create index organiser_suspended on organiser (organiser_id) where state = 'suspended';
