-- session
set session sql_mode = 'TRADITIONAL';

-- session
set session time_zone = '+00:00';

-- session
set session innodb_lock_wait_timeout = 60;

-- session
set session lock_wait_timeout = 60;

-- is it there?
select count(*) from information_schema.tables where table_schema = 'statistik' and table_name = 'nyckeltal';

-- its engine
select engine from information_schema.tables where table_schema = 'statistik' and table_name = 'nyckeltal';

-- its columns
select * from `statistik`.`nyckeltal` where 1 = 0;

-- create
create table `statistik`.`nyckeltal` (
  `nyckeltal_id` varchar(191) not null,
  `period` date not null,
  `värde "1" ``2`` [3]` double,
  `antal` bigint,
  `rang` int,
  `gallande` boolean,
  `belopp` decimal(18, 2),
  `klockan` time(6),
  `hamtad` datetime(6),
  `kand_fran` datetime(6),
  `id` char(36),
  `bild` longblob,
  primary key (`nyckeltal_id`, `period`)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin;

-- stage
create temporary table sluss_stage (
  `nyckeltal_id` varchar(191),
  `period` date,
  `värde "1" ``2`` [3]` double,
  `antal` bigint,
  `rang` int,
  `gallande` boolean,
  `belopp` decimal(18, 2),
  `klockan` time(6),
  `hamtad` datetime(6),
  `kand_fran` datetime(6),
  `id` char(36),
  `bild` longblob
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin;

-- fill
insert into sluss_stage (`nyckeltal_id`, `period`, `värde "1" ``2`` [3]`, `antal`, `rang`, `gallande`, `belopp`, `klockan`, `hamtad`, `kand_fran`, `id`, `bild`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- rows without a whole key
select count(*) from sluss_stage where `nyckeltal_id` is null or `period` is null;

-- keys on several rows
select count(*) from (select 1 as n from sluss_stage group by `nyckeltal_id`, `period` having count(*) > 1) as k;

-- apply
update `statistik`.`nyckeltal` as t join sluss_stage as s on t.`nyckeltal_id` = s.`nyckeltal_id` and t.`period` = s.`period`
set t.`värde "1" ``2`` [3]` = s.`värde "1" ``2`` [3]`, t.`antal` = s.`antal`, t.`rang` = s.`rang`, t.`gallande` = s.`gallande`, t.`belopp` = s.`belopp`, t.`klockan` = s.`klockan`, t.`hamtad` = s.`hamtad`, t.`kand_fran` = s.`kand_fran`, t.`id` = s.`id`, t.`bild` = s.`bild`;

-- apply
insert into `statistik`.`nyckeltal` (`nyckeltal_id`, `period`, `värde "1" ``2`` [3]`, `antal`, `rang`, `gallande`, `belopp`, `klockan`, `hamtad`, `kand_fran`, `id`, `bild`)
select s.`nyckeltal_id`, s.`period`, s.`värde "1" ``2`` [3]`, s.`antal`, s.`rang`, s.`gallande`, s.`belopp`, s.`klockan`, s.`hamtad`, s.`kand_fran`, s.`id`, s.`bild` from sluss_stage as s
where not exists (select 1 from `statistik`.`nyckeltal` as t where t.`nyckeltal_id` = s.`nyckeltal_id` and t.`period` = s.`period`);
