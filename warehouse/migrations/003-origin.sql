-- A source is what the configuration names, an origin is the prefix of its ids. Until here `source` was the origin of a
-- Kolada run and the name of another; the folder of a segment in the archive has always been the source's name. Valid on
-- DuckDB and PostgreSQL alike.
alter table meta.run add column origin text;
update meta.run set origin = source;
update meta.run set source = coalesce(
  (select min(split_part(o.segment, '/', 1)) from meta.raw_object o where o.run_id = run.run_id and o.segment <> ''),
  source);
