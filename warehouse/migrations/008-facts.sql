-- What programs read of a finding, beside its text for people: JSON in the words of the kind of source that found it, empty
-- where there is none. Until here such was read of the text. Valid on DuckDB and PostgreSQL alike.
alter table meta.finding add column facts text default '';
alter table meta.finding alter column facts set not null;
