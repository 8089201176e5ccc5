#pragma once
// A real PostgreSQL in a temporary folder, on a free loopback port, for as long as the object lives.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sluss::tests {

class PostgresServer {
 public:
  /// The folder of initdb and postgres (Debian's newest); nothing when PostgreSQL is not installed.
  [[nodiscard]] static std::optional<std::filesystem::path> programs();

  /// Makes a cluster (UTF-8, superuser "sluss") and starts it, at most a minute; throws std::runtime_error with what
  /// the programs printed. With a password, logins need it (SCRAM). As root it runs as the user "postgres".
  /// Start it on the test's main thread: the server is stopped when the thread that started it ends.
  explicit PostgresServer(std::string_view password = {});
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  [[nodiscard]] int port() const;
  /// Runs SQL with psql, apart from ODBC; throws with psql's words when a statement fails.
  void execute(std::string_view sql) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The full path of a driver's library: odbcinst's registration, else where Debian puts it; nothing when it is absent.
[[nodiscard]] std::optional<std::filesystem::path> odbc_driver(std::string_view library);

}  // namespace sluss::tests
