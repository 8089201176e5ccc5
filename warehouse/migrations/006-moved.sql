-- What waits of an earlier run may wait with a later one, and is decided with it: which run that is, and how many rows of
-- the earlier one it is about. Until here such a series was "replaced"; of those decided on, nothing more is known. Valid
-- on DuckDB and PostgreSQL alike.
alter table meta.held_series add column moved_to bigint;
alter table meta.held_series add column waited_rows bigint;
update meta.held_series set
  state = 'moved',
  decided_by = null,
  decided_at = null,
  moved_to = (select max(h.run_id) from meta.held h
    where h.series = held_series.series and h.raw_run_id = held_series.run_id),
  waited_rows = (select count(*) from meta.held h
    where h.series = held_series.series and h.raw_run_id = held_series.run_id)
where state = 'replaced'
  and exists (select 1 from meta.held h where h.series = held_series.series and h.raw_run_id = held_series.run_id);
