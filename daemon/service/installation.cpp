#include "daemon/service/installation.h"

namespace sluss::daemon::service {

bool Installation::has_warehouse() const {
  std::error_code problem;
  return std::filesystem::exists(settings.warehouse_folder / "current", problem);
}

core::Result<std::unique_ptr<warehouse::Reader>> Installation::reader(bool with_models) {
  if (!has_warehouse()) {
    return core::fail(core::ErrorClass::data, "warehouse.empty", "nothing has been loaded yet",
                      "Run a job first: sluss run JOB.", {settings.warehouse_folder.string(), 0, 0, ""});
  }
  warehouse::ReadOptions options;
  options.now = clock.now();
  if (with_models) {
    SLUSS_ASSIGN(options.session, place.session());
  }
  return place.warehouse().reader(options);
}

}  // namespace sluss::daemon::service
