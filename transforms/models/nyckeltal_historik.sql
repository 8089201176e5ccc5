-- nyckeltal_historik
-- Purpose: every version of a figure with when it was known: what a report could know on the day it was written, and
--   what was revised afterwards.
-- Grain: one row an indicator, area (the own municipality and the country), period and version; gender total.
-- Keys: nyckeltal_id, omrade_id, period_typ, period, kand_fran
-- Reads: core.observation, core.indicator_open, core.area_open, meta.run, session.municipality, session.indicator,
--   session.source, session.word, session.swedish_time
-- Models: none
-- Version: 3
with
versions as (
  select o.indicator_id, o.area_id, o.period_kind, o.period, o.value, o.bound, o.status, o.recorded_from,
    case when o.recorded_to = cast('infinity' as timestamp) then null else o.recorded_to end as recorded_to, o.run_id,
    -- A bound is no figure to compare with: its own row has it.
    lag(case when o.bound = 'exact' then o.value end) over (
      partition by o.indicator_id, o.area_id, o.period_kind, o.period order by o.recorded_from asc nulls last
    ) as value_before
  from core.observation as o
  where o.gender = 'T' and o.ou_id is null
    and (o.area_id = 'SE' or o.area_id in (select m.area_id from session.municipality as m))
),
-- The figure that a reader takes for the present one: the latest period with a value.
latest as (
  select indicator_id, area_id, period_kind, max(period) as period
  from versions
  where recorded_to is null and value is not null
  group by indicator_id, area_id, period_kind
)
select
  v.indicator_id as nyckeltal_id,
  indicator.title as nyckeltal,
  coalesce(i.short_name, indicator.title) as kort_namn,
  coalesce(i.measure, indicator.measure) as enhet,
  v.area_id as omrade_id,
  -- A source of figures alone tells no names of areas.
  coalesce(area.title, case when v.area_id = 'SE' then 'Riket' else own.name end, v.area_id) as omrade,
  -- The same text in nyckeltal_jamforelse: a model is one SELECT for every engine, and they have no macros in common.
  case
    when v.period_kind = 'half' then substr(cast(v.period as varchar), 1, 4) || 'H' || substr(cast(v.period as varchar), 5)
    when v.period_kind = 'tertial' then substr(cast(v.period as varchar), 1, 4) || 'T' || substr(cast(v.period as varchar), 5)
    when v.period_kind = 'quarter' then substr(cast(v.period as varchar), 1, 4) || 'Q' || substr(cast(v.period as varchar), 5)
    when v.period_kind in ('month', 'year_to_date') then
      substr(cast(v.period as varchar), 1, 4) || '-' || substr(cast(v.period as varchar), 5)
    when v.period_kind = 'week' then substr(cast(v.period as varchar), 1, 4) || '-W' || substr(cast(v.period as varchar), 5)
    when v.period_kind in ('window', 'day') then substr(cast(v.period as varchar), 1, 4) || '-'
      || substr(cast(v.period as varchar), 5, 2) || '-' || substr(cast(v.period as varchar), 7)
    else cast(v.period as varchar)
  end as period,
  coalesce(kind_word.swedish, v.period_kind) as period_typ,
  v.value as varde,
  case when v.value is not null then bound_word.swedish end as grans,
  coalesce(status_word.swedish, v.status) as status,
  v.value_before as varde_fore,
  date_trunc('second', v.recorded_from + known_from.ahead) as kand_fran,
  date_trunc('second', v.recorded_to + known_to.ahead) as kand_till,
  v.recorded_to is null as gallande,
  v.recorded_to is null and v.value is not null and coalesce(v.period = latest.period, false) as senast_kand,
  coalesce(publisher.attribution, source.attribution) as kalla,
  v.run_id as korning
from versions as v
left join latest on latest.indicator_id = v.indicator_id and latest.area_id = v.area_id
  and latest.period_kind = v.period_kind
left join core.indicator_open as indicator on indicator.indicator_id = v.indicator_id
left join core.area_open as area on area.area_id = v.area_id
left join session.municipality as own on own.area_id = v.area_id
left join session.indicator as i on i.indicator_id = v.indicator_id
left join session.source as source on source.origin = split_part(v.indicator_id, ':', 1)
left join session.source as publisher on publisher.origin = split_part(v.indicator_id, '.', 1)
left join session.word as kind_word on kind_word.kind = 'period_kind' and kind_word.code = v.period_kind
left join session.word as status_word on status_word.kind = 'status' and status_word.code = v.status
left join session.word as bound_word on bound_word.kind = 'bound' and bound_word.code = v.bound
left join session.swedish_time as known_from
  on v.recorded_from >= known_from.starts and v.recorded_from < known_from.ends
left join session.swedish_time as known_to on v.recorded_to >= known_to.starts and v.recorded_to < known_to.ends
