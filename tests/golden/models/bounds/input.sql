-- Values with a bound ("<5", "över 90"): shown with their word; no change, mean or published comparison is made of one,
-- and a place only where each bound decides on which side of the own figure it is.
insert into session.moment values ('2026-03-31 12:00:00', '2026-03-31 12:00:00', '2026-03-31');
insert into session.municipality values ('1981', '1981', 'Sala', '19');
insert into session.compare values (1, 'group', 'kolada:G1');
insert into core.area_open values ('0114', 'municipality', 'Upplands Väsby', '0114'),
  ('1980', 'municipality', 'Västerås', '1980'), ('1981', 'municipality', 'Sala', '1981'),
  ('1982', 'municipality', 'Fagersta', '1982'), ('kolada:G1', 'group', 'Lika', 'G1');
insert into core.area_member_open values ('kolada:G1', '0114', 2025, 'Lika', 'Sala'), ('kolada:G1', '1980', 2025, 'Lika', 'Sala');
insert into session.source values ('af', 'AF', 'Källa: AF');
insert into session.indicator values
  ('af:h', null, null, 0, 'higher', 'af:n', 'af:r', null, null, null), ('af:l', null, null, 0, 'lower', null, null, null, null, null),
  ('af:e', null, null, 0, 'higher', 'af:n', 'af:r', null, null, null);
insert into core.exact_observation
select id, area, null, period, 'year', 'T', cast(value as double precision), null, 1, 'final', '2026-03-31 11:05:00',
  'infinity', 1, 'aa'
from (values
  -- the own figure is a bound in 2024: no change to or from it, no place; all others are exact
  ('af:h', '1981', 2023, 7.0), ('af:h', '1981', 2025, 8.0), ('af:h', '1980', 2024, 3.0), ('af:h', 'SE', 2024, 4.0),
  -- 2025: 10 is better than 8; "at most 5" is not; "at least 9" is better: all decided, third of four
  ('af:h', '1980', 2025, 10.0),
  -- lower is better: "at most 20" may be 9 or 20
  ('af:l', '1981', 2025, 10.0), ('af:l', '1980', 2025, 30.0),
  -- lower is better, decided: "at most 2" is better than 10, "at least 11" is not
  ('af:l', '1981', 2024, 10.0), ('af:l', '1982', 2024, 12.0),
  -- all exact but the country's, which is published as a bound: the mean takes its place, and is marked as one
  ('af:e', '1981', 2025, 4.0), ('af:e', '1980', 2025, 5.0), ('af:e', '0114', 2025, 6.0), ('af:n', '1981', 2024, 90.0)
) as v(id, area, period, value);
insert into core.bounded_observation
select id, area, null, period, 'year', 'T', cast(value as double precision), null, 1, 'final', '2026-03-31 11:05:00',
  'infinity', 1, 'aa', bound
from (values
  ('af:h', '1981', 2024, 5.0, 'at_most'), ('af:h', '0114', 2025, 5.0, 'at_most'), ('af:h', '1982', 2025, 9.0, 'at_least'),
  ('af:l', '1982', 2025, 20.0, 'at_most'), ('af:l', '0114', 2024, 2.0, 'at_most'), ('af:l', '1980', 2024, 11.0, 'at_least'),
  ('af:e', 'SE', 2025, 90.0, 'at_least'), ('af:e', 'kolada:G1', 2025, 3.0, 'at_least'),
  ('af:n', '1981', 2025, 5.0, 'at_most'), ('af:r', '1981', 2025, 90.0, 'at_least')
) as v(id, area, period, value, bound);
-- versions: "<5", then 3, then a status in its place
insert into core.bounded_observation values
  ('af:v', '1981', null, 2025, 'year', 'T', 5.0, null, 1, 'final', '2026-01-01 11:00:00', '2026-02-01 11:00:00', 1, 'aa', 'at_most'),
  ('af:v', '1981', null, 2025, 'year', 'T', 3.0, null, 1, 'final', '2026-02-01 11:00:00', '2026-03-01 11:00:00', 1, 'aa', 'exact'),
  ('af:v', '1981', null, 2025, 'year', 'T', 4.0, null, 1, 'final', '2026-03-01 11:00:00', 'infinity', 1, 'aa', 'at_least');
