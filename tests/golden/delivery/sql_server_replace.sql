-- session
set xact_abort on;

-- session
set lock_timeout 60000;

-- is it there?
select count(*) from information_schema.tables where table_schema = schema_name() and table_name = 'nyckeltal';

-- its columns
select * from [nyckeltal] where 1 = 0;

-- create
create table [nyckeltal] (
  [nyckeltal_id] nvarchar(max),
  [period] date,
  [värde "1" `2` [3]]] float(53),
  [antal] bigint,
  [rang] int,
  [gallande] bit,
  [belopp] decimal(18, 2),
  [klockan] time(6),
  [hamtad] datetime2(6),
  [kand_fran] datetimeoffset(6),
  [id] uniqueidentifier,
  [bild] varbinary(max)
);

-- stage
create table #sluss_stage (
  [nyckeltal_id] nvarchar(max) collate database_default null,
  [period] date null,
  [värde "1" `2` [3]]] float(53) null,
  [antal] bigint null,
  [rang] int null,
  [gallande] bit null,
  [belopp] decimal(18, 2) null,
  [klockan] time(6) null,
  [hamtad] datetime2(6) null,
  [kand_fran] datetimeoffset(6) null,
  [id] uniqueidentifier null,
  [bild] varbinary(max) null
);

-- fill
insert into #sluss_stage ([nyckeltal_id], [period], [värde "1" `2` [3]]], [antal], [rang], [gallande], [belopp], [klockan], [hamtad], [kand_fran], [id], [bild]) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- apply
delete from [nyckeltal];

-- apply
insert into [nyckeltal] ([nyckeltal_id], [period], [värde "1" `2` [3]]], [antal], [rang], [gallande], [belopp], [klockan], [hamtad], [kand_fran], [id], [bild])
select [nyckeltal_id], [period], [värde "1" `2` [3]]], [antal], [rang], [gallande], [belopp], [klockan], [hamtad], [kand_fran], [id], [bild] from #sluss_stage;
