#include "connectors/register/suggest/profile.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "connectors/register/mapping/pattern.h"
#include "connectors/register/mapping/values.h"
#include "connectors/register/suggest/names.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::int64_t most_asked = 2'000;
constexpr std::size_t most_known = 1'000;

bool reads_as(const Cell& cell, ColumnType type) {
  static const Marks none({}, {});
  return read_value(cell, Reading{.type = type}, none).code.empty();
}

template <std::size_t Count>
bool has_word(std::string_view heading, const std::array<std::string_view, Count>& words) {
  const auto text = "_" + plain_name(heading) + "_";
  return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

bool is_of_time(std::string_view heading) {
  return has_word(heading, std::to_array<std::string_view>({"_ar_", "year", "period", "manad", "kvart", "tertial"}));
}
bool is_of_places(std::string_view heading) {
  return has_word(heading, std::to_array<std::string_view>({"kommun", "region", "_lan_", "lanskod", "area", "omrade"}));
}
bool is_of_codes(std::string_view heading) {
  return has_word(heading, std::to_array<std::string_view>({"kod_", "_id_", "_nr_", "nummer_"}));
}
bool is_of_shares(std::string_view heading) {
  return has_word(heading, std::to_array<std::string_view>({"andel", "procent"})) || heading.contains('%');
}

}  // namespace

bool ColumnProfile::known_area(const std::string& text, const std::function<bool(std::string_view)>& is_area) {
  const auto found = known_.find(text);
  if (found != known_.end()) return found->second;
  const bool area = is_area(text);
  if (known_.size() < most_known) known_.emplace(text, area);
  return area;
}

void ColumnProfile::add(const Cell& cell, const std::function<bool(std::string_view)>& is_area) {
  const auto text = squeezed(core::cut(cell.text, 1'000));
  if (text.empty()) return;
  ++values_;
  if (reads_as(cell, ColumnType::date)) ++dates_;
  if (reads_as(cell, ColumnType::period)) ++periods_;
  if (is_area && asked_ < most_asked) {
    ++asked_;
    areas_ += known_area(text, is_area) ? 1 : 0;
  }
  if (cell.kind == CellKind::date || cell.kind == CellKind::timestamp) return;
  const bool percent = text.ends_with('%') && reads_as(cell, ColumnType::percent);
  if (!percent && !reads_as(cell, ColumnType::number)) {
    const auto other = others_.find(text);
    if (other != others_.end())
      ++other->second;
    else if (others_.size() < most_others)
      others_.emplace(text, 1);
    else
      many_others_ = true;
    return;
  }
  ++numbers_;
  percents_ += percent ? 1 : 0;
  const bool whole = reads_as(cell, ColumnType::integer);
  whole_ += whole ? 1 : 0;
  const bool zero_first = text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
  leading_zeros_ += zero_first ? 1 : 0;
  if (cell.kind != CellKind::number) return;
  const double number = std::strtod(text.c_str(), nullptr);
  if (number < 0 || number > 1) return;
  ++within_one_;
  fractions_ += whole ? 0 : 1;
}

bool ColumnProfile::is_numeric() const {
  return numbers_ > 0 && 2 * numbers_ >= values_ && !many_others_ && leading_zeros_ == 0;
}

bool ColumnProfile::may_be_fractions() const {
  return numbers_ > 0 && within_one_ == numbers_ && fractions_ > 0;
}

ColumnType ColumnProfile::type(std::string_view heading) const {
  if (values_ == 0) return ColumnType::text;
  if (dates_ == values_) return ColumnType::date;
  const bool mostly_areas = asked_ > 0 && 5 * areas_ >= 4 * asked_;
  if (mostly_areas && (numbers_ == 0 || is_of_places(heading))) return ColumnType::area;
  if (periods_ == values_ && (numbers_ == 0 || is_of_time(heading))) return ColumnType::period;
  if (!is_numeric() || (is_of_codes(heading) && whole_ == numbers_)) return ColumnType::text;
  return percents_ > 0 || is_of_shares(heading) ? ColumnType::percent : ColumnType::number;
}

}  // namespace sluss::connectors::registers
