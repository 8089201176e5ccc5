select coalesce(k.nyckeltal_id, j.nyckeltal_id) as nyckeltal_id, k.publicering, k.status, k.dagar_sen, j.status as rad, j.forvantad_publicering
from mart.publiceringskalender as k
full join mart.nyckeltal_jamforelse as j on j.nyckeltal_id = k.nyckeltal_id and j.period = k.period
order by coalesce(k.nyckeltal_id, j.nyckeltal_id), k.vantad_dag
