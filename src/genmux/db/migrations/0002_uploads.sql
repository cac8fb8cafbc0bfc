-- Where an upload can be written over: the paths of a project, each with the file that its link
-- leads to. The row goes with that file's row, some weeks after the file itself.
create table upload (
  project_id uuid not null,
  path text not null,
  asset_id uuid not null references asset on delete cascade,
  primary key (project_id, path)
);
create index upload_asset on upload (asset_id);
