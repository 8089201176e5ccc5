#pragma once
// RAII over ODBC's handles, and its diagnostics as errors.

#include <sql.h>
#include <sqlext.h>

#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"

namespace sluss::connectors::odbc {

class Handle {
 public:
  Handle() = default;
  [[nodiscard]] static core::Result<Handle> make(SQLSMALLINT type, SQLHANDLE parent);
  Handle(Handle&& other) noexcept
      : type_(other.type_),
        handle_(std::exchange(other.handle_, nullptr)),
        connected_(std::exchange(other.connected_, false)) {}
  Handle& operator=(Handle&& other) noexcept;
  ~Handle() { free(); }

  [[nodiscard]] SQLHANDLE get() const { return handle_; }
  [[nodiscard]] SQLSMALLINT type() const { return type_; }
  void set_connected() { connected_ = true; }

 private:
  Handle(SQLSMALLINT type, SQLHANDLE handle) : type_(type), handle_(handle) {}
  void free();
  SQLSMALLINT type_ = 0;
  SQLHANDLE handle_ = nullptr;
  bool connected_ = false;  ///< a connection that must be disconnected first
};

struct Diagnostic {
  std::string state;  ///< SQLSTATE
  std::string text;   ///< all of the drivers' messages (words.h), secrets masked
};
[[nodiscard]] Diagnostic diagnostic(const Handle& handle);
/// Worth a retry: the connection or the server went away, time ran out, another transaction was in the way.
[[nodiscard]] bool is_transient(const Diagnostic& reason);

/// ODBC passes numbers where it declares pointers.
template <class Number>
[[nodiscard]] SQLPOINTER attribute_value(Number number) {
  return reinterpret_cast<SQLPOINTER>(static_cast<SQLULEN>(number));  // NOLINT(performance-no-int-to-ptr)
}

[[nodiscard]] inline bool succeeded(SQLRETURN code) {
  return code == SQL_SUCCESS || code == SQL_SUCCESS_WITH_INFO;
}

}  // namespace sluss::connectors::odbc
