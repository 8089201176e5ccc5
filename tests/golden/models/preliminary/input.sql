-- A figure is preliminary by the announced days and by when the source was last queried: nothing in it marks it.
insert into session.moment values ('2026-09-10 12:00:00', '2026-09-10 12:00:00', '2026-09-10');
insert into session.municipality values ('1981', '1981', 'Sala', '19');
insert into meta.run (run_id, job, source, started_at, recorded_at) values (1, 'kolada', 'kolada', '2026-04-02 04:15:00', '2026-04-02 04:16:00'),
  (2, 'kolada', 'kolada', '2026-08-31 04:15:00', '2026-08-31 04:16:00'),
  (3, 'kolada', 'kolada', '2026-09-11 04:15:00', '2026-09-11 04:16:00');  -- later than what is queried
insert into meta.run_stream values (1, 'core.observation'), (2, 'core.observation'), (3, 'core.observation');
insert into session.job_indicator values ('kolada', null);
insert into core.exact_observation
select 'kolada:' || id, '1981', null, period, kind, 'T', 1.0, null, 1, 'final', cast(recorded as timestamp), 'infinity', 1, 'aa'
from (values
  ('A00001', 2025, 'year', '2026-04-02 04:16:00'),    -- between its two days when the source was last queried
  ('B00001', 2025, 'year', '2026-04-02 04:16:00'),    -- queried again since the final day, unchanged
  ('C00001', 2025, 'year', '2026-04-02 04:16:00'),    -- the final day has passed, but not queried since
  ('D00001', 2025, 'year', '2026-04-02 04:16:00'),    -- came before its preliminary day
  ('E00001', 2025, 'year', '2026-04-02 04:16:00'),    -- a preliminary day and no final one
  ('F00001', 20251, 'half', '2026-04-02 04:16:00'),   -- a half year is not what the year's announcement speaks of
  ('G00001', 2025, 'rolling_three_years', '2026-04-02 04:16:00'),
  ('H00001', 2025, 'year', '2026-08-31 04:16:00')     -- changed by the final publication
) as v(id, period, kind, recorded);
insert into core.publication_open values
  ('kolada:A00001', '2025', '2026-03-31', '2026-10-01', '2026-03-31'),
  ('kolada:B00001', '2025', '2026-03-31', '2026-08-28', '2026-03-31'),
  ('kolada:C00001', '2025', '2026-03-31', '2026-09-02', '2026-03-31'),
  ('kolada:D00001', '2025', '2026-09-05', '2026-10-01', '2026-09-05'),
  ('kolada:E00001', '2025', '2026-03-31', null, '2026-03-31'),
  ('kolada:F00001', '2025', '2026-03-31', '2026-10-01', '2026-03-31'),
  ('kolada:G00001', '2023--2025', '2026-03-31', '2026-10-01', '2026-03-31'),
  ('kolada:H00001', '2025', '2026-03-31', '2026-08-28', '2026-03-31');
