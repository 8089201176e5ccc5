-- When the content of a stored dataset last changed: it is computed again also where nothing of it is other than before,
-- after a load of which all waits for one. Of those that are there the run that they were last computed by is the best
-- that is known. Valid on DuckDB and PostgreSQL alike.
alter table meta.model add column changed_run bigint;
update meta.model set changed_run = refreshed_run;
