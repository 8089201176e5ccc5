select omrade_id, omrade, period, varde, status, varde_fore, kand_fran, kand_till, gallande, senast_kand, kalla, korning
from mart.nyckeltal_historik order by omrade_id asc nulls last, period asc nulls last, kand_fran asc nulls last
