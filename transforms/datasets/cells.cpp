#include "transforms/datasets/cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/decimal.h"
#include "core/text.h"
#include "core/time.h"

namespace sluss::transforms::datasets {

namespace {

constexpr std::int64_t micros_a_second = 1'000'000;
constexpr std::int64_t micros_a_day = 86'400 * micros_a_second;

/// "14:00:00", with ".000001" only when there are parts of a second.
std::string time_text(std::int64_t micros) {
  const auto seconds = micros / micros_a_second;
  auto text = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (const auto parts = micros % micros_a_second; parts != 0) text += fmt::format(".{:06}", parts);
  return text;
}

/// The warehouse's infinite days and times are the ends of their types.
template <class T>
const char* infinity_of(T value) {
  if (value == std::numeric_limits<T>::max()) return "infinity";
  return value == -std::numeric_limits<T>::max() ? "-infinity" : nullptr;
}

std::string date_text(std::int32_t days) {
  const char* infinite = infinity_of(days);
  return infinite != nullptr ? infinite : core::to_text(core::Day{days});
}

std::string timestamp_text(std::int64_t micros) {
  if (const char* infinite = infinity_of(micros)) return infinite;
  auto days = micros / micros_a_day;
  auto rest = micros % micros_a_day;
  if (rest < 0) {
    rest += micros_a_day;
    --days;
  }
  return core::to_text(core::Day{static_cast<std::int32_t>(days)}) + " " + time_text(rest);
}

std::string offset_text(std::int32_t seconds) {
  const auto size = std::abs(seconds);
  auto text = fmt::format("{}{:02}:{:02}", seconds < 0 ? '-' : '+', size / 3600, size / 60 % 60);
  if (size % 60 != 0) text += fmt::format(":{:02}", size % 60);
  return text;
}

std::string hex_text(std::string_view octets) {
  std::string text;
  text.reserve(octets.size() * 2);
  for (const char octet : octets) text += fmt::format("{:02x}", static_cast<unsigned char>(octet));
  return text;
}

struct Range {
  char32_t first;
  char32_t last;
};

/// Combining marks, joiners and variation selectors take no column. Source: Unicode 15, general category Mn/Me/Cf in
/// the blocks that Nordic and common texts meet.
constexpr std::array<Range, 17> narrow_none{{{0x0300, 0x036F},
                                             {0x0483, 0x0489},
                                             {0x0591, 0x05BD},
                                             {0x0610, 0x061A},
                                             {0x064B, 0x065F},
                                             {0x0670, 0x0670},
                                             {0x06D6, 0x06DC},
                                             {0x093C, 0x093C},
                                             {0x0E34, 0x0E3A},
                                             {0x1AB0, 0x1AFF},
                                             {0x1DC0, 0x1DFF},
                                             {0x200B, 0x200F},
                                             {0x202A, 0x202E},
                                             {0x2060, 0x2064},
                                             {0x20D0, 0x20FF},
                                             {0xFE00, 0xFE0F},
                                             {0xFE20, 0xFE2F}}};
/// East Asian wide and full-width letters, and emoji. Source: Unicode 15, EastAsianWidth W and F.
constexpr std::array<Range, 15> wide{{{0x1100, 0x115F},
                                      {0x231A, 0x231B},
                                      {0x23E9, 0x23EC},
                                      {0x25FD, 0x25FE},
                                      {0x2614, 0x2615},
                                      {0x2648, 0x2653},
                                      {0x26A1, 0x26A1},
                                      {0x2705, 0x2705},
                                      {0x2E80, 0x303E},
                                      {0x3041, 0xA4CF},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFE30, 0xFE6F},
                                      {0xFF01, 0xFF60},
                                      {0x1F300, 0x1FAFF}}};

template <std::size_t n>
bool within(const std::array<Range, n>& ranges, char32_t value) {
  return std::ranges::any_of(ranges, [value](Range range) { return value >= range.first && value <= range.last; });
}

std::size_t columns_of(char32_t value) {
  if (within(narrow_none, value)) return 0;
  if (within(wide, value) || (value >= 0x20000 && value <= 0x3FFFD)) return 2;
  return 1;
}

}  // namespace

std::string number_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  if (value == 0) return "0";
  // As people write numbers up to 21 digits; scientific beyond.
  const auto size = std::abs(value);
  const auto format = size >= 1e-7 && size < 1e21 ? std::chars_format::fixed : std::chars_format::scientific;
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format);
  return {buffer.data(), end.ptr};
}

std::string cell_text(const core::Column& column, std::size_t row) {
  using core::Type;
  switch (column.type()) {
    case Type::boolean:
      return column.values<std::uint8_t>()[row] != 0 ? "true" : "false";
    case Type::int32:
      return std::to_string(column.values<std::int32_t>()[row]);
    case Type::int64:
      return std::to_string(column.values<std::int64_t>()[row]);
    case Type::float64:
      return number_text(column.values<double>()[row]);
    case Type::decimal:
      return core::decimal_text(column.values<core::Int128>()[row], column.spec().scale);
    case Type::text:
      return std::string(column.text(row));
    case Type::bytes:
      return hex_text(column.text(row));
    case Type::uuid:
      return core::uuid_text(column.values<core::Uuid>()[row]);
    case Type::date:
      return date_text(column.values<std::int32_t>()[row]);
    case Type::time:
      return time_text(column.values<std::int64_t>()[row]);
    case Type::timestamp:
      return timestamp_text(column.values<std::int64_t>()[row]);
    case Type::timestamp_tz: {
      const auto& value = column.values<core::OffsetTimestamp>()[row];
      if (const char* infinite = infinity_of(value.utc_micros)) return infinite;
      return timestamp_text(value.utc_micros + value.offset_seconds * micros_a_second) +
             offset_text(value.offset_seconds);
    }
  }
  return {};
}

bool runs_as_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
}

std::string printable_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const auto [value, length] = core::code_point_at(text, offset);
    const bool broken = value == 0xFFFD && length == 1;
    result += broken || value == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(offset, length);
    offset += length;
  }
  return result;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    const auto [value, length] = core::code_point_at(text, offset);
    width += columns_of(value);
    offset += length;
  }
  return width;
}

std::string cut_to_width(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::size_t taken = 0;
  std::size_t offset = 0;
  while (offset < text.size()) {
    const auto [value, length] = core::code_point_at(text, offset);
    if (taken + columns_of(value) > width - 1) break;
    taken += columns_of(value);
    offset += length;
  }
  return std::string(text.substr(0, offset)) + "…";
}

}  // namespace sluss::transforms::datasets
