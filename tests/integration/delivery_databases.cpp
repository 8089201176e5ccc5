#include "tests/integration/delivery_databases.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "tests/tools/postgres_server.h"
#include "tests/tools/server_process.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::tests {
namespace {

std::string run(const std::string& program, const std::string& sql) {
  const tests::TemporaryFolder folder;
  const auto script = folder.path() / "script.sql";
  std::ofstream(script, std::ios::binary) << sql << ";\n";
  const auto command = program + " < '" + script.string() + "' 2>&1";
  auto* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error(program + " cannot be started");
  std::string printed;
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr) printed += buffer.data();
  if (pclose(pipe) != 0) throw std::runtime_error(program + ": " + printed);
  while (printed.ends_with('\n')) printed.pop_back();
  return printed;
}

std::string driver(std::string_view library) {
  return "Driver=" + tests::odbc_driver(library).value().string();
}

class Sqlite final : public TargetDatabase {
 public:
  Sqlite() { ask("pragma user_version = 1"); }  // makes the file
  std::string ask(const std::string& sql) override { return run("sqlite3 -bail '" + file() + "'", sql); }
  [[nodiscard]] int port() const override { return 0; }
  [[nodiscard]] std::string connection(int) const override {
    return driver("libsqlite3odbc.so") + ";Database=" + file();
  }

 private:
  [[nodiscard]] std::string file() const { return (folder_.path() / "mål.db").string(); }
  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
};

class Postgres final : public TargetDatabase {
 public:
  std::string ask(const std::string& sql) override {
    return run("PGCLIENTENCODING=UTF8 PGTZ=UTC psql -X -q -A -t -v ON_ERROR_STOP=1 -h 127.0.0.1 -U sluss -p " +
                   std::to_string(port()) + " postgres",
               sql);
  }
  [[nodiscard]] int port() const override { return server_.port(); }
  [[nodiscard]] std::string connection(int through) const override {
    return driver("psqlodbcw.so") + ";Server=127.0.0.1;Port=" + std::to_string(through == 0 ? port() : through) +
           ";Database=postgres;Uid=sluss";
  }

 private:
  tests::PostgresServer server_;
};

class MariaDb final : public TargetDatabase {
 public:
  std::string ask(const std::string& sql) override {
    auto printed = run("mariadb --no-defaults --default-character-set=utf8mb4 -N -B -h 127.0.0.1 -P " +
                           std::to_string(port()) + " sluss",
                       sql);
    for (auto& c : printed) c = c == '\t' ? '|' : c;
    return printed;
  }
  [[nodiscard]] int port() const override { return server_.port(); }
  [[nodiscard]] std::string connection(int through) const override {
    return driver("libmaodbc.so") + ";Server=127.0.0.1;Port=" + std::to_string(through == 0 ? port() : through) +
           ";Database=sluss;Uid=sluss;CHARSET=utf8mb4";
  }

 private:
  tests::ServerProcess server_{"mariadb_server.py"};
};

}  // namespace

std::optional<std::string> target_missing(std::string_view name) {
  const auto* const library = name == "SQLite"    ? "libsqlite3odbc.so"
                              : name == "MariaDB" ? "libmaodbc.so"
                                                  : "psqlodbcw.so";
  if (!tests::odbc_driver(library)) return "the ODBC driver " + std::string(library) + " is not installed";
  if (name == "PostgreSQL" && !tests::PostgresServer::programs()) return "PostgreSQL is not installed";
  if (name == "MariaDB" && !std::filesystem::exists("/usr/sbin/mariadbd")) return "MariaDB is not installed";
  return std::nullopt;
}

TargetDatabase& target_database(std::string_view name) {
  static std::unique_ptr<TargetDatabase> sqlite;
  static std::unique_ptr<TargetDatabase> postgres;
  static std::unique_ptr<TargetDatabase> mariadb;
  auto& one = name == "SQLite" ? sqlite : name == "MariaDB" ? mariadb : postgres;
  if (one) return *one;
  if (name == "SQLite") one = std::make_unique<Sqlite>();
  if (name == "PostgreSQL") one = std::make_unique<Postgres>();
  if (name == "MariaDB") one = std::make_unique<MariaDb>();
  return *one;
}

}  // namespace sluss::tests
