-- nyckeltal_jamforelse
-- Purpose: the indicator table of a quality report: each figure of the own municipality with its change, its direction,
--   the country, the county, the comparison group, rank and quartile, and what is still to come.
-- Grain: one row an indicator and period, gender total, the own municipality as a whole; the last five whole years and
--   the running one. There is a row where the municipality has a figure (or a status in its place), and where a
--   publication is announced for an indicator that is selected or has been seen for the municipality.
-- Keys: nyckeltal_id, period_typ, period
-- Reads: core.observation_open, core.indicator, core.indicator_open, core.area_open, core.area_member_open,
--   core.publication_open, meta.run, meta.run_stream, meta.raw_object, meta.held, session.moment, session.municipality,
--   session.compare, session.indicator, session.selected, session.job_indicator, session.source, session.word,
--   session.swedish_time
-- Models: none
-- Version: 6
with
first_year as (
  select cast(extract(year from today) as integer) - 5 as year, today from session.moment
),
own as (
  select o.indicator_id, o.period_kind, o.period, cast(substr(cast(o.period as varchar), 1, 4) as integer) as year,
    o.value, o.bound, o.status, o.run_id, o.raw_sha256
  from core.observation_open as o
  join session.municipality as m on m.area_id = o.area_id
  where o.gender = 'T' and o.ou_id is null
),
relevant as (
  select indicator_id from own
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
-- What a source announces is a year, also for a rolling mean ("2023--2025" ends in 2025).
announced as (
  select p.indicator_id, cast(right(p.period, 4) as integer) as year, p.preliminary, p.final,
    coalesce(p.preliminary, p.final) as expected,
    coalesce(c.listed = 0 or c.last_year < cast(right(p.period, 4) as integer), false) as withdrawn
  from core.publication_open as p
  join relevant as r on r.indicator_id = p.indicator_id
  left join catalogue as c on c.indicator_id = p.indicator_id
  where (length(p.period) = 4 or p.period like '____--____') and coalesce(p.preliminary, p.final) is not null
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
    select o.indicator_id, run.started_at from own as o join runs as run on run.run_id = o.run_id
  ) as one
  group by one.indicator_id
),
checked as (
  select a.indicator_id, cast(a.at_utc + clock.ahead as date) as day
  from asked as a
  left join session.swedish_time as clock on a.at_utc >= clock.starts and a.at_utc < clock.ends
),
-- What has come, for any area, and waits for a person's decision.
held as (
  select distinct h.indicator_id, h.period_kind, h.period
  from meta.held as h
  cross join session.moment as m
  join meta.run as run on run.run_id = h.raw_run_id and run.recorded_at <= m.known_at
  where h.value is not null and h.gender = 'T' and h.ou_id is null
),
base as (
  select o.indicator_id, o.period_kind, o.period, o.year, o.value, o.bound, o.status, o.run_id, o.raw_sha256
  from own as o
  union all
  select a.indicator_id, case when i.period_kind = 'rolling_three_years' then i.period_kind else 'year' end, a.year,
    a.year, cast(null as double precision), 'exact', cast(null as varchar), cast(null as bigint), cast(null as varchar)
  from announced as a
  left join session.indicator as i on i.indicator_id = a.indicator_id
  where not exists (select 1 from own as o where o.indicator_id = a.indicator_id and o.year = a.year)
    and (not a.withdrawn
      or exists (select 1 from held as h where h.indicator_id = a.indicator_id and h.period = a.year))
),
shown as (
  select b.indicator_id, b.period_kind, b.period, b.year, b.value, b.bound, b.status, b.run_id, b.raw_sha256, m.county,
    y.today, i.short_name, i.measure, i.polarity, i.respondents_id, i.response_rate_id, i.series_break,
    power(cast(10 as double precision), coalesce(i.decimals, 6)) as precision_factor
  from base as b
  cross join first_year as y
  cross join session.municipality as m
  left join session.indicator as i on i.indicator_id = b.indicator_id
  where b.year >= y.year
),
compared_group as (
  select c.value as area_id from session.compare as c
  where c.kind = 'group' and c.position = (select min(position) from session.compare where kind = 'group')
),
-- Others' figures for the same indicator and period, in one pass. Municipalities are the areas with a four digit code.
-- A bound is no figure to show as one: a published one is left out, and so is a mean of figures where one is a bound. A
-- place is unsure when a bound does not decide on which side of the own figure it is.
others as (
  select s.indicator_id, s.period_kind, s.period,
    count(o.value) as any_value,
    max(case when o.area_id = 'SE' and o.bound = 'exact' then o.value end) as country,
    count(case when o.area_id like '____' then o.value end) as municipality_count,
    avg(case when o.area_id like '____' then o.value end) as municipality_mean,
    max(case when o.area_id like '____' and o.bound <> 'exact' then 1 else 0 end) as municipality_bounds,
    count(case when o.area_id like '____' and substr(o.area_id, 1, 2) = s.county then o.value end) as county_count,
    avg(case when o.area_id like '____' and substr(o.area_id, 1, 2) = s.county then o.value end) as county_mean,
    max(case when o.area_id like '____' and substr(o.area_id, 1, 2) = s.county and o.bound <> 'exact'
      then 1 else 0 end) as county_bounds,
    max(case when g.area_id is not null and o.bound = 'exact' then o.value end) as group_published,
    count(case when member.member_id is not null then o.value end) as member_count,
    avg(case when member.member_id is not null then o.value end) as member_mean,
    max(case when member.member_id is not null and o.bound <> 'exact' then 1 else 0 end) as member_bounds,
    sum(case when o.area_id like '____' and (s.polarity = 'higher' and o.value > s.value
        or s.polarity = 'lower' and o.value < s.value) then 1 else 0 end) as better_count,
    max(case when o.area_id like '____' and (s.polarity = 'higher' and o.bound = 'at_least' and o.value <= s.value
        or s.polarity = 'higher' and o.bound = 'at_most' and o.value > s.value
        or s.polarity = 'lower' and o.bound = 'at_least' and o.value < s.value
        or s.polarity = 'lower' and o.bound = 'at_most' and o.value >= s.value) then 1 else 0 end) as unsure
  from shown as s
  left join core.observation_open as o on o.indicator_id = s.indicator_id and o.period = s.period
    and o.period_kind = s.period_kind and o.gender = 'T' and o.ou_id is null
  left join compared_group as g on g.area_id = o.area_id
  left join (
    select distinct am.member_id from core.area_member_open as am
    join compared_group as cg on cg.area_id = am.group_id
  ) as member on member.member_id = o.area_id
  group by s.indicator_id, s.period_kind, s.period
),
group_facts as (
  select cg.area_id, a.title,
    (select count(distinct am.member_id) from core.area_member_open as am where am.group_id = cg.area_id) as members
  from compared_group as cg
  left join core.area_open as a on a.area_id = cg.area_id
),
-- Where only files are loaded no catalogue has the areas, and those that a file has are not all that there are.
municipalities as (
  select case when count(case when source_id <> '' then 1 end) = 0 then 290 else count(*) end as total
  from core.area_open where kind = 'municipality'
),
fetched as (
  select s.run_id, s.raw_sha256, min(coalesce(raw.fetched_at, run.started_at)) as at_utc
  from shown as s
  left join meta.raw_object as raw on raw.run_id = s.run_id and raw.sha256 = s.raw_sha256
  left join meta.run as run on run.run_id = s.run_id
  where s.run_id is not null
  group by s.run_id, s.raw_sha256
),
-- The change is taken from stored precision and rounded once. It is not taken across a break in the series, nor
-- between periods of different kinds, nor from or to a bound. A mean has six decimals: what a sum of binary numbers has
-- beyond them (51.790000000000006) is nobody's figure.
changes as (
  select s.*, x.any_value, x.country, x.municipality_count, x.county_count, x.group_published, x.member_count,
    case when x.municipality_bounds <> 0 then null when abs(x.municipality_mean) < 1e9
      then cast(cast(x.municipality_mean as decimal(28, 6)) as double precision) else x.municipality_mean end as municipality_mean,
    case when x.county_bounds <> 0 then null when abs(x.county_mean) < 1e9
      then cast(cast(x.county_mean as decimal(28, 6)) as double precision) else x.county_mean end as county_mean,
    case when x.member_bounds <> 0 then null when abs(x.member_mean) < 1e9
      then cast(cast(x.member_mean as decimal(28, 6)) as double precision) else x.member_mean end as member_mean,
    x.better_count, x.unsure, a.preliminary, a.final,
    case when a.withdrawn then null else a.expected end as expected, a.withdrawn,
    -- A source like Kolada does not mark a figure as preliminary: it is so from the preliminary day until the final one,
    -- and as long as no job has queried it since the final day. None yet counts as today.
    case when checked.day <= s.today then checked.day else s.today end as asked_day, checked.day as checked_day,
    cast(date_trunc('week', cast(a.expected as timestamp)) as date) + 6 as sunday, held.indicator_id is not null as is_held,
    case when s.series_break is not null and s.year >= s.series_break and before.year < s.series_break
        or s.bound <> 'exact' or before.bound <> 'exact' then null else s.value - before.value end as difference
  from shown as s
  left join checked on checked.indicator_id = s.indicator_id
  join others as x on x.indicator_id = s.indicator_id and x.period_kind = s.period_kind and x.period = s.period
  left join own as before on before.indicator_id = s.indicator_id and before.period_kind = s.period_kind
    and before.period = s.period - case
      when s.period_kind in ('year', 'rolling_three_years') then 1
      when s.period_kind in ('half', 'tertial', 'quarter') then 10
      when s.period_kind in ('month', 'week', 'year_to_date') then 100
      else 10000 end
  left join announced as a on a.indicator_id = s.indicator_id and a.year = s.year
  left join held on held.indicator_id = s.indicator_id and held.period_kind = s.period_kind and held.period = s.period
),
rounded as (
  select c.*,
    case when floor(abs(c.difference) * c.precision_factor + 0.500000001) = 0 then 0
      when c.difference < 0 then
        -floor(abs(c.difference) * c.precision_factor + 0.500000001) / cast(c.precision_factor as double precision)
      else floor(abs(c.difference) * c.precision_factor + 0.500000001) / cast(c.precision_factor as double precision)
    end as change,
    -- What is announced and no one has yet is to come until the Sunday of its ISO week. Then it is late if it was
    -- queried since, and else not checked.
    case
      when (c.status is null or c.status = 'missing') and c.value is null and c.is_held then 'held'
      when (c.status is null or c.status = 'missing') and c.value is null and c.any_value = 0
        and c.expected is not null then
        case when c.sunday >= c.today then 'pending' when c.checked_day > c.sunday then 'late'
          else 'not_checked' end
      when c.status is null then 'missing'
      when c.status = 'final' and c.period_kind in ('year', 'rolling_three_years') and c.preliminary <= c.asked_day
        and (c.final is null or c.asked_day < c.final) then 'preliminary'
      else c.status
    end as state,
    case when c.polarity in ('higher', 'lower') and c.value is not null and c.bound = 'exact'
      and c.unsure = 0 then 1 + c.better_count end as place
  from changes as c
),
-- A mean of places in a list says nothing of anybody.
named as (
  select r.*, indicator.title, coalesce(r.measure, indicator.measure) as unit,
    coalesce(r.measure, indicator.measure, '') not like 'placering%' as has_means
  from rounded as r
  left join core.indicator_open as indicator on indicator.indicator_id = r.indicator_id
),
-- A mean of municipalities represents the country only when at least half of them have a figure, and a county only when
-- two have: of one it is that municipality's own figure.
judged as (
  select r.*,
    case when r.has_means and r.country is null and r.municipality_count * 2 >= n.total and r.municipality_count > 0
      then r.municipality_mean end as country_mean,
    case when r.has_means and r.county_count > 1 then r.county_mean end as county_average,
    case when r.has_means then r.member_mean end as member_average,
    case when r.state in ('pending', 'late', 'not_checked') then r.expected
      when r.state = 'preliminary' and not r.withdrawn then r.final end as awaited,
    case
      when r.change = 0 then 'unchanged'
      when r.polarity = 'higher' and r.change > 0 or r.polarity = 'lower' and r.change < 0 then 'better'
      when r.polarity in ('higher', 'lower') and r.change is not null then 'worse'
      else 'unknown'
    end as direction
  from named as r
  cross join municipalities as n
)
select
  j.indicator_id as nyckeltal_id,
  j.title as nyckeltal,
  coalesce(j.short_name, j.title) as kort_namn,
  j.unit as enhet,
  polarity_word.swedish as polaritet,
  -- The same text in nyckeltal_historik: a model is one SELECT for every engine, and they have no macros in common.
  case
    when j.period_kind = 'half' then substr(cast(j.period as varchar), 1, 4) || 'H' || substr(cast(j.period as varchar), 5)
    when j.period_kind = 'tertial' then substr(cast(j.period as varchar), 1, 4) || 'T' || substr(cast(j.period as varchar), 5)
    when j.period_kind = 'quarter' then substr(cast(j.period as varchar), 1, 4) || 'Q' || substr(cast(j.period as varchar), 5)
    when j.period_kind in ('month', 'year_to_date') then
      substr(cast(j.period as varchar), 1, 4) || '-' || substr(cast(j.period as varchar), 5)
    when j.period_kind = 'week' then substr(cast(j.period as varchar), 1, 4) || '-W' || substr(cast(j.period as varchar), 5)
    when j.period_kind in ('window', 'day') then substr(cast(j.period as varchar), 1, 4) || '-'
      || substr(cast(j.period as varchar), 5, 2) || '-' || substr(cast(j.period as varchar), 7)
    else cast(j.period as varchar)
  end as period,
  coalesce(kind_word.swedish, j.period_kind) as period_typ,
  j.value as varde,
  case when j.value is not null then bound_word.swedish end as grans,
  coalesce(state_word.swedish, j.state) as status,
  'v ' || cast(cast(extract(week from j.awaited) as integer) as varchar) || ', '
    || cast(cast(extract(isoyear from j.awaited) as integer) as varchar) || ' (' || cast(j.awaited as varchar)
    || case when j.state in ('pending', 'late', 'not_checked') and j.preliminary is not null
      then ', ' || preliminary_word.swedish else '' end
    || case when j.state = 'not_checked' and j.checked_day is not null
      then ', ' || state_word.swedish || ' sedan ' || cast(j.checked_day as varchar) else '' end
    || ')' as forvantad_publicering,
  case when respondents.bound = 'exact' then respondents.value end as antal_svarande,
  case when response_rate.bound = 'exact' then response_rate.value end as svarsfrekvens,
  j.change as forandring,
  direction_word.swedish as riktning,
  coalesce(j.country, j.country_mean) as riket,
  j.county_average as lan_medel,
  cast(j.county_count as integer) as lan_n,
  g.title as grupp,
  coalesce(j.group_published, j.member_average) as grupp_varde,
  cast(j.place as integer) as rang,
  cast(j.municipality_count as integer) as rang_av,
  -- Equal ranks share a quarter; the best is always in the first.
  cast(1 + floor(cast((j.place - 1) * 4 as double precision) / cast(nullif(j.municipality_count, 0) as double precision))
    as integer) as kvartil,
  case when j.run_id is not null then coalesce(publisher.attribution, source.attribution) end as kalla,
  nullif(rtrim(
    case when j.change is not null then 'forandring, riktning; ' else '' end
    || case when j.country is null and j.country_mean is not null
      then 'riket (ovägt medel av ' || cast(j.municipality_count as varchar) || ' kommuner); ' else '' end
    || case when j.county_average is not null
      then 'lan_medel (ovägt medel av ' || cast(j.county_count as varchar) || ' kommuner); ' else '' end
    || case when j.group_published is null and j.member_average is not null
      then 'grupp_varde (ovägt medel av ' || cast(j.member_count as varchar) || ' av ' || cast(g.members as varchar)
        || ' kommuner); ' else '' end
    || case when j.place is not null then 'rang, rang_av, kvartil; ' else '' end, '; '), '') as egen_bearbetning,
  date_trunc('second', f.at_utc + clock.ahead) as hamtad,
  j.run_id as korning
