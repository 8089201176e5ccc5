select nyckeltal_id, nyckeltal, period, varde, status, forvantad_publicering, forandring, riktning, kalla
from mart.nyckeltal_jamforelse order by nyckeltal_id asc nulls last, period asc nulls last
