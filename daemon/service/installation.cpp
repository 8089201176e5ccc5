#include "daemon/service/installation.h"

namespace sluss::daemon::service {

bool Installation::has_warehouse() const {
  return place.has_warehouse();
}

core::Result<std::unique_ptr<warehouse::Reader>> Installation::reader(bool with_models, std::stop_token stop) {
  if (!has_warehouse()) {
    return core::fail(core::ErrorClass::data, "warehouse.empty", "nothing has been loaded yet",
                      "Run a job first: sluss run JOB.", {settings.warehouse_folder.string(), 0, 0, ""});
  }
  warehouse::ReadOptions options;
  options.now = clock.now();
  options.stop = std::move(stop);
  if (with_models) {
    SLUSS_ASSIGN(options.session, place.session());
  }
  return place.open_reader(options);
}

}  // namespace sluss::daemon::service
