-- No catalogue has the areas: a mean of municipalities stands for the country from half of the 290. Means of places
-- in a list are none.
insert into session.moment values ('2026-03-31 12:00:00', '2026-03-31 12:00:00', '2026-03-31');
insert into session.municipality values ('1981', '1981', 'Sala', '19');
insert into core.indicator_open values ('register:lista.index', 'register', 'Index', 'index 0-100'),
  ('register:lista.del', 'register', 'Del', 'index 0-100'), ('register:lista.rank', 'register', 'Placering', 'placering');
insert into core.area_open
select cast(1840 + n as varchar), 'municipality', 'Kommun ' || n, ''
from generate_series(1, 150) as t(n);
insert into core.exact_observation
select i.id, cast(1840 + n as varchar), null, 2025, 'year', 'T', cast(n as double precision), null, 1, 'final',
  '2026-03-31 11:05:00', 'infinity', 1, 'aa'
from generate_series(1, 150) as t(n)
cross join (values ('register:lista.index', 145), ('register:lista.del', 144), ('register:lista.rank', 150)) as i(id, up_to)
where n <= i.up_to;
