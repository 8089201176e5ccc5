-- What a source's catalogue has no longer, or calls ended before the announced year, is neither to come nor late; what has
-- come of it, or waits behind a gate, stays.
insert into session.moment values ('2026-07-03 12:00:00', '2026-07-03 12:00:00', '2026-07-03');
insert into session.municipality values ('1981', '1981', 'Sala', '19');
insert into session.selected values ('kolada:A00001'), ('kolada:B00001'), ('kolada:C00001'), ('kolada:E00001'),
  ('kolada:G00001'), ('kolada:H00001');
insert into session.job_indicator values ('kolada', null);
insert into meta.run (run_id, job, source, started_at, recorded_at) values
  (1, 'kolada', 'kolada', '2026-05-05 04:00:00', '2026-05-05 04:20:00'),
  (2, 'kolada', 'kolada', '2026-07-02 04:00:00', '2026-07-02 04:20:00');
insert into meta.run_stream values (1, 'core.observation'), (2, 'core.observation');
insert into meta.raw_object values (1, 'aa', '2026-05-05 04:15:00', 0);
insert into core.indicator values
  ('kolada:A00001', null, '2026-06-15 04:20:00'),  -- no longer in the catalogue
  ('kolada:B00001', null, '2026-06-15 04:20:00'), ('kolada:B00001', 2024, 'infinity'),  -- ended before the announced year
  ('kolada:C00001', 2025, 'infinity'),             -- the announced year is its last
  ('kolada:D00001', null, '2026-06-15 04:20:00'),  -- a preliminary figure has come
  ('kolada:E00001', null, '2026-06-15 04:20:00'), ('kolada:E00001', null, 'infinity'),  -- its title has changed
  ('kolada:F00001', null, '2026-06-15 04:20:00'),  -- a placeholder
  ('kolada:G00001', null, '2026-06-15 04:20:00'),  -- waits behind a gate
  ('kolada:H00001', null, '2026-06-15 04:20:00');  -- still announced for a day to come
insert into core.publication_open values
  ('kolada:A00001', '2025', '2026-04-25', '2026-11-14', '2026-04-25'),
  ('kolada:B00001', '2025', null, '2026-06-10', '2026-06-10'),
  ('kolada:C00001', '2025', null, '2026-06-10', '2026-06-10'),
  ('kolada:D00001', '2025', '2026-04-25', '2026-11-14', '2026-04-25'),
  ('kolada:E00001', '2025', null, '2026-06-10', '2026-06-10'),
  ('kolada:F00001', '2025', null, '2026-06-10', '2026-06-10'),
  ('kolada:G00001', '2025', null, '2026-06-10', '2026-06-10'),
  ('kolada:H00001', '2023--2025', null, '2026-11-14', '2026-11-14');
insert into core.exact_observation values
  ('kolada:D00001', '1981', null, 2025, 'year', 'T', 1.0, null, 1, 'final', '2026-05-05 04:20:00', 'infinity', 1, 'aa'),
  ('kolada:F00001', '1981', null, 2025, 'year', 'T', null, null, 1, 'missing', '2026-05-05 04:20:00', 'infinity', 1, 'aa');
insert into meta.held values
  (1, 'kolada:G00001', 'inserted', 'kolada:G00001', '1981', null, 2025, 'year', 'T', 1.0, 'final', 1, 0);
