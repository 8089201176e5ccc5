select nyckeltal_id, period, varde, grans, null as varde_fore, forandring, riktning, antal_svarande, svarsfrekvens, riket,
  lan_medel, lan_n, grupp_varde, rang, rang_av, kvartil, egen_bearbetning
from mart.nyckeltal_jamforelse
union all
select nyckeltal_id, period || ' ' || cast(kand_fran as varchar), varde, grans, varde_fore, null, null, null, null, null,
  null, null, null, null, null, null, null
from mart.nyckeltal_historik where nyckeltal_id = 'af:v'
order by nyckeltal_id asc nulls last, period asc nulls last
