#include "daemon/serve/notify/safe_text.h"

#include "core/log.h"
#include "core/shown.h"
#include "core/text.h"

namespace sluss::daemon::notify {

std::string safe_text(std::string_view text, std::size_t most) {
  return core::shown(core::log::masked(core::one_line(text)), most);
}

}  // namespace sluss::daemon::notify
