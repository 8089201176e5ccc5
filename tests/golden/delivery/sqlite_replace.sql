-- is it there?
select count(*) from sqlite_master where type in ('table', 'view') and name = 'nyckeltal' collate nocase;

-- its columns
select * from "nyckeltal" where 1 = 0;

-- create
create table "nyckeltal" (
  "nyckeltal_id" text,
  "period" date,
  "värde ""1"" `2` [3]" double,
  "antal" integer,
  "rang" integer,
  "gallande" boolean,
  "belopp" text,
  "klockan" time,
  "hamtad" timestamp,
  "kand_fran" timestamp,
  "id" text,
  "bild" blob
);

-- stage
create temporary table sluss_stage (
  "nyckeltal_id" text,
  "period" date,
  "värde ""1"" `2` [3]" double,
  "antal" integer,
  "rang" integer,
  "gallande" boolean,
  "belopp" text,
  "klockan" time,
  "hamtad" timestamp,
  "kand_fran" timestamp,
  "id" text,
  "bild" blob
);

-- fill
insert into sluss_stage ("nyckeltal_id", "period", "värde ""1"" `2` [3]", "antal", "rang", "gallande", "belopp", "klockan", "hamtad", "kand_fran", "id", "bild") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- apply
delete from "nyckeltal";

-- apply
insert into "nyckeltal" ("nyckeltal_id", "period", "värde ""1"" `2` [3]", "antal", "rang", "gallande", "belopp", "klockan", "hamtad", "kand_fran", "id", "bild")
select "nyckeltal_id", "period", "värde ""1"" `2` [3]", "antal", "rang", "gallande", "belopp", "klockan", "hamtad", "kand_fran", "id", "bild" from sluss_stage;
