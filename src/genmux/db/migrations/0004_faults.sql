-- What a sandbox request wanted to go wrong, as it was written; empty for everybody else.
alter table task add column fault text not null default '';
-- How often a receiver still has to take it: 2 where a duplicate was asked for.
alter table delivery add column copies smallint not null default 1;
