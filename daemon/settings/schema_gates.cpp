// When a gate holds what a run would change; the defaults are those of warehouse/gate_limits.h.
#include <array>

#include "daemon/settings/schema_tables.h"

namespace sluss::daemon::settings {
namespace {

using core::config::Type;
using core::config::Value;
using T = Target;

constexpr auto gates_keys = std::to_array<OwnKey>({
    {{.name = "known_least",
      .type = Type::integer,
      .standard = "30",
      .measure = "values",
      .description = "A series is judged when at least so many values were known before.",
      .least = 1,
      .most = 1e9,
      .since = first},
     [](T& t, const Value& v) { t.settings.gates.known_least = v.integer; }},
    {{.name = "revised_share",
      .type = Type::number,
      .standard = "0.25",
      .measure = "0..1",
      .description = "Held when more than this share of the known values is revised.",
      .most = 1,
      .since = first},
     [](T& t, const Value& v) { t.settings.gates.revised_share = v.number; }},
    {{.name = "ratio_least",
      .type = Type::number,
      .standard = "0.2",
      .measure = "ratio",
      .description = "Held when the median of |new/old| falls below.",
      .most = 1,
      .since = first},
     [](T& t, const Value& v) { t.settings.gates.ratio_least = v.number; }},
    {{.name = "ratio_most",
      .type = Type::number,
      .standard = "5.0",
      .measure = "ratio",
      .description = "Held when the median of |new/old| rises above.",
      .least = 1,
      .most = 1e9,
      .since = first},
     [](T& t, const Value& v) { t.settings.gates.ratio_most = v.number; }},
    {{.name = "gone_share",
      .type = Type::number,
      .standard = "0.5",
      .measure = "0..1",
      .description = "Held when more than this share of a series' open values is deleted or absent.",
      .most = 1,
      .since = first},
     [](T& t, const Value& v) { t.settings.gates.gone_share = v.number; }},
    {{.name = "closing_share_of_all",
      .type = Type::number,
      .standard = "0.25",
      .measure = "0..1",
      .description = "The whole run is held when more than this share of all open values would close.",
      .most = 1,
      .since = first},
     [](T& t, const Value& v) { t.settings.gates.closing_share_of_all = v.number; }},
    {{.name = "catalogue_shrink",
      .type = Type::number,
      .standard = "0.05",
      .measure = "0..1",
      .description = "The whole run is held when the source's catalogue shrank by more than this share.",
      .most = 1,
      .since = first},
     [](T& t, const Value& v) { t.settings.gates.catalogue_shrink = v.number; }},
    {{.name = "unread_share",
      .type = Type::number,
      .standard = "0.1",
      .measure = "0..1",
      .description = "The whole run is held when more than this share of what was read could not be decoded.",
      .most = 1,
      .since = second},
     [](T& t, const Value& v) { t.settings.gates.unread_share = v.number; }},
});

}  // namespace

std::span<const OwnKey> gates_table() {
  return gates_keys;
}

}  // namespace sluss::daemon::settings
