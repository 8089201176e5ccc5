#include "daemon/run/runner/period_kinds.h"

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace sluss::daemon::run {

using nlohmann::json;

std::string period_kinds_text(const PeriodKinds& kinds) {
  json names = json::object();
  for (const auto& [id, kind] : kinds) names[id] = core::name_of(kind);
  return core::json_text(names);
}

std::optional<PeriodKinds> period_kinds_in(std::string_view context) {
  const auto body = json::parse(context, nullptr, false);
  if (!body.is_object() || !body.contains("period_kinds")) return std::nullopt;
  PeriodKinds kinds;
  for (const auto& [id, name] : body["period_kinds"].items()) {
    if (!name.is_string()) continue;
    if (const auto kind = core::period_kind(name.get<std::string>())) kinds.emplace(id, *kind);
  }
  return kinds;
}

}  // namespace sluss::daemon::run
