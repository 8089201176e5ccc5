#include "connectors/odbc/values.h"

#include <charconv>
#include <optional>

#include "core/time.h"

namespace sluss::connectors::odbc {

namespace {

constexpr std::int64_t micros_a_second = 1'000'000;
constexpr std::int64_t micros_a_day = 86'400 * micros_a_second;

template <class T>
std::optional<T> whole(std::string_view text) {
  T number{};
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

template <class T>
bool append_whole(core::Column& column, std::string_view text) {
  const auto number = whole<T>(text);
  if (number) column.append(*number);
  return number.has_value();
}

/// A whole number that a double does not hold exactly is refused (SQLite's numeric columns mix both).
bool append_double(core::Column& column, std::string_view text) {
  const auto number = whole<double>(text);
  if (!number) return false;
  if (const auto integer = whole<std::int64_t>(text)) {
    constexpr double limit = 9223372036854775808.0;  // 2^63
    if (*number >= limit || static_cast<std::int64_t>(*number) != *integer) return false;
  }
  column.append(*number);
  return true;
}

bool append_bool(core::Column& column, std::string_view text) {
  const bool yes = text == "1" || text == "t" || text == "true" || text == "TRUE";
  const bool no = text == "0" || text == "f" || text == "false" || text == "FALSE";
  if (yes || no) column.append_bool(yes);
  return yes || no;
}

std::optional<std::int32_t> day_number(std::string_view text) {
  const auto day = core::parse_day(text);
  if (!day) return std::nullopt;
  return day->days;
}

/// "12:34:56", "12:34:56.789012"; more than six decimals must be zeros.
std::optional<std::int64_t> time_micros(std::string_view text) {
  if (text.size() < 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hours = whole<int>(text.substr(0, 2)), minutes = whole<int>(text.substr(3, 2)),
             seconds = whole<int>(text.substr(6, 2));
  if (!hours || !minutes || !seconds || *hours > 24 || *minutes > 59 || *seconds > 60) return std::nullopt;
  std::int64_t micros = ((*hours * 60LL + *minutes) * 60 + *seconds) * micros_a_second;
  if (text.size() == 8) return micros;
  if (text[8] != '.' || text.size() == 9) return std::nullopt;
  std::int64_t unit = micros_a_second / 10;
  for (const char digit : text.substr(9)) {
    if (digit < '0' || digit > '9' || (unit == 0 && digit != '0')) return std::nullopt;
    micros += (digit - '0') * unit;
    unit /= 10;
  }
  return micros;
}

/// "+02:00", "-03", "Z" in seconds.
std::optional<std::int32_t> offset_seconds(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = whole<int>(text.substr(1, 2));
  std::optional<int> minutes = 0;
  if (text.size() > 3) minutes = whole<int>(text.substr(text[3] == ':' ? 4 : 3));
  if (!hours || !minutes) return std::nullopt;
  const int seconds = (*hours * 60 + *minutes) * 60;
  return text[0] == '-' ? -seconds : seconds;
}

/// "2024-05-31 12:34:56.789 +02:00"; a day alone is its midnight.
bool append_moment(core::Column& column, std::string_view text) {
  const bool with_offset = column.type() == core::Type::timestamp_tz;
  const auto day = day_number(text.substr(0, 10));
  if (!day) return false;
  auto rest = text.size() > 10 ? text.substr(11) : std::string_view{};
  std::int32_t offset = 0;
  if (const auto sign = rest.find_first_of("+-Zz"); sign != std::string_view::npos) {
    const auto seconds = offset_seconds(rest.substr(sign));
    if (!seconds || !with_offset) return false;
    offset = *seconds;
    rest = rest.substr(0, sign);
    while (rest.ends_with(' ')) rest.remove_suffix(1);
  }
  const auto time = rest.empty() ? std::optional<std::int64_t>(0) : time_micros(rest);
  if (!time) return false;
  const std::int64_t wall = *day * micros_a_day + *time;
  if (with_offset) {
    column.append(core::OffsetTimestamp{wall - offset * micros_a_second, offset});
  } else {
    column.append(wall);
  }
  return true;
}

int nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool append_uuid(core::Column& column, std::string_view text) {
  core::Uuid uuid{};
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == '-' || c == '{' || c == '}') continue;
    const int value = nibble(c);
    if (value < 0 || digits >= 32) return false;
    auto& octet = uuid[digits / 2];
    octet = static_cast<std::uint8_t>(octet << 4 | value);
    ++digits;
  }
  if (digits == 32) column.append(uuid);
  return digits == 32;
}

}  // namespace

bool append_parsed(core::Column& column, std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  switch (column.type()) {
    case core::Type::boolean:
      return append_bool(column, text);
    case core::Type::int32:
      return append_whole<std::int32_t>(column, text);
    case core::Type::int64:
      return append_whole<std::int64_t>(column, text);
    case core::Type::float64:
      return append_double(column, text);
    case core::Type::decimal: {
      const auto number = core::parse_decimal(text, column.spec().precision, column.spec().scale);
      if (number) column.append(*number);
      return number.has_value();
    }
    case core::Type::date: {
      const auto day = day_number(text);
      if (day) column.append(*day);
      return day.has_value();
    }
    case core::Type::time: {
      const auto micros = time_micros(text);
      if (micros) column.append(*micros);
      return micros.has_value();
    }
    case core::Type::timestamp:
    case core::Type::timestamp_tz:
      return append_moment(column, text);
    case core::Type::uuid:
      return append_uuid(column, text);
    case core::Type::text:
    case core::Type::bytes:
      column.append_text(text);
      return true;
  }
  return false;
}

bool append_timestamp(core::Column& column, const SQL_TIMESTAMP_STRUCT& value) {
  if (value.month < 1 || value.month > 12 || value.day < 1 || value.fraction % 1000 != 0) return false;
  const auto day = core::day_of(value.year, value.month, value.day);
  const std::int64_t micros = day.days * micros_a_day +
                              ((value.hour * 60LL + value.minute) * 60 + value.second) * micros_a_second +
                              value.fraction / 1000;
  if (column.type() == core::Type::timestamp_tz) {
    column.append(core::OffsetTimestamp{micros, 0});
  } else {
    column.append(micros);
  }
  return true;
}

bool append_utf8(std::string& out, std::u16string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    char32_t point = text[i];
    if (point >= 0xD800 && point <= 0xDFFF) {
      if (point >= 0xDC00 || i + 1 == text.size() || text[i + 1] < 0xDC00 || text[i + 1] > 0xDFFF) return false;
      point = 0x10000 + ((point - 0xD800) << 10) + (text[++i] - 0xDC00U);
    }
    if (point < 0x80) {
      out += static_cast<char>(point);
    } else if (point < 0x800) {
      out += static_cast<char>(0xC0 | point >> 6);
      out += static_cast<char>(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
      out += static_cast<char>(0xE0 | point >> 12);
      out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (point & 0x3F));
    } else {
      out += static_cast<char>(0xF0 | point >> 18);
      out += static_cast<char>(0x80 | (point >> 12 & 0x3F));
      out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (point & 0x3F));
    }
  }
  return true;
}

bool append_utf16(core::Column& column, std::u16string_view text) {
  std::string out;
  out.reserve(text.size());
  if (!append_utf8(out, text)) return false;
  column.append_text(out);
  return true;
}

}  // namespace sluss::connectors::odbc
