#include "daemon/settings/size.h"

#include <array>
#include <charconv>
#include <cmath>

#include "core/text.h"

namespace sluss::daemon::settings {

core::Result<std::uint64_t> parse_size(std::string_view text) {
  struct Unit {
    std::string_view name;
    double bytes;
  };
  static constexpr std::array<Unit, 10> units{{{"B", 1},
                                               {"kB", 1e3},
                                               {"KB", 1e3},
                                               {"MB", 1e6},
                                               {"GB", 1e9},
                                               {"TB", 1e12},
                                               {"KiB", 1024.0},
                                               {"MiB", 1048576.0},
                                               {"GiB", 1073741824.0},
                                               {"TiB", 1099511627776.0}}};
  double number = 0;
  const auto [rest, problem] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  std::string_view unit(rest, text.data() + text.size());
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  if (problem == std::errc{} && std::isfinite(number) && number >= 0) {
    for (const auto& known : units) {
      if (known.name == unit && number * known.bytes < 9e18) return static_cast<std::uint64_t>(number * known.bytes);
    }
  }
  return core::fail(core::ErrorClass::config, "config.size", "not a size: '" + core::shortened(text, 40) + "'",
                    "Write a number and a unit, for example \"512MB\" or \"2GiB\".");
}

}  // namespace sluss::daemon::settings
