select nyckeltal_id, period, publicering, vantad_dag, iso_ar, iso_vecka, vecka, status, forst_sedd, dagar_sen
from mart.publiceringskalender order by nyckeltal_id asc nulls last, vantad_dag asc nulls last
