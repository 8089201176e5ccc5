select period, period_typ, varde, forandring from mart.nyckeltal_jamforelse order by period_typ asc nulls last, period asc nulls last
