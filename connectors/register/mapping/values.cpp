#include "connectors/register/mapping/values.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>

#include "connectors/register/mapping/letters.h"
#include "core/period.h"
#include "core/text.h"

namespace sluss::connectors::registers {

namespace {

Value refused(std::string_view code) {
  return {.code = code};
}

/// ".456" and "-.5" are numbers of a workbook; as a text they are none.
std::optional<std::string> number_in(std::string_view text, CellKind kind) {
  const std::size_t sign = text.starts_with('-') ? 1 : 0;
  if (kind != CellKind::number || !text.substr(sign).starts_with('.')) return plain_number(text);
  return plain_number(std::string(text.substr(0, sign)) + "0" + std::string(text.substr(sign)));
}

/// "12.000", "1,000": of whole numbers a text of twelve thousand, or of twelve with decimals. Nobody knows which.
bool may_be_thousands(std::string_view number) {
  if (number.starts_with('-')) number.remove_prefix(1);
  const auto point = number.find('.');
  return point >= 1 && point <= 3 && number.front() != '0' && number.substr(point) == ".000";
}

/// "1.2345678e7" in digits; nothing when it is not whole. One that no column can have is of more than 25 digits.
std::optional<std::string> whole_of(std::string_view number) {
  const auto end = number.find('e');
  auto mantissa = number.substr(0, end);
  const std::string sign(mantissa.starts_with('-') ? "-" : "");
  mantissa.remove_prefix(sign.size());
  const auto point = mantissa.find('.');
  std::string digits(mantissa.substr(0, point));
  if (point != std::string_view::npos) digits += mantissa.substr(point + 1);
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.empty()) return "0";
  const auto zeros = static_cast<std::int64_t>(digits.find_first_not_of('0'));  // before the first other digit
  digits.erase(0, digits.find_first_not_of('0'));
  constexpr std::int64_t most = 25;  // digits; a column has 19
  std::int32_t exponent = 0;
  auto power = number.substr(end + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  if (std::from_chars(power.data(), power.data() + power.size(), exponent).ec != std::errc())
    exponent = power.starts_with('-') ? std::numeric_limits<std::int32_t>::min() : static_cast<std::int32_t>(most);
  const auto whole = static_cast<std::int64_t>(std::min(point, mantissa.size())) - zeros + exponent;
  if (whole < std::ssize(digits)) return std::nullopt;
  digits.append(static_cast<std::size_t>(std::min(whole, std::max(most, std::ssize(digits))) - std::ssize(digits)),
                '0');
  return sign + digits;
}

/// As a spreadsheet shows it, of at most 15 digits: 0.57999999999999996 is how a file keeps 0.58.
std::string in_fifteen_digits(const std::string& number) {
  constexpr std::size_t most = 15;
  const auto end = std::min(number.find('e'), number.size());
  const auto power = number.substr(end);
  const auto point = std::min(number.find('.'), end);
  auto at = std::min(number.find_first_of("123456789"), end);
  for (std::size_t digits = 0; at < end && digits < most; ++at)
    if (at != point) ++digits;
  if (at < end && at == point) ++at;
  if (at >= end) return number;
  const bool up = number[at] >= '5';
  auto made = number.substr(0, at);
  if (at < point) made.append(point - at, '0');
  std::size_t carried = up ? at : 0;
  const std::size_t first = made.starts_with('-') ? 1 : 0;
  while (carried > first) {
    auto& digit = made[--carried];
    if (digit == '.') continue;
    if (digit != '9') {
      ++digit;
      break;
    }
    digit = '0';
    if (carried == first) made.insert(first, "1");
  }
  if (made.contains('.')) made.erase(made.find_last_not_of('0') + 1);
  if (made.ends_with('.')) made.pop_back();
  return made + power;
}

/// A number as its column has it: whole, or a percent of a fraction; nothing when it is none of that type.
std::optional<std::string> number_of(std::string_view text, CellKind kind, const Reading& reading) {
  text = core::trimmed(text);
  const bool percent = reading.type == ColumnType::percent;
  if (percent && text.ends_with('%')) text.remove_suffix(1);
  auto number = number_in(text, kind);
  if (!number) return std::nullopt;
  if (reading.type == ColumnType::integer) {
    const auto point = number->find_first_of(".e");
    if (point == std::string::npos) return number;
    if (kind == CellKind::number && number->contains('e')) return whole_of(*number);
    if (kind == CellKind::text && may_be_thousands(*number)) return std::nullopt;
    if (number->find_first_not_of('0', point + 1) != std::string::npos || (*number)[point] == 'e') return std::nullopt;
    return number->substr(0, point);
  }
  if (!percent || !reading.fraction || kind != CellKind::number) return number;
  number = in_fifteen_digits(*number);
  // A hundredfold by its digits, so that no digit is lost.
  const auto end = number->find('e');
  if (end != std::string::npos)
    return number->substr(0, end) + "e" + std::to_string(std::atoi(number->c_str() + end + 1) + 2);
  auto point = number->find('.');
  if (point == std::string::npos)
    point = number->size();
  else
    number->erase(point, 1);
  while (number->size() < point + 2) *number += '0';
  number->insert(point + 2, ".");
  while (number->back() == '0') number->pop_back();
  if (number->back() == '.') number->pop_back();
  const std::size_t sign = number->starts_with('-') ? 1 : 0;
  while (number->size() > sign + 1 && (*number)[sign] == '0' && (*number)[sign + 1] != '.') number->erase(sign, 1);
  return number;
}

Value known_number(std::string number, std::string_view status) {
  return {.text = std::move(number), .status = status};
}

/// A bound with its captures; `step` more, of whole numbers.
std::optional<std::string> bound_of(const std::string& text, const Captures& captures, int step) {
  const auto filled = filled_in(text, captures);
  if (!filled || filled->empty()) return std::nullopt;
  auto number = plain_number(*filled);
  if (!number || step == 0) return number;
  if (number->find_first_of(".e") != std::string::npos || number->size() > 17) return std::nullopt;
  return std::to_string(std::stoll(*number) + step);
}

/// Of a mark that is a number: the number as its column would have it.
std::string number_text(const Mark& mark, const Captures& captures) {
  if (mark.status == MarkStatus::zero) return "0";
  if (mark.status == MarkStatus::value) return filled_in(mark.value, captures).value_or("");
  const auto* inside = find_capture(captures, "value");
  return inside == nullptr ? "" : *inside;
}

Value bounded(const Mark& mark, const Captures& captures, ColumnType type) {
  const bool least = mark.status == MarkStatus::at_least;
  Value value{.status = least ? "at_least" : "at_most", .marked = true};
  const int step = type == ColumnType::percent ? 0 : 1;  // below 5 percent may be 4.9
  value.least = mark.above.empty() ? bound_of(mark.least, captures, 0) : bound_of(mark.above, captures, step);
  value.most = mark.below.empty() ? bound_of(mark.most, captures, 0) : bound_of(mark.below, captures, -step);
  if (!least && !value.least) value.least = "0";
  if (!(least ? value.least : value.most)) return refused("register.mark");
  return value;
}

bool fits(std::string_view number, bool whole) {
  constexpr std::size_t surely_whole = 18;
  constexpr std::size_t surely_real = 300;
  if (whole && number.size() <= surely_whole && number.find_first_of(".e") == std::string_view::npos) return true;
  if (!whole && number.size() <= surely_real && number.find('e') == std::string_view::npos) return true;
  std::int64_t as_whole = 0;
  double as_real = 0;
  const auto* const end = number.data() + number.size();
  const auto read =
      whole ? std::from_chars(number.data(), end, as_whole) : std::from_chars(number.data(), end, as_real);
  return read.ec == std::errc();
}

/// A number that a table's column cannot have (more than 64 bits, more than a double) is refused, and a bound of which
/// nobody knows whether it is thousands.
Value sized(Value value, ColumnType type) {
  const bool whole = type == ColumnType::integer;
  for (const auto* number : {&value.text, &value.least, &value.most}) {
    if (!*number) continue;
    if (whole && may_be_thousands(**number)) return refused("register.thousands");
    if (!fits(**number, whole)) return refused("register.number_size");
  }
  return value;
}

/// Why a text is no number of its column.
Value no_number(std::string_view text, ColumnType type) {
  const auto number = plain_number(text);
  if (!number) return refused("register.mark");
  if (type == ColumnType::integer && may_be_thousands(*number)) return refused("register.thousands");
  return refused("register.whole");
}

std::optional<std::string> composed(const Captures& captures) {
  if (const auto* date = find_capture(captures, "date")) return *date;
  const auto* year = find_capture(captures, "year");
  if (year == nullptr) return std::nullopt;
  if (const auto* month = find_capture(captures, "month")) {
    const auto* day = find_capture(captures, "day");
    return *year + "-" + *month + (day == nullptr ? "" : "-" + *day);
  }
  for (const auto& [name, letter] : {std::pair("quarter", "Q"), std::pair("tertial", "T"), std::pair("half", "H")})
    if (const auto* part = find_capture(captures, name)) return *year + letter + *part;
  return *year;
}

bool is_dated(const Cell& cell) {
  return (cell.kind == CellKind::date || cell.kind == CellKind::timestamp) && cell.text.size() >= 10;
}

std::optional<std::string> period_text(const Cell& cell, const Reading& reading, bool month) {
  if (is_dated(cell)) return std::string(cell.text.substr(0, month ? 7 : 10));
  if (reading.pattern) {
    const auto captures = reading.pattern->match(cell.text);
    return captures ? composed(*captures) : std::nullopt;
  }
  auto text = squeezed(cell.text);
  if (!month) return capture_text(Pattern::Kind::date, text);
  if (text.size() == 6 && capture_text(Pattern::Kind::digits, text)) text.insert(4, "-");
  return text;
}

Value dated(const Cell& cell, const Reading& reading) {
  const bool of_day = reading.type == ColumnType::date;
  const std::string_view code = of_day ? "register.date" : "register.period";
  const auto text = period_text(cell, reading, !of_day);
  if (!text) return refused(code);
  const auto period = core::Period::parse(*text);
  if (!period) return refused(code);
  const bool day = period->kind() == core::PeriodKind::day;
  if (of_day && !day) return refused(code);
  return {.text = period->text()};
}

Value boolean(const Cell& cell, const Reading& reading) {
  if (cell.kind == CellKind::boolean) return {.text = std::string(cell.text)};
  const auto word = spelling(cell.text);
  if (std::ranges::find(reading.true_words, word) != reading.true_words.end()) return {.text = "true"};
  if (std::ranges::find(reading.false_words, word) != reading.false_words.end()) return {.text = "false"};
  return word.empty() ? Value{} : refused("register.boolean");
}

std::vector<std::string> spellings(const std::vector<std::string>& words) {
  std::vector<std::string> made;
  for (const auto& word : words) made.push_back(spelling(word));
  return made;
}

}  // namespace

Reading reading_of(const TableColumn& column) {
  Reading reading{.type = column.type,
                  .fraction = column.fraction,
                  .exact = column.exact,
                  .true_words = spellings(column.true_words),
                  .false_words = spellings(column.false_words)};
  if (!column.pattern.empty())
    if (auto pattern = Pattern::parse(column.pattern)) reading.pattern = *std::move(pattern);
  return reading;
}

Reading reading_of(const Unpivot& unpivot) {
  return {.type = unpivot.type, .fraction = unpivot.fraction};
}

Marks::Marks(const std::vector<Mark>& table, const std::vector<Mark>& mapping) {
  for (const auto* list : {&table, &mapping})
    for (const auto& mark : *list) {
      marks_.push_back({mark, Patterns(mark.texts)});
      // Only a mark that begins with a digit or a wildcard can be a number.
      for (const auto& text : mark.texts)
        numbers_ |= !text.empty() && std::string_view("0123456789-+*{").contains(text.front()) && text != "-";
    }
}

std::optional<Value> Marks::marked(std::string_view text, const Reading& reading) const {
  for (const auto& [mark, patterns] : marks_) {
    const auto captures = patterns.match(text);
    if (!captures) continue;
    switch (mark.status) {
      case MarkStatus::missing:
        return Value{.status = "missing", .marked = true};
      case MarkStatus::suppressed:
        return Value{.status = "suppressed", .marked = true};
      case MarkStatus::not_applicable:
        return Value{.status = "not_applicable", .marked = true};
      case MarkStatus::at_least:
      case MarkStatus::at_most:
        return bounded(mark, *captures, reading.type);
      case MarkStatus::zero:
      case MarkStatus::value:
      case MarkStatus::preliminary:
        break;
    }
    auto number = number_of(number_text(mark, *captures), CellKind::text, reading);
    if (!number) continue;
    auto value = known_number(*std::move(number), mark.status == MarkStatus::preliminary ? "preliminary" : "final");
    value.marked = true;
    return value;
  }
  return std::nullopt;
}

Value Marks::figure(const Cell& cell, const Reading& reading) const {
  const auto text = core::trimmed(cell.text);
  auto number = cell.kind == CellKind::error ? std::nullopt : number_of(text, cell.kind, reading);
  if (!number || numbers_)
    if (auto value = marked(text, reading)) return sized(*std::move(value), reading.type);
  if (number && !fits(*number, reading.type == ColumnType::integer)) return refused("register.number_size");
  if (number) return known_number(*std::move(number), "final");
  if (squeezes_to_nothing(text)) return {.status = "missing"};
  return no_number(text, reading.type);
}

bool Marks::usual(const Cell& cell, const Reading& reading, Value& value) const {
  constexpr std::size_t longest = 15;  // fits in any column of figures
  const bool may_be = cell.kind == CellKind::text || cell.kind == CellKind::number;
  if (numbers_ || !may_be || cell.text.size() > longest || reading.type == ColumnType::percent) return false;
  if (!value.text) value.text.emplace();
  if (!put_usual_number(cell.text, *value.text)) return false;
  if (reading.type == ColumnType::integer && value.text->contains('.')) return false;
  value.code = {};
  value.status = "final";
  value.least.reset();
  value.most.reset();
  value.marked = false;
  return true;
}

bool is_as_written(const Reading& reading) {
  const bool of_text = reading.type == ColumnType::text || reading.type == ColumnType::area ||
                       reading.type == ColumnType::unit || reading.type == ColumnType::code;
  return of_text && (reading.exact || !reading.pattern);
}

std::optional<std::string_view> written_text(const Cell& cell, const Reading& reading) {
  // A text of no characters is a text; only a cell with nothing in it has no value.
  if (reading.exact) return cell.kind == CellKind::empty ? std::nullopt : std::optional(cell.text);
  const auto text = core::trimmed(cell.text);
  return text.empty() ? std::nullopt : std::optional(text);
}

Value nothing_of(ColumnType type) {
  return is_figure(type) ? Value{.status = "missing"} : Value{};
}

Value read_value(const Cell& cell, const Reading& reading, const Marks& marks) {
  if (is_figure(reading.type)) return marks.figure(cell, reading);
  if (cell.kind == CellKind::error) return refused("register.cell");
  if (reading.type == ColumnType::boolean) return boolean(cell, reading);
  const auto text = written_text(cell, reading);
  if (!text) return {};
  if (reading.type == ColumnType::date || reading.type == ColumnType::period) return dated(cell, reading);
  if (const auto captures = reading.pattern && !reading.exact ? reading.pattern->match(*text) : std::nullopt)
    return {.text = *find_capture(*captures, "value")};
  return {.text = std::string(*text)};
}

}  // namespace sluss::connectors::registers
