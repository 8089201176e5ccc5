#include "daemon/run/replay/replay_extents.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "daemon/run/runner/resolution.h"

namespace sluss::daemon::run {

using nlohmann::json;

namespace {

std::unexpected<core::Error> cannot_be_read() {
  return core::fail(core::ErrorClass::data, "replay.extents",
                    "by which extents a replay read its segments is written down, and cannot be read",
                    "A newer program may have written it: use that one. Else restore the journal from a backup.");
}

}  // namespace

core::Result<std::vector<std::string>> extents_today(Context& context, const connectors::Kind& kind,
                                                     const std::vector<warehouse::archive::SegmentInfo>& segments) {
  std::vector<std::string> extents;
  if (kind.extent_today == nullptr) return extents;
  for (const auto& segment : segments) {
    const auto archived = SLUSS_TRY(read_resolution(context.archive, segment));
    auto today = SLUSS_TRY(kind.extent_today(archived.extent.text, context.settings.config_folders));
    extents.push_back(std::move(today));
  }
  return extents;
}

void put_extents(const std::vector<std::string>& extents, json& object) {
  if (extents.empty()) return;
  std::vector<std::string> texts;
  json of = json::array();
  for (const auto& extent : extents) {
    const auto found = std::ranges::find(texts, extent);
    of.push_back(static_cast<std::size_t>(found - texts.begin()));
    if (found == texts.end()) texts.push_back(extent);
  }
  object["extents"] = {{"texts", texts}, {"of", of}};
}

core::Result<std::vector<std::string>> extents_in(const json& object) {
  std::vector<std::string> extents;
  const auto found = object.find("extents");
  if (found == object.end()) return extents;
  const bool whole = found->is_object() && found->contains("texts") && (*found)["texts"].is_array() &&
                     found->contains("of") && (*found)["of"].is_array();
  if (!whole) return cannot_be_read();
  const auto& texts = (*found)["texts"];
  for (const auto& index : (*found)["of"]) {
    const auto at = index.is_number_unsigned() ? index.get<std::size_t>() : texts.size();
    if (at >= texts.size() || !texts[at].is_string()) return cannot_be_read();
    extents.push_back(texts[at].get<std::string>());
  }
  return extents;
}

}  // namespace sluss::daemon::run
