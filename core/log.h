#pragma once
// Log with structured fields: journald fields under systemd, text on a terminal, JSON on request.
// A field takes numbers, booleans and texts. Personal values and secrets have no conversion to a Field: they do not
// compile.

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace sluss::core::log {

enum class Level : std::uint8_t { debug, info, warning, error };
enum class Format : std::uint8_t { automatic, text, json, journal };

template <class T>
concept Number = std::integral<T> || std::floating_point<T>;

struct Field {
  std::string_view key;  ///< snake_case
  std::variant<bool, std::int64_t, double, std::string_view> value;

  Field(std::string_view k, std::string_view v) : key(k), value(v) {}
  Field(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
  Field(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
  Field(std::string_view k, bool v) : key(k), value(v) {}
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Field(std::string_view k, T v) : key(k), value(static_cast<std::int64_t>(v)) {}
  template <std::floating_point T>
  Field(std::string_view k, T v) : key(k), value(static_cast<double>(v)) {}
};

/// Once, at start. `automatic`: journal when $JOURNAL_STREAM names our standard error, else text. All goes to standard
/// error.
void configure(Level least, Format format);
[[nodiscard]] bool enabled(Level level);
/// `event` is a stable name ("run.committed"); `message` one English sentence.
void write(Level level, std::string_view event, std::string_view message, std::initializer_list<Field> fields = {});

inline void debug(std::string_view e, std::string_view m, std::initializer_list<Field> f = {}) {
  write(Level::debug, e, m, f);
}
inline void info(std::string_view e, std::string_view m, std::initializer_list<Field> f = {}) {
  write(Level::info, e, m, f);
}
inline void warning(std::string_view e, std::string_view m, std::initializer_list<Field> f = {}) {
  write(Level::warning, e, m, f);
}
inline void error(std::string_view e, std::string_view m, std::initializer_list<Field> f = {}) {
  write(Level::error, e, m, f);
}

/// Any configured secret that slips into a text is written as "***". Call once per secret value (at least 4
/// characters).
void mask_always(std::string_view secret);
/// The text with every known secret masked; every sink applies it, and so must whatever else leaves the process.
[[nodiscard]] std::string masked(std::string_view text);

}  // namespace sluss::core::log
