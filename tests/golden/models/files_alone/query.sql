select nyckeltal_id, varde, riket, lan_medel, lan_n, rang_av, egen_bearbetning
from mart.nyckeltal_jamforelse order by nyckeltal_id asc nulls last
