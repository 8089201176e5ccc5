-- session
set time zone 'UTC';

-- session
set lock_timeout = '60s';

-- is it there?
select count(*) from information_schema.tables where table_schema = current_schema() and table_name = 'nyckeltal';

-- its columns
select * from "nyckeltal" where 1 = 0;

-- create
create table "nyckeltal" (
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

-- apply
delete from "nyckeltal";

-- apply
insert into "nyckeltal" ("nyckeltal_id", "period", "värde ""1"" `2` [3]", "antal", "rang", "gallande", "belopp", "klockan", "hamtad", "kand_fran", "id", "bild")
select "nyckeltal_id", "period", "värde ""1"" `2` [3]", "antal", "rang", "gallande", "belopp", "klockan", "hamtad", "kand_fran", "id", "bild" from sluss_stage;
