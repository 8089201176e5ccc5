// The driver itself, described in fake_driver.h.
#include <sql.h>
#include <sqlext.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "tests/tools/fake_driver.h"

namespace {

struct Object {
  Object* parent = nullptr;
  std::thread::id thread;  ///< of the first call
  std::string name;        ///< a connection's: what the driver calls itself
  std::string database;    ///< and its database
  std::string prepared;    ///< a statement's
  SQLULEN timeout = 0;     ///< seconds
  bool cancelled = false;
  std::string state, words;  ///< what went wrong
  std::string column, value;
  bool fetched = false;
  std::size_t given = 0;
  char* bound = nullptr;
  SQLLEN* indicator = nullptr;
  SQLLEN room = 0;
  SQLULEN* rows_fetched = nullptr;
  SQLULEN parameter_rows = 1;
  SQLULEN* rows_processed = nullptr;
};

// Never destroyed: unixODBC may unload the library after main.
std::mutex& mutex() {
  static auto* const one = new std::mutex;
  return *one;
}
std::condition_variable& changed() {
  static auto* const one = new std::condition_variable;
  return *one;
}
std::set<Object*>& living() {
  static auto* const all = new std::set<Object*>;
  return *all;
}
sluss::tests::FakeDriverCalls seen;

Object& object(SQLHANDLE handle) {
  return *static_cast<Object*>(handle);
}

/// Counts a call, and whether another thread has called this handle or its connection before.
Object& called(SQLHANDLE handle) {
  const std::scoped_lock lock(mutex());
  ++seen.calls;
  for (auto* one = &object(handle); one != nullptr; one = one->parent) {
    if (one->thread == std::thread::id()) one->thread = std::this_thread::get_id();
    if (one->thread != std::this_thread::get_id()) ++seen.mixed;
  }
  return object(handle);
}

SQLRETURN failed(Object& statement, std::string state, std::string words) {
  statement.state = std::move(state);
  statement.words = std::move(words);
  return SQL_ERROR;
}

std::string octets_of(const std::string& hex) {
  std::string out;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    if (std::isxdigit(static_cast<unsigned char>(hex[at])) == 0) break;
    out += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
  }
  return out;
}

SQLRETURN wait(Object& statement) {
  std::unique_lock lock(mutex());
  seen.waiting = true;
  const auto cancelled = [&] { return statement.cancelled; };
  if (statement.timeout == 0) changed().wait(lock, cancelled);
  const bool cancelled_in_time =
      statement.cancelled || changed().wait_for(lock, std::chrono::seconds(statement.timeout), cancelled);
  seen.waiting = false;
  return cancelled_in_time ? failed(statement, "HY008", "cancelled") : failed(statement, "HYT00", "time-out");
}

void cancel_all() {
  const std::scoped_lock lock(mutex());
  for (auto* one : living()) one->cancelled = true;
  changed().notify_all();
}

SQLRETURN run(Object& statement, const std::string& query) {
  const auto argument = [&](const std::string& word) {
    const auto at = query.find(word + " ");
    return at == std::string::npos ? std::string() : octets_of(query.substr(at + word.size() + 1));
  };
  statement.column = "a";
  statement.value = "41";
  statement.fetched = false;
  statement.given = 0;
  if (query.find("wait") != std::string::npos) return wait(statement);
  if (query.find("words ") != std::string::npos) return failed(statement, "HY000", argument("words"));
  if (query.find("name ") != std::string::npos) statement.column = argument("name");
  if (query.find("value ") != std::string::npos) statement.value = argument("value");
  if (query.starts_with("kill query 41") || query.starts_with("select pg_cancel_backend(41)")) cancel_all();
  return SQL_SUCCESS;
}

std::string text_of(SQLCHAR* text, SQLINTEGER size) {
  const auto* chars = reinterpret_cast<const char*>(text);
  return size == SQL_NTS ? std::string(chars) : std::string(chars, static_cast<std::size_t>(size));
}

std::string value_of(const std::string& connection, const std::string& key) {
  const auto at = connection.find(key);
  return at == std::string::npos ? std::string()
                                 : connection.substr(at + key.size(), connection.find(';', at) - at - key.size());
}

