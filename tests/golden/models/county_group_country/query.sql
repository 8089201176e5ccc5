select period, varde, riket, lan_medel, lan_n, grupp, grupp_varde, egen_bearbetning
from mart.nyckeltal_jamforelse order by period asc nulls last
