-- A value is exact, or a bound of the figure ("<5"): 0 exact, 1 at least, 2 at most. Until here all are exact. What is held
-- and discarded has the bound as text, NULL where it has no content. Valid on DuckDB and PostgreSQL alike.
alter table core.fact add column bound smallint default 0;
alter table core.fact alter column bound set not null;
alter table meta.held add column old_bound text;
alter table meta.held add column bound text;
update meta.held set old_bound = 'exact' where old_status is not null;
update meta.held set bound = 'exact' where status is not null;
alter table meta.discarded add column bound text;
update meta.discarded set bound = 'exact' where status is not null;
