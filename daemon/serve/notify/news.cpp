#include "daemon/serve/notify/news.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/text.h"
#include "core/to_operator.h"
#include "daemon/serve/notify/safe_text.h"
#include "daemon/swedish/counts_and_measures.h"
#include "daemon/swedish/file_text.h"

namespace sluss::daemon::notify {
namespace {

using swedish::capitalised;
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

/// The text, with what is for whoever sees to Sluss on a line of its own.
void add_remedy(std::vector<std::string>& lines, std::string_view remedy) {
  const auto parts = core::to_readers(remedy);
  if (!parts.everyone.empty()) lines.push_back(safe_text(parts.everyone, understood_most));
  if (!parts.who_operates.empty())
    lines.push_back(fmt::format("{} {}", core::to_operator, safe_text(parts.who_operates, understood_most)));
}

}  // namespace

void put_text(FileRead& file, const core::Finding& read, const std::string& rows, core::FileRemedy remedy) {
  auto text = swedish::file_text(read.what, read.remedy,
                                 {.words = rows,
                                  .whole = file.all_rejects == 0,
                                  .read = read.count,
                                  .rejected = file.all_rejects,
                                  .remedy = remedy});
  file.what = std::move(text.what);
  if (!text.rows.empty()) file.what += " " + text.rows;
  file.remedy = std::move(text.remedy);
}

std::string file_sentence(const FileRead& file) {
  std::string older;
  const bool waits = std::ranges::any_of(file.older, &FileOlder::waits);
  if (file.older.size() == 1)
    older = fmt::format("filen {} är äldre än {}, och lästes inte in", safe_text(file.older.front().name, name_most),
                        waits ? "en fil som väntar på beslut" : "den som är inläst");
  else if (!file.older.empty())
    older =
        fmt::format("{} filer är äldre än {}, och lästes inte in", number_word(std::ssize(file.older), Gender::common),
                    waits ? "dem som är inlästa eller väntar på beslut" : "dem som är inlästa");
  if (file.name.empty()) return older;
  auto sentence = fmt::format("filen {} är läst", safe_text(file.name, name_most));
  if (!file.lacks.empty())
    sentence += ", " + file.lacks;
  else if (file.all_rejects > 0)
    sentence += ", " + counted(file.all_rejects, Gender::neuter, "fel i den", "fel i den");
  if (file.waiting > 0)
    sentence += ", " + counted(file.waiting, Gender::common, "serie väntar", "serier väntar") + " på beslut";
  if (!older.empty()) sentence += "; " + older;
  return sentence;
}

std::vector<std::string> reject_lines(const FileRead& file) {
  std::vector<std::string> lines;
  if (!file.rejects.empty()) {
    lines.emplace_back();
    lines.emplace_back("Det som är fel:");
  }
  const auto shown = std::min(file.rejects.size(), rejects_most);
  std::vector<std::string> who_operates;  // once each, below
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& reject = file.rejects[i];
    auto change = core::to_readers(reject.change);
    lines.push_back(fmt::format("  * {}: {} {}", capitalised(place_of(reject)), reject.wrong, change.everyone));
    if (!change.who_operates.empty() && std::ranges::find(who_operates, change.who_operates) == who_operates.end())
      who_operates.push_back(std::move(change.who_operates));
  }
  if (const auto left = file.all_rejects - static_cast<std::int64_t>(shown); left > 0)
    lines.push_back(fmt::format("  * … och {} till.", number_word(left, Gender::common)));
  if (!who_operates.empty()) {
    lines.emplace_back();
    lines.emplace_back(core::to_operator);
    for (const auto& one : who_operates) lines.push_back("  * " + safe_text(one, understood_most));
  }
  return lines;
}

std::vector<std::string> file_lines(const FileRead& file) {
  std::vector<std::string> lines;
  for (const auto& older : file.older) {
    lines.push_back(fmt::format("{}: {}", safe_text(older.name, name_most), safe_text(older.what, understood_most)));
    add_remedy(lines, older.remedy);
    lines.emplace_back();
  }
  if (file.name.empty()) return lines;
  if (!file.own.empty()) lines.push_back(safe_text(file.own, understood_most));
  lines.push_back(safe_text(file.what, understood_most));
  std::ranges::move(reject_lines(file), std::back_inserter(lines));
  lines.emplace_back();
  if (file.waiting > 0)
    lines.push_back(fmt::format("{} på beslut, och är inte {}. Se Hållna serier i Sluss.",
                                capitalised(counted(file.waiting, Gender::common, "serie väntar", "serier väntar")),
                                file.waiting == 1 ? "införd" : "införda"));
  // What waits is not done with, whatever was read of it.
  if (file.waiting == 0 || file.all_rejects > 0) add_remedy(lines, file.remedy);
  lines.emplace_back();
  return lines;
}

}  // namespace sluss::daemon::notify
