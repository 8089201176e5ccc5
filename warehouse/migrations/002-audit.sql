-- Who did what by which way to which object, with which outcome: the journal's entries, number by number. The journal
-- is the truth; `sluss audit verify` compares the two. Valid on DuckDB and PostgreSQL alike.
create table meta.audit (
  number bigint not null,
  happened_at timestamp not null,
  kind text not null,
  who text not null,
  way text not null,
  action text not null,
  object text not null,
  outcome text not null,
  code text not null,
  body text not null,
  hash text not null
);
