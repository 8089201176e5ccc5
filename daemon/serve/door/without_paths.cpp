#include "daemon/serve/door/without_paths.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <shared_mutex>

#include "core/json.h"
#include "core/log.h"

namespace sluss::daemon::door {
namespace {

constexpr std::string_view left_out = "[path]";
/// In the API's answers: words about what went wrong, and what names a place. Figures have other names.
constexpr auto names_of_words = std::to_array<std::string_view>(
    {"what", "remedy", "error", "last_error", "why_not", "note", "subject", "object", "shown", "details"});
constexpr auto names_of_places = std::to_array<std::string_view>({"folder", "generation", "to", "places", "segments"});
constexpr auto our_own = std::to_array<std::string_view>({"/api", "/dataset", "/healthz", "/metrics", "/readyz"});

bool is_ours(std::string_view path) {
  return std::ranges::any_of(our_own, [&](std::string_view own) {
    return path.starts_with(own) && (path.size() == own.size() || path[own.size()] == '/' || path[own.size()] == '?');
  });
}

/// Whether a path of the file system begins here: not amid a word, nor of an address ("https://…").
bool begins_path(std::string_view text, std::size_t at) {
  if (text[at] != '/' || at + 1 == text.size()) return false;
  const auto next = static_cast<unsigned char>(text[at + 1]);
  if (std::isalnum(next) == 0 && next != '.' && next != '_' && next != '-' && next < 0x80) return false;
  if (at == 0) return true;
  const auto before = static_cast<unsigned char>(text[at - 1]);
  return std::isalnum(before) == 0 && before < 0x80 &&
         std::string_view("/._-]}~%").find(static_cast<char>(before)) == std::string_view::npos;
}

struct Folders {
  std::shared_mutex mutex;
  std::set<std::string, std::less<>> names;  ///< absolute, without a slash at the end
};

Folders& known_folders() {
  static Folders one;
  return one;
}

/// How long the place is that `text` begins with; 0: it is not that one.
std::size_t size_of_place(std::string_view text, std::string_view place) {
  if (place.size() < 2 || !text.starts_with(place)) return 0;
  if (text.size() == place.size()) return place.size();
  // Another's name may begin alike: "/srv/in" and "/srv/in2", "/srv/my" and "/srv/my state".
  const auto next = static_cast<unsigned char>(text[place.size()]);
  return std::isalnum(next) != 0 || next >= 0x80 || next == '_' || next == '-' ? 0 : place.size();
}

/// Of the longest that is known; 0: of none.
std::size_t size_of_known_folder(std::string_view text, std::string_view place) {
  auto size = size_of_place(text, place);
  auto& folders = known_folders();
  const std::shared_lock guard(folders.mutex);
  for (const auto& name : folders.names) size = std::max(size, size_of_place(text, name));
  return size;
}

/// Where it ends; one within quotes ends with them, for it may have spaces. So may `place` and the known folders.
std::size_t end_of_path(std::string_view text, std::size_t begin, std::string_view place) {
  const char quote = begin > 0 ? text[begin - 1] : ' ';
  if (quote == '\'' || quote == '"') {
    const auto end = text.find(quote, begin);
    if (end != std::string_view::npos) return end;
  }
  const auto least = begin + std::max<std::size_t>(size_of_known_folder(text.substr(begin), place), 1);
  auto end = std::min(text.find_first_of(" \t\r\n'\"`<>,;:()[]{}", least), text.size());
  while (end > least && text[end - 1] == '.') --end;
  return end;
}

/// The whole rest of a place is left out: it may have spaces.
std::string without_place(const std::string& place) {
  for (std::size_t at = 0; at < place.size(); ++at)
    if (begins_path(place, at)) return place.substr(0, at) + std::string(left_out);
  return place;
}

enum class Content : std::uint8_t { figures, words, place };

Content content_of(std::string_view key, Content around) {
  if (std::ranges::find(names_of_words, key) != names_of_words.end()) return Content::words;
  if (std::ranges::find(names_of_places, key) != names_of_places.end()) return Content::place;
  return around;
}

void leave_paths_out(nlohmann::json& value, Content content) {
  if (value.is_object()) {
    for (auto& [key, inside] : value.items()) leave_paths_out(inside, content_of(key, content));
  } else if (value.is_array()) {
    for (auto& inside : value) leave_paths_out(inside, content);
  } else if (value.is_string() && content != Content::figures) {
    const auto& text = value.get_ref<const std::string&>();
    value = content == Content::place ? without_place(text) : without_paths(text);
  }
}

std::string new_reference() {
  std::array<unsigned char, 4> bytes{};
  ::randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 2 * bytes.size() + 1> text{};
  ::sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  return text.data();
}

std::string plain(std::string_view text, std::string_view place) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    if (!begins_path(text, at)) {
      result += text[at++];
      continue;
    }
    const auto end = end_of_path(text, at, place);
    const auto path = text.substr(at, end - at);
    result += is_ours(path) ? path : left_out;
    at = end;
  }
  return result;
}

/// `place`: the path that the error itself names. Empty when nothing was left out.
std::string leave_paths_out(std::string_view code, std::string& what, std::string& remedy, std::string_view place) {
  auto plain_what = plain(what, place);
  auto plain_remedy = plain(remedy, place);
  if (plain_what == what && plain_remedy == remedy) return {};
  auto reference = new_reference();
  core::log::info("control.told", "an error was shown without the server's paths",
                  {{"reference", reference}, {"code", code}, {"what", what}, {"remedy", remedy}});
  what = std::move(plain_what);
  remedy = std::move(plain_remedy);
  return reference;
}

}  // namespace

void leave_folders_out(const std::vector<std::filesystem::path>& folders) {
  auto& all = known_folders();
  const std::scoped_lock guard(all.mutex);
  for (const auto& folder : folders) {
    auto name = folder.string();
    while (name.ends_with('/')) name.pop_back();
    if (name.starts_with('/')) all.names.insert(std::move(name));
  }
}

std::string without_paths(std::string_view text) {
  return plain(text, {});
}

core::Error error_without_paths(core::Error error) {
  const auto reference = leave_paths_out(error.code, error.what, error.remedy, error.place.file);
  error.place = {};
  if (!reference.empty())
    error.remedy += (error.remedy.empty() ? "" : " ") + ("The log has it under reference " + reference + ".");
  return error;
}

void keep_paths_out(Response& response) {
  if (response.status < 400 && response.type == "application/json" && response.file.empty()) {
    auto body = nlohmann::json::parse(response.body, nullptr, false);
    if (!body.is_structured()) return;
    auto plain = body;
    leave_paths_out(plain, Content::figures);
    if (plain != body) response.body = core::json_text(plain) + "\n";
    return;
  }
  if (response.status < 400 || response.type != "application/problem+json") return;
  auto body = nlohmann::json::parse(response.body, nullptr, false);
  if (!body.is_object()) return;
  auto what = body.value("detail", std::string());
  auto remedy = body.value("remedy", std::string());
  const auto reference = leave_paths_out(body.value("code", std::string()), what, remedy, {});
  if (reference.empty()) return;
  body["detail"] = what;
  if (body.contains("remedy")) body["remedy"] = remedy;
  body["reference"] = reference;
  response.body = core::json_text(body) + "\n";
}

}  // namespace sluss::daemon::door
