-- Files alone: no source has told any area's name. The municipality's is in session.municipality.
insert into session.moment values ('2025-11-15 12:00:00', '2025-11-15 12:00:00', '2025-11-15');
insert into session.municipality values ('1981', '1981', 'Sala', '19');
insert into session.source values ('register', 'Filer', 'Källa: register');
insert into core.indicator_open values ('register:bilar.antal', 'register', 'Bilar', 'antal');
insert into core.exact_observation values
  ('register:bilar.antal', '1981', null, 2024, 'year', 'T', 12, null, 1, 'final', '2025-09-20 12:00:00', 'infinity', 1, 'aa'),
  ('register:bilar.antal', 'SE', null, 2024, 'year', 'T', 7000, null, 1, 'final', '2025-09-20 12:00:00', 'infinity', 1, 'aa');
