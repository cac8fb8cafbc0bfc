-- What a sandbox request wanted to go wrong, as it was written; empty for everybody else.
alter table task add column fault text not null default '';
-- How often a receiver still has to take it: 2 where a duplicate was asked for.
alter table delivery add column copies smallint not null default 1;
-- Faults that happen to the first few of the same requests; `request` is a digest.
create table fault_count (
  project_id uuid not null,
  request bytea not null,
  seen integer not null default 1,
  seen_at timestamptz not null default now(),
  primary key (project_id, request)
);
