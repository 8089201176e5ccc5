#include "daemon/serve/observe/metric_values.h"

void count(sluss::daemon::observe::MetricValues& values) {
#ifdef CONTROL
  values.add("sluss_runs_total", {"kolada", "done"});
#else
  values.add("sluss_run_total", {"kolada", "done"});
#endif
}
