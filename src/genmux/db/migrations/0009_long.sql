-- Drafts that take long wait apart, so that they cannot keep small ones waiting.
alter table job drop constraint job_lane_check;
alter table job add constraint job_lane_check check (lane in ('local', 'long', 'remote'));
