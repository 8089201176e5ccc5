#include "daemon/runner/judged_by.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/json.h"

namespace sluss::daemon::runner {

using nlohmann::json;

namespace {

using Limits = warehouse::GateLimits;

constexpr std::array<std::pair<const char*, double Limits::*>, 7> shares{
    {{"revised_share", &Limits::revised_share},
     {"ratio_least", &Limits::ratio_least},
     {"ratio_most", &Limits::ratio_most},
     {"gone_share", &Limits::gone_share},
     {"closing_share_of_all", &Limits::closing_share_of_all},
     {"catalogue_shrink", &Limits::catalogue_shrink},
     {"unread_share", &Limits::unread_share}}};

json json_of(const Limits& limits) {
  json object{{"known_least", limits.known_least}};
  for (const auto& [name, member] : shares) object[name] = limits.*member;
  return object;
}

}  // namespace

std::string gates_text(const Limits& limits) {
  return core::json_text(json_of(limits));
}

std::string with_gates(const std::string& text, const Limits& limits) {
  auto object = json::parse(text, nullptr, false);
  if (!object.is_object()) return text;
  object["gates"] = json_of(limits);
  return core::json_text(object);
}

std::optional<Limits> gates_in(std::string_view text) {
  const auto object = json::parse(text, nullptr, false);
  if (!object.is_object() || !object.contains("gates") || !object["gates"].is_object()) return std::nullopt;
  const auto& told = object["gates"];
  Limits limits;
  limits.known_least = told.value("known_least", limits.known_least);
  for (const auto& [name, member] : shares) limits.*member = told.value(name, limits.*member);
  return limits;
}

std::string with_beside(const std::string& text, const std::vector<std::string>& sources) {
  auto object = json::parse(text, nullptr, false);
  if (!object.is_object()) return text;
  object["beside"] = sources;
  return core::json_text(object);
}

std::vector<std::string> beside_in(std::string_view text) {
  const auto object = json::parse(text, nullptr, false);
  if (!object.is_object() || !object.contains("beside") || !object["beside"].is_array()) return {};
  return object["beside"].get<std::vector<std::string>>();
}

}  // namespace sluss::daemon::runner
