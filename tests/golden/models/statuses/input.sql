-- Every status in Swedish; a value that is missing while others have theirs; a break in the series; old years left out.
insert into session.moment values ('2026-03-31 12:00:00', '2026-03-31 12:00:00', '2026-03-31');
insert into session.municipality values ('1981', '1981', 'Sala', '19');
insert into meta.run (run_id, job, source, started_at, recorded_at) values
  (1, 'kolada', 'kolada', '2026-03-31 11:00:00', '2026-03-31 11:05:00');
insert into meta.run_stream values (1, 'core.observation');
insert into session.job_indicator values ('kolada', null);
insert into session.selected values ('kolada:S00001');
insert into session.source values ('lokal', 'lokal', 'Källa: lokal');
insert into session.indicator values ('kolada:B00001', null, null, 2, 'higher', null, null, null, 2025, null);
insert into core.indicator_open values ('kolada:S00001', 'kolada', 'Vald, aldrig sedd', 'antal'), ('lokal:a', 'lokal', 'Egen', 'antal');
insert into core.exact_observation
select id, area, null, period, 'year', 'T', cast(value as double precision), null, 1, status, '2026-03-31 11:05:00', 'infinity', 1, 'aa'
from (values
  ('kolada:A00001', '1981', 2020, 1.0, 'final'), ('kolada:A00001', '1981', 2021, 1.0, 'final'),
  ('kolada:A00001', '1981', 2022, 1.0, 'preliminary'), ('kolada:A00001', '1981', 2023, null, 'missing'),
  ('kolada:A00001', '1981', 2024, null, 'suppressed'), ('kolada:A00001', '1981', 2025, null, 'not_applicable'),
  ('kolada:C00001', '1981', 2023, null, 'not_collected'), ('kolada:C00001', '1981', 2024, null, 'not_introduced'),
  ('kolada:C00001', '1981', 2025, null, 'contradictory'),
  -- announced, with a placeholder, no one has a figure: pending; someone has: missing
  ('kolada:D00001', '1981', 2025, null, 'missing'), ('kolada:D00001', '1980', 2025, null, 'missing'),
  ('kolada:E00001', '1981', 2025, null, 'missing'), ('kolada:E00001', '1980', 2025, 4.0, 'final'),
  ('kolada:F00001', '1981', 2024, 3.0, 'final'), ('kolada:F00001', '1980', 2025, 4.0, 'final'),
  -- suppressed and announced again: what is there, stays
  ('kolada:G00001', '1981', 2025, null, 'suppressed'),
  ('kolada:B00001', '1981', 2023, 1.005, 'final'), ('kolada:B00001', '1981', 2024, 2.01, 'final'), ('kolada:B00001', '1981', 2025, 9.0, 'final'),
  ('lokal:a', '1981', 2024, 5.0, 'final'), ('lokal:a', '1981', 2025, 4.0000000004, 'final')
) as v(id, area, period, value, status);
insert into core.publication_open values
  ('kolada:D00001', '2025', null, '2026-04-05', '2026-04-05'), ('kolada:E00001', '2025', null, '2026-04-05', '2026-04-05'),
  ('kolada:F00001', '2025', null, '2026-04-05', '2026-04-05'), ('kolada:G00001', '2025', null, '2026-04-05', '2026-04-05'),
  ('kolada:S00001', '2025', null, '2026-03-29', '2026-03-29'), ('kolada:S00001', '2024', null, null, null),
  ('kolada:A00001', '2022', '2026-02-01', '2026-12-31', '2026-02-01');
