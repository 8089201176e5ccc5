#include "daemon/serve/observe/metric_values.h"

void count(sluss::daemon::observe::MetricValues& values) {
#ifdef CONTROL
  values.set("sluss_ready", 1);
#else
  values.add("sluss_ready");
#endif
}
