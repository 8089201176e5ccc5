select nyckeltal_id, period, varde, status, rang, rang_av, kvartil, forandring, riktning, polaritet
from mart.nyckeltal_jamforelse order by nyckeltal_id asc nulls last, period asc nulls last
