#include "daemon/serve/notify/safe_text.h"

#include "core/identities.h"
#include "core/log.h"
#include "core/text.h"

namespace sluss::daemon::notify {

std::string safe_text(std::string_view text, std::size_t most) {
  return core::shortened(core::without_identities(core::log::masked(core::one_line(text))), most);
}

}  // namespace sluss::daemon::notify
