-- What comes, what is late, what came when: weeks across the turn of a year, and a final publication after a preliminary.
insert into session.moment values ('2026-01-05 12:00:00', '2026-01-05 12:00:00', '2026-01-05');
insert into session.municipality values ('1981', '1981', 'Sala', '19');
insert into meta.run (run_id, job, source, started_at, recorded_at) values
  (1, 'kolada', 'kolada', '2026-01-05 04:00:00', '2026-01-05 04:20:00');
insert into meta.run_stream values (1, 'core.observation');
insert into session.job_indicator values ('kolada', null);
insert into session.selected values ('kolada:A00001'), ('kolada:B00001'), ('kolada:C00001'), ('kolada:D00001');
insert into core.publication_open values
  ('kolada:A00001', '2025', null, '2026-06-10', '2026-06-10'),
  ('kolada:B00001', '2025', '2025-12-29', '2026-08-28', '2025-12-29'),
  ('kolada:C00001', '2024', '2025-10-05', '2026-01-08', '2025-10-05'),
  ('kolada:D00001', '2025', null, '2026-01-04', '2026-01-04'),
  ('kolada:E00001', '2025', null, '2026-01-04', '2026-01-04');
insert into core.exact_observation values
  ('kolada:C00001', '0114', null, 2024, 'year', 'T', 1.0, null, 1, 'preliminary', '2025-10-25 22:30:00', 'infinity', 1, 'aa'),
  ('kolada:C00001', '0115', null, 2024, 'year', 'T', null, null, 1, 'final', '2025-10-01 22:30:00', 'infinity', 1, 'aa'),
  ('kolada:A00001', '0115', null, 2024, 'year', 'T', 4.0, null, 1, 'final', '2025-10-01 22:30:00', 'infinity', 1, 'aa');
