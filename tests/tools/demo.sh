#!/usr/bin/env bash
# ./dev demo: the main job against a local stand-in for Kolada. Figures: tests/tools/kolada_figures.py explains where they come from.
set -euo pipefail
cd "$(dirname "$0")/../.."
sluss=$PWD/build/release/sluss
folder=${1:-$PWD/build/demo}
rm -rf "$folder"
mkdir -p "$folder"
say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
stop() { [ -z "${standin:-}" ] || kill "$standin" 2>/dev/null || true; }
trap stop EXIT

say "a stand-in for Kolada, which believes that it is 31 March 2026"
python3 -u tests/tools/kolada_standin.py --port 0 --today 2026-03-31 > "$folder/standin.log" 2>&1 &
standin=$!
for _ in $(seq 100); do grep -q '^listening on ' "$folder/standin.log" && break; sleep 0.1; done
url=$(sed -n 's/^listening on //p' "$folder/standin.log" | head -1)
[ -n "$url" ] || { echo "the stand-in did not start; see $folder/standin.log" >&2; exit 1; }
echo "$url"

cat > "$folder/sluss.toml" <<END
municipality = "1981"                       # Sala
state = "$folder/state"

[source.kolada]
url = "$url"

[control]
listen = "127.0.0.1:8470"                   # the pages, on this machine only
anonymous = "reader"

[[job]]
name = "kolada"
source = "kolada"
indicators = ["set:aldreomsorg", "set:ifo", "set:vald"]
areas = ["*"]
compare = ["riket", "county", "group:Liknande kommuner äldreomsorg"]

[[publish]]
dataset = "nyckeltal_jamforelse"
formats = ["xlsx", "csv"]
to = "folder:$folder/files"
END
mkdir -p "$folder/files"
run() { "$sluss" --config "$folder/sluss.toml" --now "$1" run kolada || [ $? = 1 ] || [ $? = 3 ]; }
tell() { "$sluss" --config "$folder/sluss.toml" --now "$1" show last; }

say "first run: everything is new"
run 2026-03-31T12:00:00Z
say "second run: nothing is"
run 2026-04-01T12:00:00Z
tell 2026-04-01T12:00:00Z

say "the source publishes and revises: it is now 1 July 2026 there"
curl -fsS -X PUT -d '{"date": "2026-07-01"}' "${url%/v3}/_today" > /dev/null
run 2026-07-01T12:00:00Z
tell 2026-07-01T12:00:00Z

say "what has changed since the first run"
"$sluss" --config "$folder/sluss.toml" --now 2026-07-01T12:00:00Z query "
  select substr(i.title, 1, 70) as nyckeltal, o.period, old.value as tidigare, o.value as nu
  from core.observation_open o
  join core.indicator_open i using (indicator_id)
  left join core.observation old on old.indicator_id = o.indicator_id and old.area_id = o.area_id
    and old.period = o.period and old.gender = o.gender and old.recorded_to = o.recorded_from
  where o.area_id = '1981' and o.gender = 'T' and o.run_id > 1
  order by 1, 2" --format table

say "the comparison table of Sala (nyckeltal_jamforelse)"
"$sluss" --config "$folder/sluss.toml" --now 2026-07-01T12:00:00Z query "
  select substr(kort_namn, 1, 45) as kort_namn, period, varde, forandring, riktning, round(riket, 1) as riket,
    round(lan_medel, 1) as lan_medel, round(grupp_varde, 1) as grupp_varde, rang, rang_av, status
  from mart.nyckeltal_jamforelse where period >= '2024' order by kort_namn nulls last, period" --format table

say "files"
for format in xlsx csv parquet json; do
  "$sluss" --config "$folder/sluss.toml" --now 2026-07-01T12:00:00Z export nyckeltal_jamforelse --format "$format" \
    --output "$folder/nyckeltal_jamforelse.$format"
done
find "$folder" -maxdepth 2 -name '*nyckeltal*' | sort

cat <<END

Everything lies in $folder:
  sluss.toml                     the configuration; README explains it
  state/warehouse/current        the warehouse, a DuckDB file that DuckDB and Power BI open read-only
  state/archive                  every answer of the source as it came
  files/                         what [[publish]] wrote after each run that changed something

The pages (the source has stopped; what was loaded can be read): run
  $sluss --config $folder/sluss.toml serve
and open http://127.0.0.1:8470

Try next (the stand-in has stopped; reading needs no source):
  $sluss --config $folder/sluss.toml show 1
  $sluss --config $folder/sluss.toml export nyckeltal_historik --format csv --output /tmp/historik.csv
  $sluss --config $folder/sluss.toml query "select * from core.observation_open where area_id = '1981' limit 10" --as-of run:1
  $sluss init --municipality Sala     # your own, against api.kolada.se
END
