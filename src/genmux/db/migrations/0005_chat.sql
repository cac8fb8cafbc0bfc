-- Chat calls: what a synchronous answer cost and used. Light, for a call ends with its reply: no job,
-- no callback, no files. `lease_until` is how long its process has to say that it still lives; then
-- the sweeper gives the hold back. Entries of the ledger name it as their task.
create table chat_call (
  id uuid primary key,
  project_id uuid not null,
  key_id uuid not null,
  sandbox boolean not null,
  limited boolean not null,
  model text not null,
  dialect text not null,
  streamed boolean not null,
  state text not null default 'open' check (state in ('open', 'done', 'failed', 'cut', 'lost')),
  held numeric(20, 6) not null,
  charged numeric(20, 6),
  route text,
  stop text,
  error text,
  input_tokens integer,
  cached_tokens integer,
  output_tokens integer,
  reasoning_tokens integer,
  -- The usage was counted here, for the route did not report it.
  estimated boolean not null default false,
  first_ms integer,
  contents text,
  lease_until timestamptz not null,
  created_at timestamptz not null,
  finished_at timestamptz
) with (fillfactor = 70);
create index chat_call_open on chat_call (lease_until) where state = 'open';
create index chat_call_project on chat_call (project_id, id);
