-- session
set session sql_mode = 'TRADITIONAL';

-- session
set session time_zone = '+00:00';

-- session
set session innodb_lock_wait_timeout = 60;

-- session
set session lock_wait_timeout = 60;

-- is it there?
select count(*) from information_schema.tables where table_schema = database() and table_name = 'nyckeltal';

-- its engine
select engine from information_schema.tables where table_schema = database() and table_name = 'nyckeltal';

-- its columns
select * from `nyckeltal` where 1 = 0;

-- create
create table `nyckeltal` (
  `nyckeltal_id` longtext,
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

-- stage
create temporary table sluss_stage (
  `nyckeltal_id` longtext,
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

-- apply
delete from `nyckeltal`;

-- apply
insert into `nyckeltal` (`nyckeltal_id`, `period`, `värde "1" ``2`` [3]`, `antal`, `rang`, `gallande`, `belopp`, `klockan`, `hamtad`, `kand_fran`, `id`, `bild`)
select `nyckeltal_id`, `period`, `värde "1" ``2`` [3]`, `antal`, `rang`, `gallande`, `belopp`, `klockan`, `hamtad`, `kand_fran`, `id`, `bild` from sluss_stage;
