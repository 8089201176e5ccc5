select nyckeltal_id, period, varde, status, forvantad_publicering from mart.nyckeltal_jamforelse
where forvantad_publicering is not null order by nyckeltal_id asc nulls last, period asc nulls last
