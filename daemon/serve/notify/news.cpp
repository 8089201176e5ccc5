#include "daemon/serve/notify/news.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "daemon/serve/notify/safe_text.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::notify {
namespace {

using swedish::counted;
using swedish::Gender;
using swedish::number_word;

constexpr std::size_t name_most = 100;
constexpr std::size_t understood_most = 1'000;
constexpr std::size_t rejects_most = 20;

/// "blad Index, rad 17, kolumn B"
std::string place_of(const FileReject& reject) {
  std::string place;
  const auto add = [&place](std::string_view word, const std::string& text) {
    if (!text.empty()) place += fmt::format("{}{} {}", place.empty() ? "" : ", ", word, safe_text(text, name_most));
  };
  add("blad", reject.sheet);
  add("rad", reject.row > 0 ? std::to_string(reject.row) : "");
  add("kolumn", reject.column);
  return place.empty() ? "hela filen" : place;
}

}  // namespace

std::string file_sentence(const FileRead& file) {
  const auto name = fmt::format("filen {} är läst", safe_text(file.name, name_most));
  if (file.all_rejects == 0) return name;
  return name + ", " +
         counted(file.all_rejects, Gender::common, "rad eller cell underkändes", "rader eller celler underkändes");
}

std::vector<std::string> file_lines(const FileRead& file) {
  std::vector<std::string> lines{safe_text(file.what, understood_most)};
  if (!file.rejects.empty()) {
    lines.emplace_back();
    lines.emplace_back("Underkänt:");
  }
  const auto shown = std::min(file.rejects.size(), rejects_most);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& reject = file.rejects[i];
    lines.push_back(fmt::format("  * {}: {} {}", swedish::capitalised(place_of(reject)), reject.wrong, reject.change));
  }
  if (const auto left = file.all_rejects - static_cast<std::int64_t>(shown); left > 0)
    lines.push_back(fmt::format("  * … och {} till.", number_word(left, Gender::common)));
  lines.emplace_back();
  lines.push_back(safe_text(file.remedy, understood_most));
  lines.emplace_back();
  return lines;
}

}  // namespace sluss::daemon::notify
