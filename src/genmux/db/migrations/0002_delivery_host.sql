-- Who is waited for: with it, the next deliveries are found per receiver, so the backlog of a dead
-- one costs the others nothing, however long it is. 'user@' is cut off; no host = no valid URL.
alter table delivery add column host text not null generated always as (
  lower(coalesce(substring(url from '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#]*)'), ''))
) stored;

drop index delivery_due;
create index delivery_due on delivery (host, next_at) where state = 'pending';

-- Every claim leaves a dead entry at the front of that index.
alter table delivery set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
