-- The core: who may ask (project, api_key), what was asked (task), what it costs (account,
-- ledger_entry), who makes it (job, worker), what came out (asset), who is told (delivery).
-- Keys made here are UUIDv7: time-ordered, so inserts stay in the newest index pages.

create table setting (
  name text primary key,
  value jsonb not null
);

create table project (
  id uuid primary key,
  name text not null unique,
  callback_secret text not null,
  callback_secret_old text,
  callback_secret_rotated_at timestamptz,
  created_at timestamptz not null default now()
);

-- A project has two purses: live and sandbox. The sums of its ledger entries, kept as a row so
-- that a hold is one locked update; `genmux credits audit` proves that both agree.
create table account (
  project_id uuid not null references project,
  sandbox boolean not null,
  available numeric(20, 6) not null default 0 check (available >= 0),
  held numeric(20, 6) not null default 0 check (held >= 0),
  primary key (project_id, sandbox)
);

create table api_key (
  id uuid primary key,
  project_id uuid not null references project,
  name text not null,
  secret_hash bytea not null unique,
  hint text not null,
  sandbox boolean not null,
  limit_hour numeric(20, 6),
  limit_day numeric(20, 6),
  limit_total numeric(20, 6),
  networks cidr[] not null default '{}',
  expires_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now()
);

-- What a limited key has spent or holds, per clock hour, clock day and in total (UTC).
create table key_spend (
  key_id uuid not null references api_key,
  bucket text not null,
  amount numeric(20, 6) not null,
  primary key (key_id, bucket)
);

create table task (
  id uuid not null primary key,
  project_id uuid not null,
  key_id uuid not null,
  sandbox boolean not null,
  limited boolean not null,
  family text not null,
  model text not null,
  state text not null default 'queued'
    check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  phase text not null default ''
    check (phase in ('', 'fetching', 'submitting', 'waiting', 'rendering', 'storing')),
  progress real not null default 0,
  priority smallint not null default 0,
  request text not null,
  input text not null,
  callback_url text,
  base_url text not null,
  held numeric(20, 6) not null,
  charged numeric(20, 6),
  engine text,
  vendor_id text,
  result text,
  fail_code text,
  fail_msg text,
  retry_of uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
) partition by range (id);
create table task_default partition of task default;
create index task_project on task (project_id, id);

-- A wake-up, not the truth: it exists while its task is unfinished, and carries the fence.
create table job (
  task_id uuid primary key,
  lane text not null check (lane in ('local', 'remote')),
  run_at timestamptz not null default now(),
  priority smallint not null default 0,
  worker_id uuid,
  fence integer not null default 0,
  crashes smallint not null default 0
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
create index job_ready on job (lane, priority desc, run_at) where worker_id is null;
create index job_worker on job (worker_id) where worker_id is not null;

create table worker (
  id uuid primary key,
  host text not null,
  pid integer not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);

create table ledger_entry (
  id uuid primary key,
  project_id uuid not null,
  sandbox boolean not null,
  key_id uuid,
  task_id uuid,
  kind text not null check (kind in ('grant', 'hold', 'adjust', 'settle', 'release')),
  available numeric(20, 6) not null,
  held numeric(20, 6) not null,
  note text not null default '',
  created_at timestamptz not null default now()
);
create index ledger_project on ledger_entry (project_id, sandbox, id);
create unique index ledger_one_hold on ledger_entry (task_id) where kind = 'hold';
create unique index ledger_one_end on ledger_entry (task_id) where kind in ('settle', 'release');
create index ledger_adjust on ledger_entry (task_id) where kind = 'adjust';

create function ledger_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'ledger_entry is append-only';
end $$;
create trigger ledger_append_only before update or delete or truncate on ledger_entry
  for each statement execute function ledger_is_append_only();

create table idempotency (
  project_id uuid not null,
  sandbox boolean not null,
  key text not null,
  fingerprint bytea not null,
  task_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (project_id, sandbox, key)
);
create index idempotency_age on idempotency (created_at);

create table asset (
  id uuid primary key,
  project_id uuid not null,
  task_id uuid,
  key text not null,
  name text not null,
  mime text not null,
  size bigint not null,
  facts jsonb not null default '{}',
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  deleted_at timestamptz
);
create index asset_expiry on asset (expires_at) where deleted_at is null;
create index asset_deleted on asset (deleted_at) where deleted_at is not null;
create index asset_task on asset (task_id) where task_id is not null;
create unique index asset_key on asset (key) where deleted_at is null;

-- The outbox of callbacks: written with the result, sent later, with one id for all attempts.
create table delivery (
  id uuid primary key,
  project_id uuid not null,
  task_id uuid not null,
  event text not null,
  url text not null,
  -- Who is waited for: with it the next deliveries are found per receiver, so the backlog of a
  -- dead one costs the others nothing. 'user@' is cut off; no host = no valid URL.
  host text not null generated always as (
    lower(coalesce(substring(url from '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#]*)'), ''))
  ) stored,
  body text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  next_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  finished_at timestamptz
  -- Every claim leaves a dead entry at the front of the index.
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
create index delivery_due on delivery (host, next_at) where state = 'pending';
create index delivery_task on delivery (task_id);
create index delivery_project on delivery (project_id, id);

create table delivery_attempt (
  delivery_id uuid not null references delivery on delete cascade,
  number integer not null,
  started_at timestamptz not null,
  milliseconds integer not null,
  status integer,
  error text not null default '',
  reply text not null default '',
  primary key (delivery_id, number)
);

-- Finished tasks per model and ten minutes, for the success-rate endpoint.
create table model_outcome (
  model text not null,
  bucket timestamptz not null,
  succeeded integer not null default 0,
  failed integer not null default 0,
  primary key (model, bucket)
);
