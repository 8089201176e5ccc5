#include "connectors/odbc/sqlite_stop.h"

#include <dlfcn.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "core/text.h"

namespace sluss::connectors::odbc {

namespace {

/// Of the library that the driver has loaded: sqlite.org/c3ref/auto_extension.html, progress_handler, busy_handler,
/// set_authorizer.
struct Functions {
  int (*auto_extension)(void (*)());
  void (*progress_handler)(void*, int, int (*)(void*), void*);
  int (*busy_handler)(void*, int (*)(void*, int), void*);
  int (*set_authorizer)(void*, int (*)(void*, int, const char*, const char*, const char*, const char*), void*);
};

thread_local SqliteStop* watching = nullptr;

}  // namespace

/// What SQLite calls.
struct SqliteHandlers {
  static constexpr int steps_between = 1000;  ///< of SQLite's machine: well under a millisecond
  static constexpr std::chrono::milliseconds nap{20};

  static int progress(void* self) { return static_cast<SqliteStop*>(self)->stop_.stop_requested() ? 1 : 0; }
  static int busy(void* self, int times) {
    const auto& stop = *static_cast<SqliteStop*>(self);
    if (stop.stop_.stop_requested() || nap * times >= stop.patience_) return 0;
    std::this_thread::sleep_for(nap);
    return 1;
  }
  /// Denies what `pragma query_only` allows: other files (ATTACH, which VACUUM INTO is made of), and the database's own
  /// settings and log. The numbers are sqlite.org/c3ref/c_alter_table.html's.
  static int authorize(void*, int action, const char* first, const char* second, const char*, const char*) {
    constexpr int ok = 0, deny = 1, is_pragma = 19, is_attach = 24, is_detach = 25;
    if (action == is_attach || action == is_detach) return deny;
    if (action != is_pragma || first == nullptr) return ok;
    const auto name = core::lower(first);
    if (name == "wal_checkpoint" || name == "incremental_vacuum" || name == "optimize") return deny;
    const bool is_setting = name == "journal_mode" || name == "query_only" || name == "locking_mode";
    return is_setting && second != nullptr ? deny : ok;
  }
  static void opened(void* database);
  static void connected(SqliteStop& stop);
  static void only_reads(const SqliteStop& stop);
  static void leave(SqliteStop& stop);
};

namespace {

extern "C" int sluss_sqlite_opened(void* database, char**, const void*) {
  SqliteHandlers::opened(database);
  return 0;
}

/// Nothing when there is no shared SQLite in this process. The library stays loaded from here on: it holds our address.
const Functions* functions() {
  static const auto found = []() -> std::pair<bool, Functions> {
    Functions all{};
    void* const library = ::dlopen("libsqlite3.so.0", RTLD_LAZY | RTLD_NOLOAD);
    if (library == nullptr) return {false, all};
    const auto find = [library](const char* name, auto& function) {
      function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, name));
      return function != nullptr;
    };
    const bool good =
        find("sqlite3_auto_extension", all.auto_extension) && find("sqlite3_progress_handler", all.progress_handler) &&
        find("sqlite3_busy_handler", all.busy_handler) && find("sqlite3_set_authorizer", all.set_authorizer) &&
        all.auto_extension(reinterpret_cast<void (*)()>(&sluss_sqlite_opened)) == 0;
    return {good, all};
  }();
  return found.first ? &found.second : nullptr;
}

}  // namespace

void SqliteHandlers::opened(void* database) {
  if (watching == nullptr || watching->database_ != nullptr) return;
  watching->database_ = database;
  functions()->progress_handler(database, steps_between, &progress, watching);
}

void SqliteHandlers::connected(SqliteStop& stop) {
  if (stop.database_ != nullptr) functions()->busy_handler(stop.database_, &busy, &stop);
}

void SqliteHandlers::only_reads(const SqliteStop& stop) {
  if (stop.database_ != nullptr) functions()->set_authorizer(stop.database_, &authorize, nullptr);
}

void SqliteHandlers::leave(SqliteStop& stop) {
  if (stop.connected_ && stop.database_ != nullptr) {
    functions()->progress_handler(stop.database_, 0, nullptr, nullptr);
    functions()->busy_handler(stop.database_, nullptr, nullptr);
    functions()->set_authorizer(stop.database_, nullptr, nullptr);
  }
  stop.database_ = nullptr;
}

SqliteStop::SqliteStop(std::stop_token stop, std::chrono::milliseconds patience)
    : stop_(std::move(stop)), patience_(patience) {}

SqliteStop::~SqliteStop() {
  if (watching == this) watching = nullptr;
}

bool SqliteStop::watch_next_connection() {
  if (functions() == nullptr) return false;
  watching = this;
  return true;
}

void SqliteStop::connected() {
  watching = nullptr;
  connected_ = true;
  SqliteHandlers::connected(*this);
}

void SqliteStop::leave() {
  SqliteHandlers::leave(*this);
}

void SqliteStop::only_reads() const {
  SqliteHandlers::only_reads(*this);
}

}  // namespace sluss::connectors::odbc
