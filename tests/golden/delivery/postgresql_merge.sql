-- session
set time zone 'UTC';

-- session
set lock_timeout = '60s';

-- is it there?
select count(*) from information_schema.tables where table_schema = 'statistik' and table_name = 'nyckeltal';

-- its columns
select * from "statistik"."nyckeltal" where 1 = 0;

-- create
create table "statistik"."nyckeltal" (
  "nyckeltal_id" text not null,
  "period" date not null,
  "värde ""1"" `2` [3]" double precision,
  "antal" bigint,
  "rang" integer,
  "gallande" boolean,
  "belopp" decimal(18, 2),
  "klockan" time,
  "hamtad" timestamp,
  "kand_fran" timestamptz,
  "id" uuid,
  "bild" bytea,
  primary key ("nyckeltal_id", "period")
);

-- stage
create temporary table sluss_stage (
  "nyckeltal_id" text,
  "period" date,
  "värde ""1"" `2` [3]" double precision,
  "antal" bigint,
  "rang" integer,
  "gallande" boolean,
  "belopp" decimal(18, 2),
  "klockan" time,
  "hamtad" timestamp,
  "kand_fran" timestamptz,
  "id" uuid,
  "bild" bytea
) on commit drop;

-- fill
insert into sluss_stage ("nyckeltal_id", "period", "värde ""1"" `2` [3]", "antal", "rang", "gallande", "belopp", "klockan", "hamtad", "kand_fran", "id", "bild") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- rows without a whole key
select count(*) from sluss_stage where "nyckeltal_id" is null or "period" is null;

-- keys on several rows
select count(*) from (select 1 as n from sluss_stage group by "nyckeltal_id", "period" having count(*) > 1) as k;

-- apply
update "statistik"."nyckeltal" as t set "värde ""1"" `2` [3]" = s."värde ""1"" `2` [3]", "antal" = s."antal", "rang" = s."rang", "gallande" = s."gallande", "belopp" = s."belopp", "klockan" = s."klockan", "hamtad" = s."hamtad", "kand_fran" = s."kand_fran", "id" = s."id", "bild" = s."bild"
from sluss_stage as s where t."nyckeltal_id" = s."nyckeltal_id" and t."period" = s."period";

-- apply
insert into "statistik"."nyckeltal" ("nyckeltal_id", "period", "värde ""1"" `2` [3]", "antal", "rang", "gallande", "belopp", "klockan", "hamtad", "kand_fran", "id", "bild")
select s."nyckeltal_id", s."period", s."värde ""1"" `2` [3]", s."antal", s."rang", s."gallande", s."belopp", s."klockan", s."hamtad", s."kand_fran", s."id", s."bild" from sluss_stage as s
where not exists (select 1 from "statistik"."nyckeltal" as t where t."nyckeltal_id" = s."nyckeltal_id" and t."period" = s."period");
