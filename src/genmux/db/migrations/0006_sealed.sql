-- Where the signed copy of a result is that equal results of the project are copied from: signing is
-- salted at random, and the same request is to give the same bytes.
create table sealed (
  project_id uuid not null,
  fingerprint bytea not null,
  key text not null,
  made_at timestamptz not null default now(),
  primary key (project_id, fingerprint)
);
create index sealed_age on sealed (made_at);
