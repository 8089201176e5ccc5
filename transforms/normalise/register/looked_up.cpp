#include "transforms/normalise/register/looked_up.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "connectors/register/source/extent.h"
#include "core/finding_codes.h"
#include "core/identities.h"
#include "core/text.h"
#include "transforms/normalise/register/lists.h"

namespace sluss::transforms::normalise::registers {

using codelists::Outcome;

namespace {

struct Words {
  std::string_view code;
  core::Severity severity;
  std::string_view what;
  std::string_view remedy;
};

// In the order of LookedUp::What.
constexpr std::array<Words, 5> words = {{
    {.code = core::area_unknown_finding,
     .severity = core::Severity::warning,
     .what = "Områden som Sluss inte känner till, och på hur många rader de står: {}. "
             "Sådana rader räknas inte heller in i summor och medelvärden över områden (län, riket) som görs av filen, "
             "och de kan därför saknas.",
     .remedy = "Rätta stavningen i filen, och lägg in den igen. Till den som sköter Sluss: är ett namn riktigt, skriv "
               "det som ett alias under [[area]] i mappningen, eller hoppa över raderna med en regel."},
    {.code = "register.area_mended",
     .severity = core::Severity::info,
     .what = "Koder som har förlorat nollor i början, och fick dem åter: {}.",
     .remedy = "Be den som gör filen att spara koderna som text."},
    {.code = "register.area_not_stated",
     .severity = core::Severity::info,
     .what = "Rader där filen själv anger att området inte är känt: {}.",
     .remedy = "De räknas i summor som inte frågar efter området."},
    {.code = "register.unit_unknown",
     .severity = core::Severity::warning,
     .what = "Enheter som Sluss inte känner till; de är med under sina namn: {}.",
     .remedy = "Rätta namnen i filen, om de är felstavade. Till den som sköter Sluss: skriv dem under [[unit]] i "
               "mappningen, eller namnet som ett alias av den enhet som det är."},
    {.code = "register.code_unknown",
     .severity = core::Severity::warning,
     .what = "Koder som inte finns i kodlistan: {}.",
     .remedy = "Rätta koderna i filen. Till den som sköter Sluss: är de riktiga, lägg till dem i kodlistan."},
}};

/// "Heby", "Heby eller Täby"; nothing where none is near.
std::string meant_by(const std::vector<codelists::Hit>& near, const std::set<std::string>& found) {
  constexpr std::size_t most_named = 2;
  auto meant = near;
  std::erase_if(meant, [&](const codelists::Hit& hit) { return found.contains(area_id_of(*hit.entry)); });
  if (meant.empty()) meant = near;
  std::string text;
  for (std::size_t i = 0; i < std::min(meant.size(), most_named); ++i) {
    const auto& entry = *meant[i].entry;
    const auto same_name =
        std::ranges::count_if(near, [&](const codelists::Hit& hit) { return hit.entry->text == entry.text; });
    text += (i == 0 ? "" : " eller ") + shown(entry.text);
    if (same_name > 1) text += " (" + entry.code + ")";
  }
  return text;
}

}  // namespace

std::string column_key(std::string_view table, std::string_view column) {
  return fmt::format("{}.{}", table, column);
}

SeenTexts& LookedUp::seen(What what, const TextPlace& place) {
  return seen_[{what, column_key(place.table, place.column)}];
}

void LookedUp::area(std::string_view text, const codelists::Match& match, core::Day day, const TextPlace& place) {
  switch (match.outcome) {
    case Outcome::empty:
      return;
    case Outcome::not_stated:
      seen(What::area_not_stated, place).add(text);
      return;
    case Outcome::found:
      if (match.by == codelists::By::mended_code) mended(text, place);
      return;
    case Outcome::not_valid:
    case Outcome::ambiguous:
    case Outcome::unknown:
      break;
  }
  // An unpivot makes several rows of one of the file's, which has its texts once.
  auto column = column_key(place.table, place.column);
  auto& last = last_rows_[column];
  auto row = fmt::format("{}\n{}\n{}", place.row, place.sheet, place.file);
  if (place.row != 0 && row == last) return;
  if (is_new_row(place, row)) ++unknown_rows_[column];
  last = std::move(row);
  if (!seen(What::area_unknown, place).add(text)) return;
  core::Reject reject{.raw = place.raw,
                      .stream = std::string(connectors::registers::stream_prefix) + std::string(place.table),
                      .object = core::without_identities(core::one_line(place.file)),
                      .decoded = true,
                      .line = place.row,
                      .column = std::string(place.column),
                      .field = core::without_identities(core::one_line(place.sheet)),
                      .error = codelists::error_of(match, text, day).code};
  unknown_.push_back(
      {.reject = std::move(reject), .text = std::string(text), .column = std::move(column), .near = match.near});
}

core::Result<> LookedUp::give_rejects(const AreasOfColumns& found) {
  for (auto& unknown : unknown_) {
    const auto there = found.find(unknown.column);
    const auto meant = meant_by(unknown.near, there == found.end() ? std::set<std::string>() : there->second);
    unknown.reject.shown = shown(unknown.text);
    unknown.reject.suggestion = meant;
    if (!meant.empty()) meant_.emplace(unknown.text, meant);
    SLUSS_TRY(output_.rejected(std::move(unknown.reject)));
  }
  unknown_.clear();
  return {};
}

bool LookedUp::is_new_row(const TextPlace& place, const std::string& row) {
  constexpr std::size_t most_rows = 200'000;
  if (place.row == 0 || rows_without_area_.size() == most_rows) return true;
  return rows_without_area_.insert(std::hash<std::string>{}(fmt::format("{}\n{}", place.table, row))).second;
}

std::int64_t LookedUp::count_of(const std::pair<What, std::string>& key, const SeenTexts& texts) const {
  if (key.first != What::area_unknown) return texts.count();
  const auto rows = unknown_rows_.find(key.second);
  return rows == unknown_rows_.end() ? 0 : rows->second;
}

bool LookedUp::missed_areas() const {
  return std::ranges::any_of(seen_, [](const auto& one) { return one.first.first == What::area_unknown; });
}

void LookedUp::mended(std::string_view text, const TextPlace& place) {
  seen(What::area_mended, place).add(text);
}

void LookedUp::unit(std::string_view text, bool known, const TextPlace& place) {
  if (!known) seen(What::unit_unknown, place).add(text);
}

void LookedUp::code(std::string_view text, const codelists::Match& match, const TextPlace& place) {
  if (match.outcome != Outcome::found && match.outcome != Outcome::empty && match.outcome != Outcome::not_stated)
    seen(What::code_unknown, place).add(text);
}

std::vector<core::Finding> LookedUp::findings() const {
  std::vector<core::Finding> findings;
  for (const auto& [key, texts] : seen_) {
    const auto& of = words.at(static_cast<std::size_t>(key.first));
    findings.push_back({.code = std::string(of.code),
                        .severity = of.severity,
                        .subject = key.second,
                        .what = fmt::format(fmt::runtime(of.what), texts.listed(meant_)),
                        .remedy = std::string(of.remedy),
                        .count = count_of(key, texts)});
  }
  return findings;
}

}  // namespace sluss::transforms::normalise::registers
