#include "tests/integration/odbc_databases.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "tests/tools/postgres_server.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::tests {

namespace {

using core::Type;
constexpr std::string_view sqlite_library = "libsqlite3odbc.so";
constexpr std::string_view postgres_library = "psqlodbcw.so";

class Sqlite final : public Database {
 public:
  Sqlite() { execute("pragma user_version = 1;"); }  // makes the file
  void execute(std::string_view sql) override {
    const auto script = folder_.path() / "script.sql";
    std::ofstream(script, std::ios::binary) << sql;
    const auto command = "sqlite3 -bail '" + file() + "' < '" + script.string() + "' 2>&1";
    std::string printed;
    auto* const pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("sqlite3 cannot be started");
    std::array<char, 1024> buffer{};
    while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr) printed += buffer.data();
    if (pclose(pipe) != 0) throw std::runtime_error("sqlite3: " + printed);
  }
  [[nodiscard]] std::string connection() const override {
    return "Driver=" + tests::odbc_driver(sqlite_library)->string() + ";Database=" + file();
  }
  [[nodiscard]] Spelling spell(Type type) const override {
    switch (type) {
      case Type::boolean:
        return {"boolean", "", "", Type::boolean};
      case Type::int32:
      case Type::int64:
        return {"integer", "", "", Type::int64};
      case Type::float64:
        return {"double", "", "", Type::float64};
      case Type::bytes:
        return {"blob", "x'", "'", Type::bytes};
      case Type::date:
        return {"date", "'", "'", Type::date};
      case Type::time:
        return {"time", "'", "'", Type::time};
      case Type::timestamp:
        return {"timestamp", "'", "'", Type::timestamp};
      case Type::timestamp_tz:
        return {"timestamptz", "'", "'", Type::timestamp_tz};
      case Type::decimal:
      case Type::uuid:
      case Type::text:
        break;
    }
    return {"text"};
  }

 private:
  [[nodiscard]] std::string file() const { return (folder_.path() / "prov.db").string(); }
  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
};

class Postgres final : public Database {
 public:
  void execute(std::string_view sql) override { server_.execute(sql); }
  [[nodiscard]] std::string connection() const override {
    return "Driver=" + tests::odbc_driver(postgres_library)->string() +
           ";Server=127.0.0.1;Port=" + std::to_string(server_.port()) + ";Database=postgres;Uid=sluss";
  }
  [[nodiscard]] Spelling spell(Type type) const override {
    switch (type) {
      case Type::boolean:
        return {"boolean", "", "", Type::boolean};
      case Type::int32:
        return {"integer", "", "", Type::int32};
      case Type::int64:
        return {"bigint", "", "", Type::int64};
      case Type::float64:
        return {"double precision", "'", "'", Type::float64};
      case Type::decimal:
        return {"numeric(38,10)", "'", "'", Type::decimal};
      case Type::bytes:
        return {"bytea", "'\\x", "'", Type::bytes};
      case Type::uuid:
        return {"uuid", "'", "'", Type::uuid};
      case Type::date:
        return {"date", "'", "'", Type::date};
      case Type::time:
        return {"time", "'", "'", Type::time};
      case Type::timestamp:
        return {"timestamp", "'", "'", Type::timestamp};
      case Type::timestamp_tz:
        return {"timestamptz", "'", "'", Type::timestamp_tz};
      case Type::text:
        break;
    }
    return {"text"};
  }

 private:
  tests::PostgresServer server_;
};

}  // namespace

std::optional<std::string> missing(std::string_view name) {
  const auto library = name == "SQLite" ? sqlite_library : postgres_library;
  if (!tests::odbc_driver(library)) return "the ODBC driver " + std::string(library) + " is not installed";
  if (name == "PostgreSQL" && !tests::PostgresServer::programs()) return "PostgreSQL is not installed";
  return std::nullopt;
}

Database& database(std::string_view name) {
  static std::unique_ptr<Sqlite> sqlite;
  static std::unique_ptr<Postgres> postgres;
  if (name == "SQLite") {
    if (!sqlite) sqlite = std::make_unique<Sqlite>();
    return *sqlite;
  }
  if (!postgres) postgres = std::make_unique<Postgres>();
  return *postgres;
}

core::Result<std::vector<core::Batch>> read_all(const connectors::odbc::Options& options) {
  std::vector<core::Batch> batches;
  const auto query = SLUSS_TRY(connectors::odbc::Query::open(options, {}));
  const auto rows = SLUSS_TRY(query->read([&](const core::Batch& batch) -> core::Result<> {
    batches.push_back(batch);
    return {};
  }));
  std::int64_t kept = 0;
  for (const auto& batch : batches) kept += static_cast<std::int64_t>(batch.rows());
  if (kept != rows)
    throw std::logic_error("the query counts " + std::to_string(rows) + " rows and gave " + std::to_string(kept));
  if (batches.empty()) batches.emplace_back(query->schema());
  return batches;
}

}  // namespace sluss::tests
