#pragma once
// The databases that the ODBC connector is tested against. Each is filled by its own tool, without ODBC.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/odbc/odbc.h"
#include "core/batch.h"

namespace sluss::tests {

class Database {
 public:
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  virtual ~Database() = default;
  virtual void execute(std::string_view sql) = 0;  ///< throws when a statement fails
  [[nodiscard]] virtual std::string connection() const = 0;
  /// What a column of a type is declared as, and how a text is written as its value; empty: there is no such type.
  struct Spelling {
    std::string column;
    std::string before = "'";
    std::string after = "'";
    core::Type becomes = core::Type::text;
  };
  [[nodiscard]] virtual Spelling spell(core::Type type) const = 0;
};

/// Why the database cannot be tried here; nothing when it can.
[[nodiscard]] std::optional<std::string> missing(std::string_view name);
/// "SQLite" or "PostgreSQL"; started once a process.
[[nodiscard]] Database& database(std::string_view name);

/// All rows of a query.
[[nodiscard]] core::Result<std::vector<core::Batch>> read_all(const connectors::odbc::Options& options);

}  // namespace sluss::tests
