#include "daemon/serve/notify/memory_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "daemon/serve/notify/memory.h"

namespace sluss::daemon::notify {
namespace {

using nlohmann::json;

std::optional<EventKind> kind_named(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(EventKind::new_figures); ++i)
    if (name_of(static_cast<EventKind>(i)) == name) return static_cast<EventKind>(i);
  return std::nullopt;
}

/// Of a condition that an older release wrote down, which does not name its file but in "filen lista.csv".
std::string file_in(std::string_view about) {
  constexpr std::string_view begin = "filen ";
  return std::string(about.starts_with(begin) ? about.substr(begin.size()) : "");
}

ReportedCondition condition_of(const json& object) {
  const auto kind = kind_named(object.at("kind").get<std::string>());
  if (!kind) throw std::invalid_argument("a kind of event that this version does not know");
  ReportedCondition reported{.key = object.at("key").get<std::string>(),
                             .kind = *kind,
                             .fingerprint = object.at("fingerprint").get<std::string>(),
                             .about = object.at("about").get<std::string>(),
                             .since = {object.at("since").get<std::int64_t>()},
                             .reported_at = {object.at("told_at").get<std::int64_t>()},
                             .gone_since = std::nullopt};
  if (*kind == EventKind::run_failed || *kind == EventKind::series_held)
    reported.file = object.contains("file") ? object.at("file").get<std::string>() : file_in(reported.about);
  reported.released = object.value("released", false);
  if (object.contains("gone_since")) reported.gone_since = core::Instant{object.at("gone_since").get<std::int64_t>()};
  return reported;
}

}  // namespace

std::string to_text(const Memory& memory) {
  json reported = json::array();
  for (const auto& one : memory.reported) {
    json object{{"key", one.key},     {"kind", name_of(one.kind)}, {"fingerprint", one.fingerprint},
                {"about", one.about}, {"since", one.since.micros}, {"told_at", one.reported_at.micros}};
    if (!one.file.empty()) object["file"] = one.file;
    if (one.released) object["released"] = true;
    if (one.gone_since) object["gone_since"] = one.gone_since->micros;
    reported.push_back(std::move(object));
  }
  const json document{{"version", 1}, {"told", std::move(reported)}, {"news", memory.news}};
  return core::json_text(document, 1) + "\n";
}

core::Result<Memory> parse_memory(std::string_view text) try {
  const json document = json::parse(text);
  if (document.at("version") != 1) throw std::invalid_argument("another version");
  Memory memory;
  for (const auto& object : document.at("told")) memory.reported.push_back(condition_of(object));
  memory.news = document.at("news").get<std::vector<std::string>>();
  return memory;
} catch (const std::exception& why) {
  return core::fail(core::ErrorClass::data, "notify.memory",
                    fmt::format("the memory of sent messages cannot be read: {}", core::shortened(why.what(), 200)),
                    "Remove the file; the worst is that something is sent again");
}

}  // namespace sluss::daemon::notify
