#pragma once
// Errors that a user, a source or a disk can cause are values. A bug asserts.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace sluss::core {

/// Who must act. It decides retry, exit code and notification.
enum class ErrorClass : std::uint8_t {
  config,     ///< the operator's configuration or command line (exit 78, or 64 for usage)
  source,     ///< the source answered something that will not heal by itself (404, 410, schema drift)
  transient,  ///< worth trying again (time-out, 5xx, 429)
  data,       ///< a value or a document is wrong
  storage,    ///< disk full, file damaged, permission
  busy,       ///< another process uses what is needed (exit 75)
  cancelled,  ///< the caller requested a stop
};

/// Where in something a human can open. Lines and columns count from 1; 0 is unknown.
struct Place {
  std::string file = {};  ///< file, object or request (no secrets)
  std::int64_t line = 0;
  std::int64_t column = 0;
  std::string field = {};
};

/// A stable code ("kolada.page_cycle"), what happened, where, and the remedy. Never contains a secret or an identity.
struct Error {
  std::string code;
  ErrorClass error_class = ErrorClass::data;
  std::string what;
  std::string remedy;
  Place place;
};

template <class T = void>
using Result = std::expected<T, Error>;

[[nodiscard]] std::string_view name_of(ErrorClass error_class);

/// One line for people: "code: what (file:line:column field). remedy".
[[nodiscard]] std::string describe(const Error& error);

/// The failing side of a Result.
[[nodiscard]] std::unexpected<Error> fail(ErrorClass error_class, std::string_view code, std::string what,
                                          std::string remedy = {}, Place place = {});

}  // namespace sluss::core

#define SLUSS_CONCAT_IMPL(a, b) a##b
#define SLUSS_CONCAT(a, b) SLUSS_CONCAT_IMPL(a, b)
#define SLUSS_TRY_NAMED(result, ...)                     \
  __extension__({                                        \
    auto&& result = (__VA_ARGS__);                       \
    if (!result) [[unlikely]]                            \
      return std::unexpected(std::move(result).error()); \
    *std::move(result);                                  \
  })

/// SLUSS_TRY(expression): its value; or returns its error from this function. As a whole statement, or as all of what a
/// variable begins with: `const auto reader = SLUSS_TRY(warehouse.reader(options));`. A value that is not wanted is
/// ignored by name, `std::ignore = SLUSS_TRY(query.read(take));`: clang refuses to drop a number or a plain struct.
#define SLUSS_TRY(...) SLUSS_TRY_NAMED(SLUSS_CONCAT(sluss_result_, __COUNTER__), __VA_ARGS__)
