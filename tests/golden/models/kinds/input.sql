-- Periods of different kinds are distinguished and compared with their own kind only, a year before.
insert into session.moment values ('2026-03-31 12:00:00', '2026-03-31 12:00:00', '2026-03-31');
insert into session.municipality values ('1981', '1981', 'Sala', '19');
insert into core.exact_observation
select 'lokal:k', '1981', null, period, kind, 'T', value, null, 1, 'final', '2026-03-31 11:05:00', 'infinity', 1, 'aa'
from (values (2024, 'year', 1.0), (2025, 'rolling_three_years', 2.0), (20241, 'half', 3.0), (20251, 'half', 4.0), (20252, 'half', 5.0),
  (20253, 'tertial', 6.0), (20254, 'quarter', 7.0), (202505, 'month', 8.0), (202405, 'month', 8.5), (202523, 'week', 9.0),
  (202508, 'year_to_date', 10.0), (20250531, 'window', 11.0), (20240531, 'window', 12.0), (20250531, 'day', 13.0)) as v(period, kind, value);
