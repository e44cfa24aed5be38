-- Whether somebody has seen the same of a person within the last hour: a look that is repeated is written once.
create index look_of_viewer on look (viewer_id, person_id, at);
