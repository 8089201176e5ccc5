-- Late is what has not come though the source was asked after the announced week; what no one has queried since is not
-- checked. Each indicator for itself, by the Swedish day on which the last good run of a job that brings it began: the job
-- barn fails since June while aldre goes on, of the same origin. delad:d is brought by no job any more.
insert into session.moment values ('2026-07-03 12:00:00', '2026-07-03 12:00:00', '2026-07-03');
insert into session.municipality values ('1981', '1981', 'Sala', '19');
insert into session.selected values ('kolada:A00001'), ('kolada:B00001'), ('kolada:C00001'), ('lokal:a'), ('monday:a'),
  ('sunday:a'), ('table:a'), ('never:a'), ('delad:a'), ('delad:b'), ('delad:c');
insert into session.job_indicator values ('kolada', null), ('lokal', null), ('monday', 'monday:a'), ('sunday', 'sunday:a'),
  ('table', null), ('barn', 'delad:a'), ('barn', 'delad:b'), ('aldre', 'delad:b'), ('aldre', 'delad:c');
insert into meta.run (run_id, job, source, started_at, recorded_at, cause, status, origin) values
  (1, 'kolada', 'kolada', '2026-06-24 04:00:00', '2026-06-24 04:20:00', 'run', 'unchanged', 'kolada'),
  (2, 'lokal', 'lokal', '2026-07-02 04:00:00', '2026-07-02 04:20:00', 'run', 'held', 'lokal'),
  (3, 'monday', 'monday', '2026-06-28 22:00:00', '2026-06-28 22:20:00', 'run', 'done', 'monday'),
  (4, 'sunday', 'sunday', '2026-06-28 21:59:59', '2026-06-28 22:20:00', 'run', 'done', 'sunday'),
  (5, 'table', 'table', '2026-07-02 04:00:00', '2026-07-02 04:20:00', 'run', 'done', 'table'),
  (6, 'kolada', 'kolada', '2026-07-02 04:00:00', '2026-07-02 04:20:00', 'release', 'done', 'kolada'),
  (7, 'kolada', 'kolada', '2026-07-03 11:00:00', '2026-07-03 12:10:00', 'run', 'done', 'kolada'),  -- recorded later
  (8, 'kolada', 'kolada', '2026-07-02 05:00:00', '2026-07-02 05:20:00', 'run', 'failed', 'kolada'),
  (9, 'barn', 'delad', '2026-06-02 04:00:00', '2026-06-02 04:20:00', 'run', 'done', 'delad'),
  (10, 'aldre', 'delad', '2026-07-02 04:00:00', '2026-07-02 04:20:00', 'run', 'unchanged', 'delad'),
  (11, 'barn', 'delad', '2026-07-02 05:00:00', '2026-07-02 05:20:00', 'run', 'failed', 'delad');
insert into meta.run_stream values (1, 'core.observation'), (2, 'core.observation'), (3, 'core.observation'),
  (4, 'core.observation'), (5, 'extract.beslut'), (6, 'core.observation'), (7, 'core.observation'),
  (8, 'core.observation'), (9, 'core.observation'), (10, 'core.observation'), (11, 'core.observation');
insert into core.publication_open values
  ('kolada:A00001', '2025', null, '2026-06-17', '2026-06-17'),          -- queried since: late
  ('kolada:B00001', '2025', '2026-06-24', '2026-10-01', '2026-06-24'),  -- not queried since its week
  ('kolada:C00001', '2025', '2026-03-31', '2026-06-26', '2026-03-31'),  -- the final day has passed, not queried since
  ('lokal:a', '2025', null, '2026-06-24', '2026-06-24'),
  ('monday:a', '2025', null, '2026-06-24', '2026-06-24'),
  ('sunday:a', '2025', null, '2026-06-24', '2026-06-24'),
  ('table:a', '2025', null, '2026-06-24', '2026-06-24'),
  ('never:a', '2025', null, '2026-06-24', '2026-06-24'),
  ('delad:a', '2025', null, '2026-06-24', '2026-06-24'),                -- only barn brings it
  ('delad:b', '2025', null, '2026-06-24', '2026-06-24'),                -- both
  ('delad:c', '2025', null, '2026-06-24', '2026-06-24'),                -- only aldre
  ('delad:d', '2025', '2026-06-01', '2026-06-24', '2026-06-01');
insert into core.exact_observation values
  ('kolada:C00001', '1981', null, 2025, 'year', 'T', 1.0, null, 1, 'final', '2026-04-02 04:16:00', 'infinity', 1, 'aa'),
  ('delad:d', '1981', null, 2025, 'year', 'T', 2.0, null, 1, 'final', '2026-06-02 04:20:00', 'infinity', 9, 'bb');
