-- The tables that a reading session shows to the models, empty. Valid on DuckDB and PostgreSQL.
create schema core;
create schema meta;
create schema session;
create schema mart;
create table core.exact_observation (
  indicator_id varchar, area_id varchar, ou_id varchar, period integer, period_kind varchar, gender varchar,
  value double precision, value_text varchar, count integer, status varchar, recorded_from timestamp,
  recorded_to timestamp, run_id bigint, raw_sha256 varchar);
create table core.bounded_observation (
  indicator_id varchar, area_id varchar, ou_id varchar, period integer, period_kind varchar, gender varchar,
  value double precision, value_text varchar, count integer, status varchar, recorded_from timestamp,
  recorded_to timestamp, run_id bigint, raw_sha256 varchar, bound varchar);
create view core.observation as
  select *, cast('exact' as varchar) as bound from core.exact_observation
  union all select * from core.bounded_observation;
create view core.observation_open as
  select * from core.observation where recorded_to = cast('infinity' as timestamp);
create table core.indicator_open (indicator_id varchar, source varchar, title varchar, measure varchar);
create table core.indicator (indicator_id varchar, discontinued integer, recorded_to timestamp);
create table core.area_open (area_id varchar, kind varchar, title varchar, source_id varchar);
create table core.area_member_open (group_id varchar, member_id varchar, year integer, theme varchar, owner varchar);
create table core.publication_open (
  indicator_id varchar, period varchar, preliminary date, final date, expected date);
create table meta.run (
  run_id bigint, job varchar, source varchar, started_at timestamp, recorded_at timestamp, cause varchar default 'run',
  status varchar default 'done', origin varchar default 'kolada');
create table meta.run_stream (run_id bigint, stream varchar);
create table meta.raw_object (run_id bigint, sha256 varchar, fetched_at timestamp, raw_index integer default 0);
create table meta.held (
  run_id bigint, series varchar, kind varchar, indicator_id varchar, area_id varchar, ou_id varchar, period integer,
  period_kind varchar, gender varchar, value double precision, status varchar, raw_run_id bigint, raw_index integer);
create table session.moment (known_at timestamp, now timestamp, today date);
create table session.municipality (area_id varchar, code varchar, name varchar, county varchar);
create table session.compare (position integer, kind varchar, value varchar);
create table session.indicator (
  indicator_id varchar, short_name varchar, measure varchar, decimals integer, polarity varchar,
  respondents_id varchar, response_rate_id varchar, period_kind varchar, series_break integer, note varchar);
create table session.selected (indicator_id varchar);
create table session.job_indicator (job varchar, indicator_id varchar);  -- null: all of its origin
create table session.source (origin varchar, title varchar, attribution varchar);
insert into session.source values ('kolada', 'Kolada', 'Källa: Kolada');
create table session.word (kind varchar, code varchar, swedish varchar);  -- as core/swedish_words.cpp has them
insert into session.word values
  ('status', 'final', 'publicerad'), ('status', 'preliminary', 'preliminär'), ('status', 'missing', 'saknas'),
  ('status', 'suppressed', 'skyddad'), ('status', 'not_applicable', 'ej tillämplig'),
  ('status', 'not_collected', 'ej insamlad'), ('status', 'not_introduced', 'ej införd'),
  ('status', 'contradictory', 'motsägelse'), ('status', 'pending', 'väntar'), ('status', 'held', 'hållen'),
  ('status', 'late', 'försenad'), ('status', 'not_checked', 'inte kontrollerad'),
  ('status', 'unchanged', 'oförändrad'), ('period_kind', 'year', 'år'), ('period_kind', 'half', 'halvår'),
  ('period_kind', 'tertial', 'tertial'), ('period_kind', 'quarter', 'kvartal'), ('period_kind', 'month', 'månad'),
  ('period_kind', 'week', 'vecka'), ('period_kind', 'year_to_date', 'ackumulerat i år'),
  ('period_kind', 'rolling_three_years', 'rullande treårsmedel'), ('period_kind', 'window', 'mätperiod'),
  ('period_kind', 'day', 'dag'), ('polarity', 'higher', 'högre är bättre'), ('polarity', 'lower', 'lägre är bättre'),
  ('polarity', 'none', 'ingen'), ('polarity', 'unknown', 'ej bedömd'), ('direction', 'better', 'bättre'),
  ('direction', 'worse', 'sämre'), ('direction', 'unchanged', 'oförändrad'), ('direction', 'unknown', 'ej bedömd'),
  ('publication', 'preliminary', 'preliminär'), ('publication', 'final', 'slutlig'), ('bound', 'at_least', 'minst'),
  ('bound', 'at_most', 'högst');
create table session.swedish_time (starts timestamp, ends timestamp, ahead interval);
insert into session.swedish_time values
  ('-infinity', '2023-03-26 01:00:00', '1 hour'), ('2023-03-26 01:00:00', '2023-10-29 01:00:00', '2 hours'),
  ('2023-10-29 01:00:00', '2024-03-31 01:00:00', '1 hour'), ('2024-03-31 01:00:00', '2024-10-27 01:00:00', '2 hours'),
  ('2024-10-27 01:00:00', '2025-03-30 01:00:00', '1 hour'), ('2025-03-30 01:00:00', '2025-10-26 01:00:00', '2 hours'),
  ('2025-10-26 01:00:00', '2026-03-29 01:00:00', '1 hour'), ('2026-03-29 01:00:00', '2026-10-25 01:00:00', '2 hours'),
  ('2026-10-25 01:00:00', 'infinity', '1 hour');
