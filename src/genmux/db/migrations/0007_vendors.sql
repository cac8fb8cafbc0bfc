-- What a request wished of its route, how it was routed, and what the vendor takes for it.
alter table task add column wish text not null default '';
alter table task add column route text not null default '';
alter table task add column cost_usd numeric(14, 6);

-- The account at a vendor that has this job; counted for the account's limit.
alter table job add column vendor text;
create index job_vendor on job (vendor) where vendor is not null;

-- What all workers know of an account: until when nothing is sent there and why, and its pace.
create table vendor (
  name text primary key,
  failures integer not null default 0,
  reason text not null default '',
  open_until timestamptz,
  tokens double precision not null default 0,
  filled_at timestamptz not null default now()
);

-- Jobs at vendors whose tasks were cancelled: to be taken back there, as far as the vendor can.
create table vendor_cancel (
  task_id uuid primary key,
  project_id uuid not null,
  vendor text not null,
  vendor_id text not null,
  model text not null,
  tries smallint not null default 0,
  next_at timestamptz not null default now()
);
create index vendor_cancel_due on vendor_cancel (next_at);

-- Keys of a project's own at vendors, encrypted with a key that the database does not have.
create table vendor_key (
  project_id uuid not null references project on delete cascade,
  vendor text not null,
  sealed bytea not null,
  hint text not null,
  created_at timestamptz not null default now(),
  primary key (project_id, vendor)
);

-- Which accounts a project's models are made at, by pattern of model id; the first that fits.
create table project_route (
  project_id uuid not null references project on delete cascade,
  position integer not null,
  models text not null,
  use text[] not null,
  primary key (project_id, position)
);
