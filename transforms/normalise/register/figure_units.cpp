#include "transforms/normalise/register/figure_units.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "connectors/register/mapping/pattern.h"
#include "transforms/normalise/register/seen_texts.h"

namespace sluss::transforms::normalise::registers {

namespace {

constexpr std::size_t most_listed = 20;

}  // namespace

void FigureUnits::Examples::add(const std::string& id, std::string example) {
  if (ids.insert(id).second && first.size() < most_listed) first.push_back(std::move(example));
}

std::string FigureUnits::Examples::listed() const {
  std::string list;
  for (const auto& example : first) list += (list.empty() ? "" : "; ") + example;
  const auto more = ids.size() - first.size();
  return more == 0 ? list : list + fmt::format(" och {} till", more);
}

std::uint32_t FigureUnits::number_of(std::string_view text, std::uint32_t area, const PeriodDays& days) {
  key_.clear();
  fmt::format_to(std::back_inserter(key_), "{} {} {} {}", area, days.first.days, days.last.days, text);
  const auto there = seen_.find(key_);
  if (there != seen_.end()) return there->second;
  const auto number = found(text, area, days);
  seen_.emplace(key_, number);
  return number;
}

std::uint32_t FigureUnits::found(std::string_view text, std::uint32_t area_number, const PeriodDays& days) {
  const auto area = std::string(numbers_.areas.text_of(area_number));
  const auto* of_file = names_.find(text, area);
  FoundUnit unit;
  std::string other;
  if (of_file == nullptr) {
    unit = known_.find(text, days);
  } else {
    unit = {.id = std::string(text), .title = of_file->name, .known = of_file->known};
    other = of_file->other;
  }
  if (!unit.known) unit.id = known_.id_in(unit.id, area);
  note(unit, other, area);
  return numbers_.units.number_of(unit.id);
}

void FigureUnits::note(const FoundUnit& unit, const std::string& other, const std::string& area) {
  const auto [there, is_new] =
      units_.try_emplace(unit.id, core::Unit{.id = unit.id, .area = area, .title = unit.title});
  const auto& first = there->second;
  const auto both = [&](const std::string& name) {
    titles_.add(unit.id, fmt::format("”{}” och ”{}” ({})", shown(first.title), shown(name), lists_.name_of(area)));
  };
  if (is_new) {
    if (!unit.known) unknown_.add(unit.id, fmt::format("{} ({})", shown(unit.title), lists_.name_of(area)));
    if (!other.empty()) both(other);
    return;
  }
  using connectors::registers::spelling;
  if (first.area != area)
    areas_.add(unit.id,
               fmt::format("{} ({} och {})", shown(first.title), lists_.name_of(first.area), lists_.name_of(area)));
  if (first.title != unit.title && spelling(first.title) != spelling(unit.title)) both(unit.title);
}

std::vector<core::Unit> FigureUnits::units() const {
  std::vector<core::Unit> units;
  for (const auto& [id, unit] : units_) units.push_back(unit);
  return units;
}

std::vector<core::Finding> FigureUnits::findings(const std::string& subject) const {
  std::vector<core::Finding> findings;
  if (!unknown_.ids.empty()) {
    findings.push_back(
        {.code = "register.unit_unknown",
         .severity = listed_ ? core::Severity::warning : core::Severity::info,
         .subject = subject,
         .what = "Enheter som inte finns i mappningen; de har fått id efter områdets kod och sitt namn: " +
                 unknown_.listed() + ".",
         .remedy = "Fråga den som sköter Sluss. Till den som sköter Sluss: skriv dem under [[unit]] i mappningen om de "
                   "ska ha egna id, eller namnet som ett alias av den enhet som det är.",
         .count = std::ssize(unknown_.ids)});
  }
  if (!areas_.ids.empty()) {
    findings.push_back(
        {.code = "register.unit_areas",
         .severity = core::Severity::warning,
         .subject = subject,
         .what = "Enheter som har siffror i flera områden; de visas i det första: " + areas_.listed() + ".",
         .remedy = "Rätta filen, om de är felskrivna. Till den som sköter Sluss: skriv dem annars som flera enheter "
                   "under [[unit]] i mappningen.",
         .count = std::ssize(areas_.ids)});
  }
  if (!titles_.ids.empty()) {
    findings.push_back(
        {.code = "register.unit_names",
         .severity = core::Severity::warning,
         .subject = subject,
         .what = "Enheter med olika namn som har fått samma id; de räknas som en: " + titles_.listed() + ".",
         .remedy =
             "Fråga den som sköter Sluss. Till den som sköter Sluss: är de en enhet, skriv det ena namnet som ett "
             "alias under [[unit]]. Är de två, skriv båda under [[unit]], med egna id.",
         .count = std::ssize(titles_.ids)});
  }
  return findings;
}

}  // namespace sluss::transforms::normalise::registers
