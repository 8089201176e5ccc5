-- 12,4 then 9,2; the report of September 2025 calls it a positive trend; in November comes 14,5, and 9,2 is revised.
insert into session.moment values ('2025-11-15 12:00:00', '2025-11-15 12:00:00', '2025-11-15');
insert into session.municipality values ('1981', '1981', 'Sala', '19');
insert into core.area_open values ('1981', 'municipality', 'Sala', '1981'), ('SE', 'country', 'Riket', '0000');
insert into core.indicator_open values ('kolada:N33817', 'kolada', 'Barn och unga 0-20 år placerade på familjehem, antal/1000 inv', 'antal/1000 inv');
insert into core.exact_observation values
  ('kolada:N33817', '1981', null, 2022, 'year', 'T', 12.4, null, 1, 'final', '2025-09-20 12:00:00', 'infinity', 1, 'aa'),
  ('kolada:N33817', '1981', null, 2023, 'year', 'T', 9.2, null, 1, 'final', '2025-09-20 12:00:00', '2025-11-15 12:00:00', 1, 'aa'),
  ('kolada:N33817', '1981', null, 2023, 'year', 'T', 9.3, null, 1, 'final', '2025-11-15 12:00:00', 'infinity', 2, 'bb'),
  ('kolada:N33817', '1981', null, 2024, 'year', 'T', 14.5, null, 1, 'final', '2025-11-15 12:00:00', 'infinity', 2, 'bb'),
  ('kolada:N33817', '1981', null, 2025, 'year', 'T', null, null, 0, 'missing', '2025-11-15 12:00:00', 'infinity', 2, 'bb'),
  ('kolada:N33817', 'SE', null, 2023, 'year', 'T', 7.0, null, 1, 'final', '2025-09-20 12:00:00', 'infinity', 1, 'aa'),
  ('kolada:N33817', '1980', null, 2023, 'year', 'T', 5.0, null, 1, 'final', '2025-09-20 12:00:00', 'infinity', 1, 'aa'),
  ('kolada:N33817', '1981', null, 2023, 'year', 'K', 4.0, null, 1, 'final', '2025-09-20 12:00:00', 'infinity', 1, 'aa');
