#include "connectors/odbc/sqlite_stop.h"

#include <dlfcn.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace sluss::connectors::odbc {

namespace {

/// Of the library that the driver has loaded: sqlite.org/c3ref/auto_extension.html, progress_handler, busy_handler.
struct Functions {
  int (*auto_extension)(void (*)());
  void (*progress_handler)(void*, int, int (*)(void*), void*);
  int (*busy_handler)(void*, int (*)(void*, int), void*);
};

thread_local SqliteStop* watching = nullptr;

}  // namespace

/// What SQLite calls.
struct SqliteHandlers {
  static constexpr int steps_between = 1000;  ///< of SQLite's machine: well under a millisecond
  static constexpr std::chrono::milliseconds nap{20};

  static int progress(void* asked) { return static_cast<SqliteStop*>(asked)->stop_.stop_requested() ? 1 : 0; }
  static int busy(void* asked, int times) {
    const auto& stop = *static_cast<SqliteStop*>(asked);
    if (stop.stop_.stop_requested() || nap * times >= stop.patience_) return 0;
    std::this_thread::sleep_for(nap);
    return 1;
  }
  static void opened(void* database);
  static void connected(SqliteStop& stop);
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
    const bool good = find("sqlite3_auto_extension", all.auto_extension) &&
                      find("sqlite3_progress_handler", all.progress_handler) &&
                      find("sqlite3_busy_handler", all.busy_handler) &&
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
  SqliteHandlers::connected(*this);
}

}  // namespace sluss::connectors::odbc
