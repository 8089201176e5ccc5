#include "daemon/serve/observe/registry.h"

void count(sluss::daemon::observe::Registry& registry) {
#ifdef CONTROL
  registry.add("sluss_runs_total", {"kolada", "done"});
#else
  registry.add("sluss_run_total", {"kolada", "done"});
#endif
}
