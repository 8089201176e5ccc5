#include "connectors/odbc/handles.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "connectors/odbc/words.h"
#include "core/log.h"

namespace sluss::connectors::odbc {

core::Result<Handle> Handle::make(SQLSMALLINT type, SQLHANDLE parent) {
  SQLHANDLE handle = nullptr;
  if (!succeeded(SQLAllocHandle(type, parent, &handle))) {
    return core::fail(core::ErrorClass::storage, "odbc.handle", "unixODBC cannot allocate a handle",
                      "check the memory of this machine");
  }
  return Handle(type, handle);
}

Handle& Handle::operator=(Handle&& other) noexcept {
  if (this == &other) return *this;
  free();
  type_ = other.type_;
  handle_ = std::exchange(other.handle_, nullptr);
  connected_ = std::exchange(other.connected_, false);
  return *this;
}

void Handle::free() {
  if (handle_ == nullptr) return;
  if (connected_) SQLDisconnect(handle_);
  SQLFreeHandle(type_, handle_);
  handle_ = nullptr;
}

namespace {

/// Five letters or digits, or fewer; what a driver leaves after them is not read.
std::string state_of(std::string_view text) {
  const auto good = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  return std::string(text.begin(), std::ranges::find_if_not(text, good));
}

}  // namespace

Diagnostic diagnostic(const Handle& handle) {
  Diagnostic all;
  constexpr SQLSMALLINT records_most = 8;
  // The most that ODBC can pass. One call for each: psqlodbc hands out what did not fit as the next record.
  std::vector<SQLCHAR> text(std::numeric_limits<SQLSMALLINT>::max());
  for (SQLSMALLINT record = 1; record <= records_most; ++record) {
    std::array<SQLCHAR, 6> state{};
    SQLINTEGER native = 0;
    SQLSMALLINT size = 0;
    const auto code = SQLGetDiagRec(handle.type(), handle.get(), record, state.data(), &native, text.data(),
                                    static_cast<SQLSMALLINT>(text.size()), &size);
    if (!succeeded(code)) break;
    if (record == 1) all.state = state_of({reinterpret_cast<const char*>(state.data()), state.size() - 1});
    if (record > 1) all.text += "; ";
    // Not SQLGetDiagRecW: the manager widens each octet of UTF-8 by itself.
    const auto room = static_cast<SQLSMALLINT>(text.size() - 1);
    all.text += words_of(
        {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(std::clamp<SQLSMALLINT>(size, 0, room))});
  }
  all.text = core::log::masked(all.text);
  return all;
}

bool is_transient(const Diagnostic& reason) {
  // 08: connection; 40: serialisation, deadlock; HYT: time-out; 57014, 57P0x: PostgreSQL's statement_timeout, shutdown.
  constexpr std::array<std::string_view, 5> states{"08", "40", "HYT", "57014", "57P0"};
  return std::ranges::any_of(states, [&](auto state) { return reason.state.starts_with(state); });
}

}  // namespace sluss::connectors::odbc
