#include "daemon/serve/service/installation.h"

namespace sluss::daemon::serve {

bool Installation::has_warehouse() const {
  return place.has_warehouse();
}

core::Result<std::unique_ptr<warehouse::Reader>> Installation::reader(bool with_models, std::stop_token stop) {
  warehouse::ReadOptions options;
  options.now = clock.now();
  options.stop = std::move(stop);
  if (with_models) {
    options.session = SLUSS_TRY(place.session());
  }
  return place.open_reader(options);
}

}  // namespace sluss::daemon::serve
