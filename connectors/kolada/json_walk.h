#pragma once
// Inside the decoder: reading with simdjson's on-demand parser. Not for other folders.

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "connectors/kolada/decode.h"
#include "core/error.h"

namespace sluss::connectors::kolada::impl {

namespace ondemand = simdjson::ondemand;

inline constexpr std::string_view missing_field = "kolada.missing_field";
inline constexpr std::string_view wrong_type = "kolada.wrong_type";
inline constexpr std::string_view out_of_range = "kolada.out_of_range";
inline constexpr std::string_view bad_text = "kolada.bad_text";
inline constexpr std::string_view repeated_field = "kolada.repeated_field";

/// What was read of a value. `bad_value`: JSON, but not what the field needs. `bad_json`: not JSON, which ends the
/// page.
enum class Read : std::uint8_t { value, null, bad_value, bad_json };

/// Where and why a value could not be decoded; turned into a Flaw only when it is reported.
struct FlawAt {
  std::string_view token;  ///< in the page, from the value's first byte
  std::string_view field;  ///< a literal
  std::string_view error;
};

/// Error for a page that is not whole or not JSON; `text` is inspected for which of them it is.
[[nodiscard]] std::unexpected<core::Error> broken_page(std::string_view text, std::string_view detail);

/// With the flaw's byte, its field's path, and what may be shown of it.
[[nodiscard]] Flaw to_flaw(std::string_view page, const FlawAt& where, std::int64_t item, std::int64_t inner);

/// From here a double no longer holds each whole number.
inline constexpr double whole_until = 9007199254740992.0;

/// Whether a finite double holds the number in `text`: one that is not 0 did not become 0, and a whole one keeps its
/// last digit. Decimals and exponents round to the nearest. Blanks may follow it.
[[nodiscard]] bool holds(double number, std::string_view text);

/// `read`, which simdjson took for the number in `text`; of more than 19 digits read again: 3.0.1 makes 0.0000481 of
/// 0.12345678901234567890123. Blanks may follow it.
[[nodiscard]] double reread(double read, std::string_view text);

inline bool key_is(const char* key, std::string_view name) {
  // The padding after a page makes the comparison safe at its end.
  return std::char_traits<char>::compare(key, name.data(), name.size()) == 0 && key[name.size()] == '"';
}

inline Read mark(FlawAt& flaw, std::string_view token, std::string_view error) {
  flaw.token = token;
  flaw.error = error;
  return Read::bad_value;
}

/// null, or something that the caller did not expect; the first byte decides whether that is JSON.
inline Read read_null(ondemand::value& value, std::string_view token, FlawAt& flaw) {
  const char first = token.empty() ? '\0' : token.front();
  if (first == 'n') {
    bool null = false;
    return value.is_null().get(null) == simdjson::SUCCESS && null ? Read::null : Read::bad_json;
  }
  const bool json = first == '"' || first == '{' || first == '[' || first == 't' || first == 'f' || first == '-' ||
                    (first >= '0' && first <= '9');
  return json ? mark(flaw, token, wrong_type) : Read::bad_json;
}

inline bool starts_number(std::string_view token) {
  return !token.empty() && (token.front() == '-' || (token.front() >= '0' && token.front() <= '9'));
}

/// The view lives as long as the page and its parser.
inline Read read_text(ondemand::value& value, std::string_view& out, FlawAt& flaw) {
  const std::string_view token = value.raw_json_token();
  if (token.empty() || token.front() != '"') return read_null(value, token, flaw);
  // Ids, sexes and statuses are short and without escapes: no copy.
  const std::size_t most = token.size() < 32 ? token.size() : 32;
  for (std::size_t i = 1; i < most; ++i) {
    if (token[i] == '\\') break;
    if (token[i] != '"') continue;
    out = token.substr(1, i - 1);
    ondemand::raw_json_string raw;
    return value.get_raw_json_string().get(raw) == simdjson::SUCCESS ? Read::value : Read::bad_json;
  }
  return value.get_string().get(out) == simdjson::SUCCESS ? Read::value : mark(flaw, token, bad_text);
}

inline Read read_flag(ondemand::value& value, bool& out, FlawAt& flaw) {
  const std::string_view token = value.raw_json_token();
  const char first = token.empty() ? '\0' : token.front();
  if (first == 't' || first == 'f')
    return value.get_bool().get(out) == simdjson::SUCCESS ? Read::value : Read::bad_json;
  if (starts_number(token)) {
    std::int64_t number = 0;
    if (value.get_int64().get(number) != simdjson::SUCCESS || (number != 0 && number != 1)) {
      return mark(flaw, token, out_of_range);
    }
    out = number == 1;
    return Read::value;
  }
  if (first != '"') return read_null(value, token, flaw);
  std::string_view text;
  if (const Read read = read_text(value, text, flaw); read != Read::value) return read;
  if (text == "true" || text == "1" || text == "True") {
    out = true;
  } else if (text == "false" || text == "0" || text == "False") {
    out = false;
  } else {
    return mark(flaw, token, wrong_type);
  }
  return Read::value;
}

inline Read read_double(ondemand::value& value, double& out, FlawAt& flaw) {
  const std::string_view token = value.raw_json_token();
  if (starts_number(token)) {
    if (value.get_double().get(out) != simdjson::SUCCESS) return mark(flaw, token, out_of_range);
    out = reread(out, token);
    return holds(out, token) ? Read::value : mark(flaw, token, out_of_range);
  }
  if (token.empty() || token.front() != '"') return read_null(value, token, flaw);
  std::string_view text;
  if (const Read read = read_text(value, text, flaw); read != Read::value) return read;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (end != text.data() + text.size()) return mark(flaw, token, wrong_type);
  if (error == std::errc::result_out_of_range) return mark(flaw, token, out_of_range);
  if (error != std::errc{}) return mark(flaw, token, wrong_type);
  return std::isfinite(out) && holds(out, text) ? Read::value : mark(flaw, token, out_of_range);
}

/// A whole number, also when it is written as 5.0 or "5".
inline Read read_int32(ondemand::value& value, std::int32_t& out, FlawAt& flaw) {
  const std::string_view token = value.raw_json_token();
  std::int64_t whole = 0;
  if (starts_number(token) && value.get_int64().get(whole) == simdjson::SUCCESS) {
    if (whole < std::numeric_limits<std::int32_t>::min() || whole > std::numeric_limits<std::int32_t>::max()) {
      return mark(flaw, token, out_of_range);
    }
    out = static_cast<std::int32_t>(whole);
    return Read::value;
  }
  double number = 0;
  if (const Read read = read_double(value, number, flaw); read != Read::value) return read;
  if (number != std::trunc(number) || std::abs(number) > 2147483647.0) return mark(flaw, token, out_of_range);
  out = static_cast<std::int32_t>(number);
  return Read::value;
}

/// Walks a page's top level. `item(value, n)` gets each element of `values` and returns a Result; the first error ends
/// the page.
template <class Item>
core::Result<Envelope> walk(ondemand::parser& parser, std::string_view text, std::size_t capacity, Item&& item) {
  ondemand::document document;
  ondemand::object page;
  if (const auto e = parser.iterate(text.data(), text.size(), capacity).get(document)) {
    return broken_page(text, simdjson::error_message(e));
  }
  if (const auto e = document.get_object().get(page)) return broken_page(text, simdjson::error_message(e));
  Envelope envelope;
  bool listed = false;
  bool counted = false;
  for (auto result : page) {
    ondemand::field field;
    if (const auto e = std::move(result).get(field)) return broken_page(text, simdjson::error_message(e));
    const char* key = field.key().raw();
    if (key_is(key, "values")) {
      ondemand::array values;
      if (listed || field.value().get_array().get(values) != simdjson::SUCCESS) {
        return core::fail(core::ErrorClass::source, "kolada.values_not_list", "`values` is not one list",
                          "Kolada's answer has changed its form; report it");
      }
      listed = true;
      for (auto element : values) {
        ondemand::value value;
        if (const auto e = std::move(element).get(value)) return broken_page(text, simdjson::error_message(e));
        SLUSS_TRY(item(value, envelope.items));
        ++envelope.items;
      }
    } else if (key_is(key, "count")) {
      std::int64_t count = 0;
      bool null = false;
      ondemand::value value = field.value();
      if (value.get_int64().get(count) == simdjson::SUCCESS) {
        envelope.count_misread |= counted;
        envelope.count = count;
      } else {
        envelope.count_misread |= counted || value.is_null().get(null) != simdjson::SUCCESS || !null;
      }
      counted = true;
    } else if (key_is(key, "next_url")) {
      std::string_view url;
      FlawAt flaw;
      ondemand::value value = field.value();
      const Read read = read_text(value, url, flaw);
      if (read == Read::bad_json) return broken_page(text, "next_url");
      if (read == Read::bad_value) {
        return core::fail(core::ErrorClass::source, "kolada.next_url", "`next_url` is neither a text nor null",
                          "Kolada's answer has changed its form; report it");
      }
      if (read == Read::value) envelope.next_url = std::string(url);
    }
  }
  if (document.current_location().error() == simdjson::SUCCESS)
    return broken_page(text, "something follows the document");
  if (!listed) {
    return core::fail(core::ErrorClass::source, "kolada.values_not_list", "the answer has no list `values`",
                      "Kolada's answer has changed its form; report it");
  }
  return envelope;
}

}  // namespace sluss::connectors::kolada::impl
