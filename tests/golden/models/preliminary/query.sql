select t.nyckeltal_id, t.period, t.status, t.forvantad_publicering, k.status as kalender, k.forst_sedd
from mart.nyckeltal_jamforelse as t
left join mart.publiceringskalender as k on k.nyckeltal_id = t.nyckeltal_id and k.publicering = 'slutlig'
order by t.nyckeltal_id asc nulls last
