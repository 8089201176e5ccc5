#include "transforms/normalise/register/looked_up.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "connectors/register/source/extent.h"
#include "core/identities.h"
#include "core/text.h"

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
    {.code = "register.area_unknown",
     .severity = core::Severity::warning,
     .what = "Områden som Sluss inte känner till, och på hur många rader de står: {}.",
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

}  // namespace

SeenTexts& LookedUp::seen(What what, const TextPlace& place) {
  return seen_[{what, fmt::format("{}.{}", place.table, place.column)}];
}

core::Result<> LookedUp::area(std::string_view text, const codelists::Match& match, core::Day day,
                              const TextPlace& place) {
  switch (match.outcome) {
    case Outcome::empty:
      return {};
    case Outcome::not_stated:
      seen(What::area_not_stated, place).add(text);
      return {};
    case Outcome::found:
      if (match.by == codelists::By::mended_code) mended(text, place);
      return {};
    case Outcome::not_valid:
    case Outcome::ambiguous:
    case Outcome::unknown:
      break;
  }
  // An unpivot makes several rows of one of the file's, which has its texts once.
  auto& last = last_rows_[fmt::format("{}.{}", place.table, place.column)];
  if (auto row = fmt::format("{}\n{}\n{}", place.row, place.sheet, place.file); place.row == 0 || row != last)
    last = std::move(row);
  else
    return {};
  if (!seen(What::area_unknown, place).add(text)) return {};
  if (!match.suggestion.empty()) suggestions_.emplace(text, match.suggestion);
  return output_.rejected({.raw = place.raw,
                           .stream = std::string(connectors::registers::stream_prefix) + std::string(place.table),
                           .object = core::without_identities(core::one_line(place.file)),
                           .decoded = true,
                           .line = place.row,
                           .column = std::string(place.column),
                           .field = core::without_identities(core::one_line(place.sheet)),
                           .error = codelists::error_of(match, text, day).code,
                           .shown = shown(text),
                           .suggestion = match.suggestion});
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
                        .what = fmt::format(fmt::runtime(of.what), texts.listed(suggestions_)),
                        .remedy = std::string(of.remedy),
                        .count = texts.count()});
  }
  return findings;
}

}  // namespace sluss::transforms::normalise::registers
