-- The country as published or as a marked mean, the county's mean, the first group as published or as a marked mean.
insert into session.moment values ('2026-03-31 12:00:00', '2026-03-31 12:00:00', '2026-03-31');
insert into session.municipality values ('1981', '1981', 'Sala', '19');
insert into session.compare values (1, 'riket', 'SE'), (2, 'county', '19'), (3, 'group', 'kolada:G7'), (4, 'group', 'kolada:G8');
insert into core.area_open values ('1981', 'municipality', 'Sala', '1981'), ('1980', 'municipality', 'Västerås', '1980'),
  ('1960', 'municipality', 'Kungsör', '1960'), ('0114', 'municipality', 'Upplands Väsby', '0114'),
  ('kolada:G7', 'group', 'Liknande kommuner äldreomsorg, Sala, 2025', 'G7'), ('kolada:G8', 'group', 'Andra', 'G8'),
  ('SE', 'country', 'Riket', '0000');
insert into core.area_member_open values ('kolada:G7', '0114', 2025, 'Liknande kommuner äldreomsorg', 'Sala'),
  ('kolada:G7', '1960', 2025, 'Liknande kommuner äldreomsorg', 'Sala'), ('kolada:G7', '0880', 2025, 'Liknande kommuner äldreomsorg', 'Sala'),
  ('kolada:G8', '1980', 2025, 'Andra', 'Sala');
insert into core.exact_observation
select 'kolada:N00001', area, null, period, 'year', 'T', cast(value as double precision), null, 1,
  case when value is null then 'suppressed' else 'final' end, '2026-03-31 11:05:00', 'infinity', 1, 'aa'
from (values
  ('1981', 2025, 10.0), ('1980', 2025, 20.0), ('1960', 2025, 60.0), ('0114', 2025, 100.0), ('SE', 2025, 33.0), ('kolada:G7', 2025, 44.0),
  ('1981', 2024, 10.0), ('1980', 2024, null), ('1960', 2024, 60.0), ('0114', 2024, 100.0), ('SE', 2024, null), ('kolada:G7', 2024, null),
  ('1981', 2023, 10.0), ('kolada:G8', 2023, 77.0)
) as v(area, period, value);
