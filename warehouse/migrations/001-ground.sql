-- The ground: runs and what they tell, keys, facts, dimensions. Valid on DuckDB and PostgreSQL alike.
create schema core;
create schema extract;
create schema mart;

create table meta.run (
  run_id bigint not null,
  job text not null,
  source text not null,
  cause text not null,
  status text not null,
  started_at timestamp not null,
  recorded_at timestamp not null,
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
  open_after bigint not null,
  details text not null,
  segments text not null
);

create table meta.raw_object (
  run_id bigint not null,
  raw_index integer not null,
  query text not null,
  request text not null,
  page integer not null,
  status integer not null,
  etag text not null,
  sha256 text not null,
  bytes bigint not null,
  fetched_at timestamp not null,
  segment text not null
);

create table meta.checkpoint (
  job text not null,
  query text not null,
  complete_at timestamp not null,
  full_reload_at timestamp not null,
  run_id bigint not null
);

create table meta.held (
  run_id bigint not null,
  series text not null,
  gate text not null,
  kind text not null,
  indicator_id text not null,
  area_id text not null,
  ou_id text,
  period integer not null,
  period_kind text not null,
  gender text not null,
  old_value double precision,
  old_count integer,
  old_status text,
  value double precision,
  count integer,
  status text,
  raw_run_id bigint not null,
  raw_index integer not null,
  position integer not null
);

create table meta.held_series (
  run_id bigint not null,
  series text not null,
  gate text not null,
  known bigint not null,
  inserted bigint not null,
  revised bigint not null,
  deleted bigint not null,
  absent bigint not null,
  ratio_median double precision,
  evidence text not null,
  state text not null,
  decided_by bigint,
  decided_at timestamp
);

create table meta.discarded (
  kind text not null,
  indicator_id text not null,
  area_id text not null,
  ou_id text,
  period integer not null,
  period_kind text not null,
  gender text not null,
  value double precision,
  count integer,
  status text,
  run_id bigint not null,
  discarded_at timestamp not null
);

create table meta.reject (
  run_id bigint not null,
  raw_index integer not null,
  object text not null,
  line bigint not null,
  byte bigint not null,
  "column" text not null,
  field text not null,
  error text not null,
  shown text not null
);

create table meta.finding (
  run_id bigint not null,
  code text not null,
  severity text not null,
  subject text not null,
  what text not null,
  remedy text not null,
  count bigint not null
);

create table meta.model (
  name text not null,
  version text not null,
  digest text not null,
  dirty_since_run bigint,
  refreshed_run bigint not null,
  rows bigint not null,
  content text not null
);

create table core.indicator_key (indicator_key integer not null, indicator_id text not null, source text not null);
create table core.area_key (area_key integer not null, area_id text not null);
create table core.unit_key (unit_key integer not null, unit_id text not null);

-- Small integers only, no index: ordered by indicator and period as it is written. unit_key 0 is the area as a whole.
create table core.fact (
  indicator_key integer not null,
  area_key integer not null,
  unit_key integer not null,
  period integer not null,
  period_kind smallint not null,
  gender smallint not null,
  value double precision,
  count integer,
  status smallint not null,
  recorded_from timestamp not null,
  recorded_to timestamp not null,
  run_id integer not null,
  raw_id integer not null
);

create table core.indicator (
  indicator_id text not null,
  source text not null,
  title text not null,
  description text,
  by_gender boolean,
  area_type text,
  auspice text,
  operating_area text,
  perspective text,
  has_units boolean,
  discontinued integer,
  measure text,
  recorded_from timestamp not null,
  recorded_to timestamp not null,
  run_id bigint not null
);

create table core.area (
  area_id text not null,
  kind text not null,
  title text not null,
  source_id text not null,
  source text not null,
  recorded_from timestamp not null,
  recorded_to timestamp not null,
  run_id bigint not null
);

create table core.area_member (
  group_id text not null,
  member_id text not null,
  year integer,
  theme text not null,
  owner text not null,
  source text not null,
  recorded_from timestamp not null,
  recorded_to timestamp not null,
  run_id bigint not null
);

create table core.indicator_member (
  group_id text not null,
  group_title text not null,
  indicator_id text not null,
  source text not null,
  recorded_from timestamp not null,
  recorded_to timestamp not null,
  run_id bigint not null
);

create table core.unit (
  unit_id text not null,
  area_id text not null,
  title text not null,
  source text not null,
  recorded_from timestamp not null,
  recorded_to timestamp not null,
  run_id bigint not null
);

create table core.publication (
  indicator_id text not null,
  period text not null,
  preliminary date,
  final date,
  expected date,
  source text not null,
  recorded_from timestamp not null,
  recorded_to timestamp not null,
  run_id bigint not null
);
