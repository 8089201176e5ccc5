-- Sala's table as it is when the announced weeks have passed, of which the last has not been queried since, and one figure has come as preliminary: changes, directions, and what is still to come.
insert into session.moment values ('2026-06-15 12:00:00', '2026-06-15 12:00:00', '2026-06-15');
insert into session.municipality values ('1981', '1981', 'Sala', '19');
insert into meta.run (run_id, job, source, started_at, recorded_at) values (1, 'kolada', 'kolada', '2026-03-31 11:00:00', '2026-03-31 11:05:00'),
  (2, 'kolada', 'kolada', '2026-06-09 11:00:00', '2026-06-09 11:05:00');
insert into meta.run_stream values (1, 'core.observation'), (2, 'core.observation');
insert into session.job_indicator values ('kolada', null);
insert into meta.raw_object (run_id, sha256, fetched_at) values (1, 'aa', '2026-03-31 11:01:02.345');
insert into core.area_open values ('1981', 'municipality', 'Sala', '1981');
insert into core.indicator_open values
  ('kolada:U21468', 'kolada', 'Brukarbedömning hemtjänst äldreomsorg -  helhetssyn, andel (%)', 'andel (%)'),
  ('kolada:U23471', 'kolada', 'Brukarbedömning särskilt boende äldreomsorg -  helhetssyn, andel (%)', 'andel (%)'),
  ('kolada:U23401', 'kolada', 'Väntetid till särskilt boende, medelvärde', 'medelvärde'),
  ('kolada:N23588', 'kolada', 'Omsorgspersonal som är undersköterska, andel (%)', 'andel (%)'),
  ('kolada:N23592', 'kolada', 'Platser i särskilt boende/sjuksköterska, antal', 'antal'),
  ('kolada:N20402', 'kolada', 'Fallskador bland personer 80+, 3-årsm, antal/100 000 inv', 'antal/100 000 inv'),
  ('kolada:N20892', 'kolada', 'Invånare 80+ med insats, andel (%)', 'andel (%)'),
  ('kolada:N31910', 'kolada', 'Biståndshushåll, ekonomiskt bistånd, antal', 'antal'),
  ('kolada:U30750', 'kolada', 'Vuxna (18+) som aktualiserats, antal/10 000 vuxna invånare', 'antal/10 000 inv'),
  ('kolada:N35030', 'kolada', 'Kommunens köp av vård totalt, andel (%)', 'andel (%)');
insert into session.indicator values
  ('kolada:U21468', 'Brukarbedömning hemtjänst', '%', 0, 'higher', 'kolada:U23592', 'kolada:U23593', 'year', null, null),
  ('kolada:U23471', 'Brukarbedömning särskilt boende', '%', 0, 'higher', null, null, 'year', null, null),
  ('kolada:U23401', 'Väntetid särskilt boende', 'dagar', 0, 'lower', null, null, 'year', null, null),
  ('kolada:N23588', null, null, 0, 'higher', null, null, 'year', null, null),
  ('kolada:N23592', 'Platser per sjuksköterska', 'platser/ssk', 1, 'lower', null, null, 'year', null, null),
  ('kolada:N20402', 'Fallskador 80+', null, 0, 'lower', null, null, 'rolling_three_years', null, null);
insert into core.exact_observation
select 'kolada:' || id, '1981', null, period, kind, 'T', value, null, 1, 'final', '2026-03-31 11:05:00', 'infinity', 1, 'aa'
from (values
  ('U21468', 2023, 'year', 93), ('U21468', 2024, 'year', 93), ('U21468', 2025, 'year', 95),
  ('U23592', 2025, 'year', 171), ('U23593', 2025, 'year', 62.1),
  ('U23471', 2024, 'year', 88), ('U23471', 2025, 'year', 72),
  ('U23401', 2024, 'year', 90), ('U23401', 2025, 'year', 132),
  ('N23588', 2024, 'year', 92), ('N23588', 2025, 'year', 88),
  ('N23592', 2024, 'year', 20.5), ('N23592', 2025, 'year', 23.9),
  ('N20402', 2023, 'rolling_three_years', 11846), ('N20402', 2024, 'rolling_three_years', 12076),
  ('N20892', 2023, 'year', 25), ('N20892', 2024, 'year', 25),
  ('N31910', 2019, 'year', 301), ('N31910', 2024, 'year', 280), ('U30750', 2024, 'year', 48.9),
  ('N35030', 2024, 'year', 39.5)) as v(id, period, kind, value);
insert into core.publication_open values
  ('kolada:N31910', '2025', null, '2026-06-10', '2026-06-10'),
  ('kolada:U30750', '2025', null, '2026-06-05', '2026-06-05'),
  ('kolada:N35030', '2025', '2026-03-31', '2026-08-28', '2026-03-31'),
  ('kolada:N20402', '2025', null, '2026-10-13', '2026-10-13'),
  ('kolada:U21468', '2026', null, '2026-10-04', '2026-10-04'),
  ('kolada:N99999', '2025', null, '2026-10-04', '2026-10-04');
insert into core.publication_open values
  ('kolada:U23401', '2026', '2026-06-21', '2026-09-01', '2026-06-21'),
  ('kolada:U23471', '2026', null, '2026-06-14', '2026-06-14'),
  ('kolada:N23588', '2026', '2026-06-15', null, '2026-06-15'),
  ('kolada:N20892', '2025', '2026-04-25', '2026-11-14', '2026-04-25');
insert into core.exact_observation values
  ('kolada:N20892', '1981', null, 2025, 'year', 'T', 26.4, null, 1, 'preliminary', '2026-04-28 11:05:00', 'infinity', 1, 'aa');
