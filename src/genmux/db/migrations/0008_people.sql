-- People beside keys: who signs in, where they belong, what they changed.
create table person (
  id uuid primary key,
  email text not null unique check (email = lower(email)),
  name text not null default '',
  operator boolean not null default false,
  password_hash text,
  -- issuer and subject, once they came in by OpenID Connect
  oidc_subject text unique,
  disabled_at timestamptz,
  last_sign_in_at timestamptz,
  created_at timestamptz not null default now()
);

create table membership (
  project_id uuid not null references project,
  person_id uuid not null references person,
  role text not null check (role in ('reader', 'member', 'admin', 'owner')),
  created_at timestamptz not null default now(),
  primary key (project_id, person_id)
);
create index membership_person on membership (person_id);

create table session (
  token_hash bytea primary key,
  person_id uuid not null references person,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_person on session (person_id);
create index session_age on session (expires_at);

-- Links that sign in once; using one deletes it. Without a person it is the first start's.
create table entry_link (
  token_hash bytea primary key,
  person_id uuid references person,
  expires_at timestamptz not null
);
create index entry_link_person on entry_link (person_id);

-- Failed tries to sign in, by email and by address; `subject` is a digest.
create table sign_in_failure (
  subject bytea primary key,
  failures integer not null,
  next_at timestamptz not null
);
create index sign_in_failure_age on sign_in_failure (next_at);

-- Sign-ins that are on their way through an OpenID Connect issuer.
create table oidc_flow (
  state_hash bytea primary key,
  nonce text not null,
  verifier text not null,
  redirect_uri text not null,
  expires_at timestamptz not null
);

create table audit (
  id uuid primary key,
  project_id uuid,
  actor_kind text not null check (actor_kind in ('person', 'key', 'command', 'nobody')),
  actor_id uuid,
  actor_name text not null,
  action text not null,
  target text not null,
  before jsonb,
  after jsonb,
  address text,
  created_at timestamptz not null default now()
);
create index audit_project on audit (project_id, id);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit is append-only';
end $$;
create trigger audit_append_only before update or delete or truncate on audit
  for each statement execute function audit_is_append_only();

-- Keys of a deleted project are revoked, its name is free again, its books stay.
alter table project add column deleted_at timestamptz;

-- When a task began what: `phase@milliseconds` words, appended by the writes that change them.
alter table task add column track text not null default '';

create index task_retry on task (retry_of) where retry_of is not null;

-- What ended tasks and chat calls cost, per day of their end (UTC): the charts of years cost
-- a few thousand small rows.
create table spend_day (
  project_id uuid not null,
  sandbox boolean not null,
  day date not null,
  model text not null,
  key_id uuid not null,
  engine text not null,
  charged numeric(20, 6) not null,
  -- US dollars that vendors take for it, as far as they are known
  cost_usd numeric(20, 6) not null default 0,
  succeeded integer not null,
  failed integer not null,
  cancelled integer not null,
  primary key (project_id, sandbox, day, model, key_id, engine)
) with (fillfactor = 70);
insert into spend_day (project_id, sandbox, day, model, key_id, engine, charged, succeeded, failed,
  cancelled)
select project_id, sandbox, (finished_at at time zone 'UTC')::date, model, key_id,
  coalesce(engine, ''), sum(charged), count(*) filter (where state in ('succeeded', 'done', 'cut')),
  count(*) filter (where state in ('failed', 'lost')), count(*) filter (where state = 'cancelled')
from (
  select project_id, sandbox, finished_at, model, key_id, engine, charged, state from task
  union all
  select project_id, sandbox, finished_at, model, key_id, route, charged, state from chat_call
) ended where finished_at is not null and charged is not null group by 1, 2, 3, 4, 5, 6;