/// As drivers do: as much as there is room for, an end, and the whole size, whatever becomes of it in 16 bits.
template <class Size>
SQLRETURN give(const std::string& text, void* to, SQLSMALLINT room, Size* size) {
  if (size != nullptr) *size = static_cast<Size>(text.size());
  if (to == nullptr || room <= 0) return SQL_SUCCESS_WITH_INFO;
  const auto fits = std::min<std::size_t>(text.size(), static_cast<std::size_t>(room) - 1);
  std::memcpy(to, text.data(), fits);
  static_cast<char*>(to)[fits] = '\0';
  return fits == text.size() ? SQL_SUCCESS : SQL_SUCCESS_WITH_INFO;
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) void fake_driver_calls(sluss::tests::FakeDriverCalls* calls) {
  const std::scoped_lock lock(mutex());
  *calls = seen;
}
__attribute__((visibility("default"))) void fake_driver_forget() {
  const std::scoped_lock lock(mutex());
  seen = {};
}

SQLRETURN SQLAllocHandle(SQLSMALLINT type, SQLHANDLE parent, SQLHANDLE* made) {
  auto* const one = new Object;
  if (type == SQL_HANDLE_STMT) one->parent = &called(parent);
  const std::scoped_lock lock(mutex());
  living().insert(one);
  *made = one;
  return SQL_SUCCESS;
}
SQLRETURN SQLFreeHandle(SQLSMALLINT, SQLHANDLE handle) {
  called(handle);
  const std::scoped_lock lock(mutex());
  living().erase(&object(handle));
  delete &object(handle);
  return SQL_SUCCESS;
}
SQLRETURN SQLSetEnvAttr(SQLHENV, SQLINTEGER, SQLPOINTER, SQLINTEGER) {
  return SQL_SUCCESS;
}
SQLRETURN SQLDriverConnect(SQLHDBC handle, SQLHWND, SQLCHAR* text, SQLSMALLINT size, SQLCHAR* out, SQLSMALLINT room,
                           SQLSMALLINT* out_size, SQLUSMALLINT) {
  auto& connection = called(handle);
  const auto wanted = text_of(text, size);
  connection.name = value_of(wanted, "Name=");
  connection.database = value_of(wanted, "Database=");
  const std::scoped_lock lock(mutex());
  ++seen.connections;
  if (out != nullptr) give(wanted, out, room, out_size);
  return SQL_SUCCESS;
}
SQLRETURN SQLDisconnect(SQLHDBC handle) {
  called(handle);
  return SQL_SUCCESS;
}
SQLRETURN SQLSetConnectAttr(SQLHDBC handle, SQLINTEGER, SQLPOINTER, SQLINTEGER) {
  called(handle);
  return SQL_SUCCESS;
}
SQLRETURN SQLGetInfo(SQLHDBC handle, SQLUSMALLINT what, SQLPOINTER to, SQLSMALLINT room, SQLSMALLINT* size) {
  const auto& connection = called(handle);
  if (what == SQL_DRIVER_NAME) return give(connection.name, to, room, size);
  if (what == SQL_DBMS_NAME) return give(connection.database, to, room, size);
  if (what == SQL_DRIVER_ODBC_VER) return give<SQLSMALLINT>("03.00", to, room, size);
  if (to != nullptr) std::memset(to, 0, sizeof(SQLUSMALLINT));
  return SQL_SUCCESS;
}
SQLRETURN SQLSetStmtAttr(SQLHSTMT handle, SQLINTEGER what, SQLPOINTER value, SQLINTEGER) {
  auto& statement = called(handle);
  if (what == SQL_ATTR_QUERY_TIMEOUT) statement.timeout = reinterpret_cast<SQLULEN>(value);
  if (what == SQL_ATTR_PARAMSET_SIZE) statement.parameter_rows = reinterpret_cast<SQLULEN>(value);
  if (what == SQL_ATTR_PARAMS_PROCESSED_PTR) statement.rows_processed = static_cast<SQLULEN*>(value);
  if (what == SQL_ATTR_ROWS_FETCHED_PTR) statement.rows_fetched = static_cast<SQLULEN*>(value);
  return SQL_SUCCESS;
}
SQLRETURN SQLGetStmtAttr(SQLHSTMT handle, SQLINTEGER, SQLPOINTER value, SQLINTEGER, SQLINTEGER*) {
  called(handle);
  if (value != nullptr) std::memset(value, 0, sizeof(SQLULEN));
  return SQL_SUCCESS;
}
SQLRETURN SQLPrepare(SQLHSTMT handle, SQLCHAR* text, SQLINTEGER size) {
  auto& statement = called(handle);
  statement.column = "a";
  statement.prepared = text_of(text, size);
  return SQL_SUCCESS;
}
SQLRETURN SQLExecute(SQLHSTMT handle) {
  auto& statement = called(handle);
  if (statement.rows_processed != nullptr) *statement.rows_processed = statement.parameter_rows;
  return run(statement, statement.prepared);
}
SQLRETURN SQLBindParameter(SQLHSTMT handle, SQLUSMALLINT, SQLSMALLINT, SQLSMALLINT, SQLSMALLINT, SQLULEN, SQLSMALLINT,
                           SQLPOINTER, SQLLEN, SQLLEN*) {
  called(handle);
  return SQL_SUCCESS;
}
SQLRETURN SQLExecDirect(SQLHSTMT handle, SQLCHAR* text, SQLINTEGER size) {
  return run(called(handle), text_of(text, size));
}
SQLRETURN SQLNumResultCols(SQLHSTMT handle, SQLSMALLINT* count) {
  called(handle);
  *count = 1;
  return SQL_SUCCESS;
}
SQLRETURN SQLDescribeCol(SQLHSTMT handle, SQLUSMALLINT, SQLCHAR* name, SQLSMALLINT room, SQLSMALLINT* size,
                         SQLSMALLINT* type, SQLULEN* width, SQLSMALLINT* digits, SQLSMALLINT* nullable) {
  const auto& statement = called(handle);
  *type = SQL_LONGVARBINARY;
  *width = 0;
  *digits = 0;
  *nullable = SQL_NULLABLE;
  return give(statement.column, name, room, size);
}
SQLRETURN SQLColAttribute(SQLHSTMT handle, SQLUSMALLINT, SQLUSMALLINT, SQLPOINTER to, SQLSMALLINT room,
                          SQLSMALLINT* size, SQLLEN* number) {
  called(handle);
  if (number != nullptr) *number = 0;
  return give<SQLSMALLINT>("", to, room, size);
}
SQLRETURN SQLBindCol(SQLHSTMT handle, SQLUSMALLINT, SQLSMALLINT, SQLPOINTER, SQLLEN, SQLLEN*) {
  called(handle);
  return SQL_SUCCESS;
}
SQLRETURN SQLFetch(SQLHSTMT handle) {
  auto& statement = called(handle);
  return std::exchange(statement.fetched, true) ? SQL_NO_DATA : SQL_SUCCESS;
}
SQLRETURN SQLGetData(SQLHSTMT handle, SQLUSMALLINT, SQLSMALLINT type, SQLPOINTER to, SQLLEN room, SQLLEN* size) {
  auto& statement = called(handle);
  const auto rest = statement.value.size() - statement.given;
  if (statement.given != 0 && rest == 0) return SQL_NO_DATA;
  *size = static_cast<SQLLEN>(rest);
  const auto end = type == SQL_C_BINARY ? std::size_t{0} : std::size_t{1};
  const auto fits = std::min(rest, static_cast<std::size_t>(room) - end);
  std::memcpy(to, statement.value.data() + statement.given, fits);
  if (end != 0) static_cast<char*>(to)[fits] = '\0';
  statement.given += fits;
  return fits == rest ? SQL_SUCCESS : SQL_SUCCESS_WITH_INFO;
}
SQLRETURN SQLFreeStmt(SQLHSTMT handle, SQLUSMALLINT) {
  called(handle);
  return SQL_SUCCESS;
}
SQLRETURN SQLEndTran(SQLSMALLINT, SQLHANDLE handle, SQLSMALLINT) {
  called(handle);
  return SQL_SUCCESS;
}
SQLRETURN SQLGetDiagRec(SQLSMALLINT, SQLHANDLE handle, SQLSMALLINT record, SQLCHAR* state, SQLINTEGER* native,
                        SQLCHAR* text, SQLSMALLINT room, SQLSMALLINT* size) {
  const auto& one = called(handle);
  if (record != 1 || one.state.empty()) return SQL_NO_DATA;
  if (native != nullptr) *native = 1;
  if (state != nullptr) std::memcpy(state, one.state.c_str(), one.state.size() + 1);
  return give(one.words, text, room, size);
}
SQLRETURN SQLCancel(SQLHSTMT handle) {
  const std::scoped_lock lock(mutex());
  ++seen.calls;
  if (object(handle).thread != std::this_thread::get_id()) ++seen.cancels;
  object(handle).cancelled = true;
  changed().notify_all();
  return SQL_SUCCESS;
}

}  // extern "C"
