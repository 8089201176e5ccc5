#include "connectors/odbc/handles.h"

#include <algorithm>
#include <array>

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

Diagnostic diagnostic(const Handle& handle) {
  Diagnostic all;
  constexpr SQLSMALLINT records_most = 8;
  for (SQLSMALLINT record = 1; record <= records_most; ++record) {
    std::array<SQLCHAR, 6> state{};
    std::array<SQLCHAR, 1024> text{};
    SQLINTEGER native = 0;
    SQLSMALLINT size = 0;
    const auto code = SQLGetDiagRec(handle.type(), handle.get(), record, state.data(), &native, text.data(),
                                    static_cast<SQLSMALLINT>(text.size()), &size);
    if (!succeeded(code)) break;
    if (record == 1) all.state = reinterpret_cast<const char*>(state.data());
    if (record > 1) all.text += "; ";
    all.text += reinterpret_cast<const char*>(text.data());
  }
  all.text = core::log::masked(all.text);
  return all;
}

bool is_transient(const Diagnostic& told) {
  // 08: connection; 40: serialisation, deadlock; HYT: time-out; 57014, 57P0x: PostgreSQL's statement_timeout, shutdown.
  constexpr std::array<std::string_view, 5> states{"08", "40", "HYT", "57014", "57P0"};
  return std::ranges::any_of(states, [&](auto state) { return told.state.starts_with(state); });
}

}  // namespace sluss::connectors::odbc
