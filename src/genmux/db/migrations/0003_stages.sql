-- Families that show parts of a result before the rest: the last stage that was reached. The result
-- column holds what is ready so far.
alter table task add column stage text not null default '';
