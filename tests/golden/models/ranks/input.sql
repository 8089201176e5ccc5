-- Ranks with ties, n, quarters; higher and lower; no polarity; the own figure missing.
insert into session.moment values ('2026-03-31 12:00:00', '2026-03-31 12:00:00', '2026-03-31');
insert into session.municipality values ('1981', '1981', 'Sala', '19');
insert into session.indicator values
  ('kolada:H00001', null, null, 1, 'higher', null, null, null, null, null),
  ('kolada:L00001', null, null, 1, 'lower', null, null, null, null, null),
  ('kolada:X00001', null, null, 1, 'none', null, null, null, null, null);
insert into core.exact_observation
select 'kolada:' || id, area, null, period, 'year', gender, cast(value as double precision), null, 1, 'final',
  '2026-03-31 11:05:00', 'infinity', 1, 'aa'
from (values
  -- 2025: 90, 80, 80, 80 (own), 70, 60, 50, 40: second of eight with three others
  ('H00001', '0114', 2025, 'T', 90.0), ('H00001', '0115', 2025, 'T', 80.0), ('H00001', '0117', 2025, 'T', 80.0),
  ('H00001', '1981', 2025, 'T', 80.0), ('H00001', '0120', 2025, 'T', 70.0), ('H00001', '0123', 2025, 'T', 60.0),
  ('H00001', '0125', 2025, 'T', 50.0), ('H00001', '0126', 2025, 'T', 40.0), ('H00001', '0127', 2025, 'T', null),
  ('H00001', 'SE', 2025, 'T', 99.0), ('H00001', 'region:19', 2025, 'T', 99.0), ('H00001', 'kolada:G1', 2025, 'T', 99.0),
  ('H00001', '0128', 2025, 'K', 99.0), ('H00001', '0128', 2024, 'T', 99.0),
  -- 2024: best of all; 2023: last of all, shared
  ('H00001', '1981', 2024, 'T', 99.0),
  ('H00001', '1981', 2023, 'T', 1.0), ('H00001', '0114', 2023, 'T', 1.0), ('H00001', '0115', 2023, 'T', 2.0),
  ('H00001', '0117', 2023, 'T', 3.0), ('H00001', '0120', 2023, 'T', 3.5),
  -- lower is better
  ('L00001', '1981', 2025, 'T', 30.0), ('L00001', '0114', 2025, 'T', 10.0), ('L00001', '0115', 2025, 'T', 20.0),
  ('L00001', '0117', 2025, 'T', 30.0), ('L00001', '0120', 2025, 'T', 40.0),
  -- no polarity, and an indicator that nothing is configured for
  ('X00001', '1981', 2025, 'T', 30.0), ('X00001', '0114', 2025, 'T', 10.0),
  ('Y00001', '1981', 2025, 'T', 30.0), ('Y00001', '1981', 2024, 'T', 29.333333333333), ('Y00001', '0114', 2025, 'T', 10.0),
  -- the own figure is missing
  ('H00001', '1981', 2022, 'T', null), ('H00001', '0114', 2022, 'T', 10.0)
) as v(id, area, period, gender, value);
update core.exact_observation set status = 'missing' where value is null;
insert into core.exact_observation values
  ('kolada:H00001', '0128', 'kolada:V1', 2025, 'year', 'T', 99.0, null, 1, 'final', '2026-03-31 11:05:00', 'infinity', 1, 'aa'),
  ('kolada:H00001', '0129', null, 2025, 'half', 'T', 99.0, null, 1, 'final', '2026-03-31 11:05:00', 'infinity', 1, 'aa'),
  ('kolada:H00001', '0136', null, 2025, 'year', 'T', 99.0, null, 1, 'final', '2026-03-30 11:05:00', '2026-03-31 11:05:00', 1, 'aa');