from judged as j
left join session.source as source on source.origin = split_part(j.indicator_id, ':', 1)
left join session.source as publisher on publisher.origin = split_part(j.indicator_id, '.', 1)
left join session.word as polarity_word on polarity_word.kind = 'polarity'
  and polarity_word.code = coalesce(j.polarity, 'unknown')
left join session.word as kind_word on kind_word.kind = 'period_kind' and kind_word.code = j.period_kind
left join session.word as state_word on state_word.kind = 'status' and state_word.code = j.state
left join session.word as bound_word on bound_word.kind = 'bound' and bound_word.code = j.bound
left join session.word as preliminary_word on preliminary_word.kind = 'publication'
  and preliminary_word.code = 'preliminary'
left join session.word as direction_word on direction_word.kind = 'direction' and direction_word.code = j.direction
left join own as respondents on respondents.indicator_id = j.respondents_id and respondents.period = j.period
  and respondents.period_kind = j.period_kind
left join own as response_rate on response_rate.indicator_id = j.response_rate_id and response_rate.period = j.period
  and response_rate.period_kind = j.period_kind
left join group_facts as g on 1 = 1
left join fetched as f on f.run_id = j.run_id and coalesce(f.raw_sha256, '') = coalesce(j.raw_sha256, '')
left join session.swedish_time as clock on f.at_utc >= clock.starts and f.at_utc < clock.ends
