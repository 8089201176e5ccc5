#include "daemon/run/hold/judgement_basis.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/json.h"

namespace sluss::daemon::run {

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

Limits limits_in(const json& object) {
  Limits limits;
  limits.known_least = object.value("known_least", limits.known_least);
  for (const auto& [name, member] : shares) limits.*member = object.value(name, limits.*member);
  return limits;
}

}  // namespace

std::string with_basis(const std::string& text, const JudgementBasis& judged) {
  const bool numbered = judged.rules != warehouse::first_rules;
  auto object = json::parse(text, nullptr, false);
  if (!object.is_object() || (!numbered && !judged.gates && judged.beside.empty())) return text;
  if (numbered) object["rules"] = judged.rules;
  if (judged.gates) object["gates"] = json_of(*judged.gates);
  if (!judged.beside.empty()) object["beside"] = judged.beside;
  return core::json_text(object);
}

JudgementBasis judgement_basis_in(std::string_view text) {
  JudgementBasis judged;
  const auto object = json::parse(text, nullptr, false);
  if (!object.is_object()) return judged;
  judged.rules = object.value("rules", warehouse::first_rules);
  if (const auto gates = object.find("gates"); gates != object.end() && gates->is_object())
    judged.gates = limits_in(*gates);
  if (const auto beside = object.find("beside"); beside != object.end() && beside->is_array())
    judged.beside = beside->get<std::vector<std::string>>();
  return judged;
}

}  // namespace sluss::daemon::run
