#include "daemon/serve/service/guarded.h"

#include "core/log.h"

namespace sluss::daemon::serve {

void log_exception(std::string_view where, const core::Error& error) {
  core::log::error("serve.exception", error.what, {{"where", where}, {"remedy", error.remedy}});
}

}  // namespace sluss::daemon::serve
