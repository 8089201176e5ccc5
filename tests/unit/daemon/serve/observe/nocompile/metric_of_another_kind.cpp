#include "daemon/serve/observe/registry.h"

void count(sluss::daemon::observe::Registry& registry) {
#ifdef CONTROL
  registry.set("sluss_ready", 1);
#else
  registry.add("sluss_ready");
#endif
}
