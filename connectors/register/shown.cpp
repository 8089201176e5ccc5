#include "connectors/register/shown.h"

#include "core/identities.h"
#include "core/text.h"

namespace sluss::connectors::registers {

std::string shown(std::string_view text) {
  constexpr std::size_t looked_at = 400;  // bytes: enough for 40 letters, whatever is removed before them
  constexpr std::size_t most = 40;
  return core::shortened(core::without_identities(core::one_line(core::cut(text, looked_at))), most);
}

}  // namespace sluss::connectors::registers
