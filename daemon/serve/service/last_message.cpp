#include "daemon/serve/service/last_message.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace sluss::daemon::serve {
namespace {

using nlohmann::json;
constexpr int version = 1;

void put(json& object, const char* name, const std::optional<core::Instant>& instant) {
  if (instant) object[name] = instant->micros;
}

std::optional<core::Instant> instant_of(const json& object, const char* name) {
  if (!object.contains(name)) return std::nullopt;
  return core::Instant{object.at(name).get<std::int64_t>()};
}

}  // namespace

std::filesystem::path last_message_file(const std::filesystem::path& state, std::string_view recipient) {
  return state / ("notify-" + std::string(recipient) + ".sent.json");
}

std::string to_text(const LastMessage& last) {
  json document{{"version", version}};
  put(document, "sent", last.sent);
  put(document, "failed", last.failed);
  if (!last.code.empty()) document["code"] = last.code;
  return core::json_text(document, 1) + "\n";
}

core::Result<LastMessage> parse_last_message(std::string_view text) try {
  const json document = json::parse(text);
  if (document.at("version") != version) throw std::invalid_argument("another version");
  return LastMessage{instant_of(document, "sent"), instant_of(document, "failed"), document.value("code", "")};
} catch (const std::exception& why) {
  return core::fail(core::ErrorClass::data, "notify.sent",
                    "what became of the last message cannot be read: " + core::shortened(why.what(), 200),
                    "Remove the file: the next message writes it again.");
}

}  // namespace sluss::daemon::serve
