#include "core/identity_scan.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/identity_form.h"
#include "core/identity_mentions.h"
#include "core/identity_text.h"

namespace sluss::core {
namespace {

constexpr std::size_t fewest_digits = 7;
constexpr std::size_t digits_of_identity = 10;

struct Look {
  std::size_t digits = 0;
  bool empty = true;
  bool number = true;     ///< nothing but digits and what parts them
  bool may_fold = false;  ///< it has characters that core/identity_text.h may fold
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

Look look_at(std::string_view text) {
  Look look;
  for (const char c : text) {
    if (is_digit(c)) {
      ++look.digits;
    } else if (c != '.' && c != ',' && c != '-' && c != '+' && c != ' ' && c != '\xC2' && c != '\xA0') {
      look.number = false;
    }
    look.may_fold |= impl::may_be_folded(c);
    look.empty = look.empty && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
  }
  look.number = look.number && look.digits > 0;
  return look;
}

/// "2024-01-15 12:30", "2024-01-15 12:30:45.123": of the cells with many digits the most frequent, and none is beside.
bool is_date_and_time(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-dd dd:dd:dd.ddd";
  constexpr std::size_t to_minutes = 16;
  if (text.size() < to_minutes || text.size() > form.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (form[i] == 'd' ? !is_digit(text[i]) : text[i] != form[i]) return false;
  }
  return text.substr(11, 2) <= "23" && text.substr(14, 2) <= "59";
}

/// More than half, or more than a tenth and four deviations: what chance gives.
bool more_than_chance(std::int64_t right, std::int64_t of) {
  if (right == 0) return false;
  const auto all = static_cast<double>(of);
  return 2 * right > of || static_cast<double>(right) > 0.1 * all + 4 * std::sqrt(0.09 * all);
}

/// For what is written as an identity: one of two may be mistyped.
bool half_or_more_than_chance(std::int64_t right, std::int64_t of) {
  return right > 0 && (2 * right == of || more_than_chance(right, of));
}

}  // namespace

void IdentityScan::add(std::size_t column, std::int64_t row, std::string_view text) {
  auto look = look_at(text);
  if (look.empty) return;
  std::string folded;
  if (look.may_fold) {
    folded = impl::folded(text).text;
    text = folded;
    look = look_at(text);
  }
  if (column >= columns_.size()) columns_.resize(column + 1);
  auto& counts = columns_[column];
  ++counts.values;
  if (look.digits < fewest_digits) {
    if (look.number) ++counts.numbers;
    return;
  }
  bool found = true;
  std::int64_t numbers = 1;
  const auto form = identity_form(text);
  switch (form) {
    case IdentityForm::checked:
      ++counts.checked;
      break;
    case IdentityForm::bare:
      ++counts.bare;
      break;
    case IdentityForm::padded:
      ++counts.padded;
      break;
    case IdentityForm::lettered:
    case IdentityForm::rounded:
      ++counts.weak;
      break;
    case IdentityForm::unchecked:
      ++counts.unchecked;
      found = false;
      break;
    case IdentityForm::number:
      found = look.digits >= digits_of_identity && add_numbers(counts, text);
      numbers = std::max<std::int64_t>(1, static_cast<std::int64_t>(look.digits / digits_of_identity));
      break;
    case IdentityForm::none: {
      const auto mentions = impl::mentions_in(text);
      found = mentions.all > 0;
      if (found) ++counts.mentions;
      if (found || look.digits >= digits_of_identity) ++counts.long_texts;
      counts.written += mentions.written;
      counts.written_wrong += mentions.written_wrong;
      break;
    }
  }
  if (form != IdentityForm::none && form != IdentityForm::lettered) counts.numbers += numbers;
  if (found) ++counts.found;
  if (found && counts.rows.size() < IdentityColumn::most_rows) counts.rows.push_back(row);
}

bool IdentityScan::add_numbers(Counts& counts, std::string_view text) {
  if (std::ranges::all_of(text, is_digit) || is_date_and_time(text)) return false;
  const auto mentions = impl::mentions_in(text);
  counts.checked += mentions.certain;
  counts.unchecked += mentions.certain_wrong;
  counts.bare += mentions.bare;
  return mentions.certain + mentions.bare > 0;
}

bool IdentityScan::is_of_identities(const Counts& counts) {
  constexpr std::int64_t fewest_padded = 3;
  if (half_or_more_than_chance(counts.checked, counts.checked + counts.unchecked)) return true;
  const auto plain = counts.checked + counts.bare;
  if (counts.bare > 0 && more_than_chance(plain, counts.numbers)) return true;
  if (plain + counts.padded >= fewest_padded && more_than_chance(plain + counts.padded, counts.numbers)) return true;
  if (half_or_more_than_chance(counts.written, counts.written + counts.written_wrong)) return true;
  if (more_than_chance(counts.mentions, counts.long_texts)) return true;
  const auto without_padded = counts.found - counts.padded;
  return (counts.weak > 0 || counts.mentions > 0) && 2 * without_padded > counts.values;
}

std::vector<IdentityColumn> IdentityScan::columns() const {
  std::vector<IdentityColumn> result;
  result.reserve(columns_.size());
  for (const auto& counts : columns_) {
    result.push_back({.values = counts.values,
                      .identities = counts.found,
                      .rows = counts.rows,
                      .of_identities = is_of_identities(counts)});
  }
  return result;
}

bool IdentityScan::any() const {
  return std::ranges::any_of(columns_, is_of_identities);
}

}  // namespace sluss::core
