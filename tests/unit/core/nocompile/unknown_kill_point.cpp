#include "core/kill_point.h"

void step() {
#ifdef CONTROL
  SLUSS_KILL_POINT("run.finished");
#else
  SLUSS_KILL_POINT("run.finnished");
#endif
}
