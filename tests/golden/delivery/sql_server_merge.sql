-- session
set xact_abort on;

-- session
set lock_timeout 60000;

-- is it there?
select count(*) from information_schema.tables where table_schema = 'statistik' and table_name = 'nyckeltal';

-- its columns
select * from [statistik].[nyckeltal] where 1 = 0;

-- create
create table [statistik].[nyckeltal] (
  [nyckeltal_id] nvarchar(200) not null,
  [period] date not null,
  [värde "1" `2` [3]]] float(53),
  [antal] bigint,
  [rang] int,
  [gallande] bit,
  [belopp] decimal(18, 2),
  [klockan] time(6),
  [hamtad] datetime2(6),
  [kand_fran] datetimeoffset(6),
  [id] uniqueidentifier,
  [bild] varbinary(max),
  primary key ([nyckeltal_id], [period])
);

-- stage
create table #sluss_stage (
  [nyckeltal_id] nvarchar(200) collate database_default null,
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

-- rows without a whole key
select count(*) from #sluss_stage where [nyckeltal_id] is null or [period] is null;

-- keys on several rows
select count(*) from (select 1 as n from #sluss_stage group by [nyckeltal_id], [period] having count(*) > 1) as k;

-- apply
update t set [värde "1" `2` [3]]] = s.[värde "1" `2` [3]]], [antal] = s.[antal], [rang] = s.[rang], [gallande] = s.[gallande], [belopp] = s.[belopp], [klockan] = s.[klockan], [hamtad] = s.[hamtad], [kand_fran] = s.[kand_fran], [id] = s.[id], [bild] = s.[bild]
from [statistik].[nyckeltal] as t join #sluss_stage as s on t.[nyckeltal_id] = s.[nyckeltal_id] and t.[period] = s.[period];

-- apply
insert into [statistik].[nyckeltal] ([nyckeltal_id], [period], [värde "1" `2` [3]]], [antal], [rang], [gallande], [belopp], [klockan], [hamtad], [kand_fran], [id], [bild])
select s.[nyckeltal_id], s.[period], s.[värde "1" `2` [3]]], s.[antal], s.[rang], s.[gallande], s.[belopp], s.[klockan], s.[hamtad], s.[kand_fran], s.[id], s.[bild] from #sluss_stage as s
where not exists (select 1 from [statistik].[nyckeltal] as t where t.[nyckeltal_id] = s.[nyckeltal_id] and t.[period] = s.[period]);
