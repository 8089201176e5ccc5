-- What each table took of a run: its counts stood for the run alone until here, which filled either facts or one table.
-- What earlier runs told of dimensions was not counted. Valid on DuckDB and PostgreSQL alike.
create table meta.run_stream (
  run_id bigint not null,
  stream text not null,
  read bigint not null,
  inserted bigint not null,
  revised bigint not null,
  unchanged bigint not null,
  deleted bigint not null,
  absent bigint not null,
  rejected bigint not null,
  filtered bigint not null,
  duplicate bigint not null,
  held bigint not null,
  open_before bigint not null,
  open_after bigint not null
);
insert into meta.run_stream
select run_id,
  case when position('"table":"' in details) > 0
    then 'extract.' || split_part(split_part(details, '"table":"', 2), '"', 1)
    else 'core.observation' end,
  read, inserted, revised, unchanged, deleted, absent, rejected, filtered, duplicate, held, open_before, open_after
from meta.run
where cause <> 'discard';
