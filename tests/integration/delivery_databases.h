#pragma once
// The databases that datasets are delivered to. Their content is queried with each one's own tool, not by ODBC.

#include <optional>
#include <string>
#include <string_view>

namespace sluss::tests {

class TargetDatabase {
 public:
  TargetDatabase() = default;
  TargetDatabase(const TargetDatabase&) = delete;
  TargetDatabase& operator=(const TargetDatabase&) = delete;
  virtual ~TargetDatabase() = default;
  /// What its own tool prints: columns with "|" between, a line a row. Throws with its words when it fails.
  virtual std::string ask(const std::string& sql) = 0;
  /// Its port; 0: a file, and no network between.
  [[nodiscard]] virtual int port() const = 0;
  /// Through a port; its own when it is 0.
  [[nodiscard]] virtual std::string connection(int through) const = 0;
};

/// Why the database cannot be tried here; nothing when it can.
[[nodiscard]] std::optional<std::string> target_missing(std::string_view name);
/// "SQLite", "PostgreSQL" or "MariaDB"; started once a process.
[[nodiscard]] TargetDatabase& target_database(std::string_view name);

}  // namespace sluss::tests
