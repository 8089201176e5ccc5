-- What came and waits behind a gate, or was released late, is never shown as late at the source. A came on 6 May and
-- waits; B came on 6 May and was released on 2 July; C has not come; D waits with the country's figure only; E waits
-- since a moment after the one that is queried.
insert into session.moment values ('2026-07-03 12:00:00', '2026-07-03 12:00:00', '2026-07-03');
insert into session.municipality values ('1981', '1981', 'Sala', '19');
insert into session.selected values ('kolada:A00001'), ('kolada:B00001'), ('kolada:C00001'), ('kolada:D00001'),
  ('kolada:E00001'), ('kolada:F00001');
insert into core.publication_open values
  ('kolada:A00001', '2025', null, '2026-04-01', '2026-04-01'),
  ('kolada:B00001', '2025', null, '2026-04-01', '2026-04-01'),
  ('kolada:C00001', '2025', null, '2026-04-01', '2026-04-01'),
  ('kolada:D00001', '2025', null, '2026-04-01', '2026-04-01'),
  ('kolada:E00001', '2025', null, '2026-04-01', '2026-04-01'),
  ('kolada:F00001', '2025', '2026-03-01', '2026-06-01', '2026-03-01');
insert into meta.run (run_id, job, source, started_at, recorded_at, cause) values
  (1, 'kolada', 'kolada', '2026-03-05 04:00:00', '2026-03-05 04:20:00', 'run'),
  (2, 'kolada', 'kolada', '2026-05-05 22:10:00', '2026-05-05 22:20:00', 'run'),
  (3, 'kolada', 'kolada', '2026-07-02 10:00:00', '2026-07-02 10:00:00', 'release'),
  (4, 'kolada', 'kolada', '2026-07-04 04:00:00', '2026-07-04 04:20:00', 'run');
insert into meta.run_stream values (1, 'core.observation'), (2, 'core.observation'), (4, 'core.observation');
insert into session.job_indicator values ('kolada', null);
insert into meta.raw_object values
  (1, 'aa', '2026-03-05 04:15:00', 0),
  (2, 'bb', '2026-05-05 22:15:00', 0), (2, 'cc', '2026-05-05 22:16:00', 1),
  (3, 'cc', '2026-05-05 22:16:00', 0),
  (4, 'dd', '2026-07-04 04:15:00', 0);
insert into core.exact_observation values
  ('kolada:B00001', '1981', null, 2025, 'year', 'T', 2.0, null, 1, 'final', '2026-07-02 10:00:00', 'infinity', 3, 'cc'),
  ('kolada:F00001', '1981', null, 2025, 'year', 'T', 6.0, null, 1, 'final', '2026-03-05 04:20:00', 'infinity', 1, 'aa');
insert into meta.held values
  (2, 'kolada:A00001', 'inserted', 'kolada:A00001', '1981', null, 2025, 'year', 'T', 1.0, 'final', 2, 0),
  (2, 'kolada:A00001', 'inserted', 'kolada:A00001', '0114', null, 2025, 'year', 'T', 1.5, 'final', 2, 0),
  (2, 'kolada:C00001', 'inserted', 'kolada:C00001', '1981', null, 2025, 'year', 'K', 3.0, 'final', 2, 0),
  (2, 'kolada:C00001', 'absent', 'kolada:C00001', '1981', null, 2025, 'year', 'T', null, null, 2, 0),
  (2, 'kolada:D00001', 'inserted', 'kolada:D00001', 'SE', null, 2025, 'year', 'T', 4.0, 'final', 2, 0),
  (4, 'kolada:E00001', 'inserted', 'kolada:E00001', '1981', null, 2025, 'year', 'T', 5.0, 'final', 4, 0),
  (2, 'kolada:F00001', 'revised', 'kolada:F00001', '1981', null, 2025, 'year', 'T', 6.5, 'final', 2, 0);
