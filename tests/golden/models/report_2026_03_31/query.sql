select nyckeltal_id, kort_namn, enhet, polaritet, period, period_typ, varde, status, forvantad_publicering,
  antal_svarande, svarsfrekvens, forandring, riktning, kalla, egen_bearbetning, hamtad, korning
from mart.nyckeltal_jamforelse order by nyckeltal_id asc nulls last, period asc nulls last
