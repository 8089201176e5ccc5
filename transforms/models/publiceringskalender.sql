-- publiceringskalender
-- Purpose: what comes which ISO week, what is late, what no one has queried since, and when what came was first seen
--   here.
-- Grain: one row an indicator, announced period and kind of publication (preliminary, final); indicators that are
--   selected or have been seen for the own municipality.
-- Keys: nyckeltal_id, period, publicering
-- Reads: core.publication_open, core.observation, core.observation_open, core.indicator, core.indicator_open,
--   meta.run, meta.run_stream, meta.raw_object, meta.held, session.moment, session.municipality, session.indicator,
--   session.selected, session.job_indicator, session.source, session.word, session.swedish_time
-- Models: none
-- Version: 5
with
relevant as (
  select o.indicator_id from core.observation_open as o
  join session.municipality as m on m.area_id = o.area_id
  where o.ou_id is null
  union
  select indicator_id from session.selected
),
-- What a source has withdrawn is to come no more and is not late: its catalogue had the indicator and has it no longer, or
-- marks it as ended before the announced year. An announcement of then stays as it was made.
catalogue as (
  select i.indicator_id, max(case when i.recorded_to = cast('infinity' as timestamp) then 1 else 0 end) as listed,
    max(case when i.recorded_to = cast('infinity' as timestamp) then i.discontinued end) as last_year
  from core.indicator as i
  group by i.indicator_id
),
announced as (
  select p.indicator_id, p.period, cast(right(p.period, 4) as integer) as year, p.preliminary, p.final,
    coalesce(c.listed = 0 or c.last_year < cast(right(p.period, 4) as integer), false) as withdrawn
  from core.publication_open as p
  join relevant as r on r.indicator_id = p.indicator_id
  left join catalogue as c on c.indicator_id = p.indicator_id
  where length(p.period) = 4 or p.period like '____--____'
),
publications as (
  select indicator_id, period, year, 'preliminary' as kind, preliminary as day, preliminary, withdrawn from announced
  where preliminary is not null
  union all
  select indicator_id, period, year, 'final', final, preliminary, withdrawn from announced where final is not null
),
-- What came and waited behind a gate has come the day that it was fetched, not the day that it was released.
versions as (
  select o.indicator_id, o.period, o.status,
    case when raw.fetched_at < o.recorded_from then raw.fetched_at else o.recorded_from end as came
  from core.observation as o
  left join meta.run as run on run.run_id = o.run_id and run.cause = 'release'
  left join meta.raw_object as raw on raw.run_id = run.run_id and raw.sha256 = o.raw_sha256
  where o.value is not null and o.gender = 'T' and o.ou_id is null
),
-- The first version with a figure, for any area. The final publication after a preliminary one is the first final figure
-- where the source marks them; where it does not, the first version since the final day. A final figure that equals the
-- preliminary one makes no version and is shown as unchanged.
seen as (
  select a.indicator_id, a.period, min(o.came) as first_seen,
    min(case when o.status = 'final' then o.came end) as first_final,
    min(case when o.status = 'final' and cast(o.came as date) >= a.final then o.came end) as first_since_final,
    max(case when o.status = 'preliminary' then 1 else 0 end) as marked
  from announced as a
  join versions as o on o.indicator_id = a.indicator_id
    and cast(substr(cast(o.period as varchar), 1, 4) as integer) = a.year
  group by a.indicator_id, a.period
),
-- What waits for a decision has come too. What has been decided on since is not shown here for a moment before.
held as (
  select a.indicator_id, a.period, min(coalesce(raw.fetched_at, run.recorded_at)) as first_seen,
    min(case when h.status = 'final' then coalesce(raw.fetched_at, run.recorded_at) end) as first_final,
    min(case when h.status = 'final' and cast(coalesce(raw.fetched_at, run.recorded_at) as date) >= a.final
      then coalesce(raw.fetched_at, run.recorded_at) end) as first_since_final,
    max(case when h.status = 'preliminary' then 1 else 0 end) as marked
  from announced as a
  join meta.held as h on h.indicator_id = a.indicator_id
    and cast(substr(cast(h.period as varchar), 1, 4) as integer) = a.year
  cross join session.moment as m
  join meta.run as run on run.run_id = h.raw_run_id and run.recorded_at <= m.known_at
  left join meta.raw_object as raw on raw.run_id = h.raw_run_id and raw.raw_index = h.raw_index
  where h.value is not null and h.gender = 'T' and h.ou_id is null
  group by a.indicator_id, a.period
),
-- The Swedish day when each indicator was last queried with success: by a job that brings it, or all of its origin. An
-- indicator that no job brings any more was queried when what is there of it was read.
runs as (
  select run.run_id, run.job, run.origin, run.started_at
  from session.moment as m
  join meta.run as run on run.recorded_at <= m.known_at and run.cause = 'run'
    and run.status in ('done', 'unchanged', 'held')
  join meta.run_stream as stream on stream.run_id = run.run_id and stream.stream = 'core.observation'
),
last_runs as (
  select job, origin, max(started_at) as at_utc from runs group by job, origin
),
asked as (
  select one.indicator_id, max(one.at_utc) as at_utc
  from (
    select named.indicator_id, l.at_utc from last_runs as l
    join session.job_indicator as named on named.job = l.job and split_part(named.indicator_id, ':', 1) = l.origin
    union all
    select r.indicator_id, l.at_utc from last_runs as l
    join session.job_indicator as whole on whole.job = l.job and whole.indicator_id is null
    join relevant as r on split_part(r.indicator_id, ':', 1) = l.origin
    union all
    select o.indicator_id, run.started_at from core.observation_open as o
    join session.municipality as m on m.area_id = o.area_id
    join runs as run on run.run_id = o.run_id
    where o.ou_id is null
  ) as one
  group by one.indicator_id
),
checked as (
  select a.indicator_id, cast(a.at_utc + clock.ahead as date) as day
  from asked as a
  left join session.swedish_time as clock on a.at_utc >= clock.starts and a.at_utc < clock.ends
),
dated as (
  select p.indicator_id, p.year, p.kind, p.day, p.withdrawn, m.today, checked.day as checked_day,
    cast(date_trunc('week', cast(p.day as timestamp)) as date) + 6 as sunday,
    case when p.kind = 'preliminary' or p.preliminary is null then s.first_seen when s.marked = 1 then s.first_final
      else s.first_since_final end as came,
    case when p.kind = 'preliminary' or p.preliminary is null then h.first_seen
      when h.marked = 1 or s.marked = 1 then h.first_final else h.first_since_final end as held_since,
    p.kind = 'final' and p.preliminary is not null and s.first_seen is not null and s.marked = 0
      and coalesce(checked.day >= p.day, false) as may_be_unchanged
  from publications as p
  cross join session.moment as m
  left join checked on checked.indicator_id = p.indicator_id
  left join seen as s on s.indicator_id = p.indicator_id and s.period = p.period
  left join held as h on h.indicator_id = p.indicator_id and h.period = p.period
),
judged as (
  select d.*, case when d.came is not null then 'final'
    when d.held_since is not null then 'held'
    when d.sunday >= d.today then 'pending'
    when d.may_be_unchanged then 'unchanged'
    when d.checked_day > d.sunday then 'late'
    else 'not_checked' end as state
  from dated as d
)
select
  d.indicator_id as nyckeltal_id,
  indicator.title as nyckeltal,
  coalesce(i.short_name, indicator.title) as kort_namn,
  cast(d.year as varchar) as period,
  kind_word.swedish as publicering,
  d.day as vantad_dag,
  cast(extract(isoyear from d.day) as integer) as iso_ar,
  cast(extract(week from d.day) as integer) as iso_vecka,
  'v ' || cast(cast(extract(week from d.day) as integer) as varchar) || ', '
    || cast(cast(extract(isoyear from d.day) as integer) as varchar) as vecka,
  state_word.swedish as status,
  cast(coalesce(d.came, d.held_since) + clock.ahead as date) as forst_sedd,
  case when d.came is null and d.held_since is null and not coalesce(d.may_be_unchanged, false)
      and d.sunday < d.today and d.checked_day > d.sunday
    then cast(d.today - d.day as integer) end as dagar_sen,
  coalesce(publisher.attribution, source.attribution) as kalla
from judged as d
left join core.indicator_open as indicator on indicator.indicator_id = d.indicator_id
left join session.indicator as i on i.indicator_id = d.indicator_id
left join session.source as source on source.origin = split_part(d.indicator_id, ':', 1)
left join session.source as publisher on publisher.origin = split_part(d.indicator_id, '.', 1)
left join session.word as kind_word on kind_word.kind = 'publication' and kind_word.code = d.kind
left join session.word as state_word on state_word.kind = 'status' and state_word.code = d.state
left join session.swedish_time as clock on coalesce(d.came, d.held_since) >= clock.starts
  and coalesce(d.came, d.held_since) < clock.ends
where not d.withdrawn or d.came is not null or d.held_since is not null
