-- Keys are forgotten by age, night after night. They are written in the order of time, so the smallest index there is will do.
create index idempotency_age on idempotency using brin (at);
