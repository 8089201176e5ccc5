#include "connectors/odbc/values.h"

#include <charconv>
#include <optional>

#include "connectors/odbc/temporal.h"
#include "core/decimal.h"

namespace sluss::connectors::odbc {

namespace {

template <class T>
std::optional<T> whole(std::string_view text) {
  T number{};
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
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

/// An octet, as MariaDB returns a bit.
bool append_octet(core::Column& column, std::string_view octets) {
  if (octets.size() != 1 || static_cast<unsigned char>(octets[0]) > 1) return false;
  column.append_bool(octets[0] == 1);
  return true;
}

template <class Value>
bool append_if(core::Column& column, const std::optional<Value>& parsed) {
  if (parsed) column.append(*parsed);
  return parsed.has_value();
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
    case core::Type::date:
      return append_if(column, parse_day(text));
    case core::Type::time:
      return append_if(column, parse_time(text));
    case core::Type::timestamp:
      return append_if(column, parse_timestamp(text));
    case core::Type::timestamp_tz:
      return append_if(column, parse_instant(text));
    case core::Type::uuid:
      return append_if(column, core::parse_uuid(text));
    case core::Type::text:
    case core::Type::bytes:
      column.append_text(text);
      return true;
  }
  return false;
}

bool append_octets(core::Column& column, std::string_view octets) {
  if (column.type() == core::Type::boolean) return append_octet(column, octets);
  column.append_text(octets);  // that a text is UTF-8 the warehouse checks
  return true;
}

std::string_view remedy_of(core::Type type, std::string_view text) {
  const bool day = type == core::Type::date || type == core::Type::timestamp || type == core::Type::timestamp_tz;
  if (day && (text == "infinity" || text == "-infinity"))
    return "no day is infinity: say in the query what it stands for (nullif(column, 'infinity') makes NULL of it), or "
           "cast the column to text";
  if (day && text.starts_with("0000-00-00"))
    return "no day is all zeros: say in the query what it stands for (nullif(column, 0) makes NULL of it), or cast the "
           "column to char";
  if (type == core::Type::timestamp_tz && parse_timestamp(text))
    return "an instant has an offset, and this one says none: write it in the query, or cast the column to timestamp "
           "or "
           "text";
  return "cast the column in the query to the type that it has, or to text";
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
