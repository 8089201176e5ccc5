#pragma once
// The configuration as values, right from then on. Read by load(); one schema in settings/schema.cpp gives validation,
// reference, example and completion.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/http/client.h"
#include "core/error.h"
#include "core/personal.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::settings {

struct Source {
  std::string name;
  std::string kind;        ///< "kolada", "odbc"; defaults to the name
  std::string url;         ///< kolada
  std::string connection;  ///< odbc: connection string without secrets, or a DSN
  std::string credential;  ///< name of a secret
  std::vector<std::pair<std::string, std::string>> secret_headers;  ///< header name → credential name
  std::vector<std::pair<std::string, std::string>> secret_query;    ///< parameter → credential name
};

struct Job {
  std::string name;
  std::string source;
  std::optional<std::chrono::milliseconds> every;  ///< interval in UTC, for serve
  // kolada
  std::vector<std::string> indicators;
  std::vector<std::string> areas{"*"};
  std::vector<std::string> compare;
  std::vector<std::string> units{"areas"};
  std::optional<std::chrono::milliseconds> full_reload = std::chrono::hours(24 * 30);  ///< nothing: always
  std::chrono::milliseconds overlap = std::chrono::hours(24 * 30);
  int first_year = 1970;
  // odbc
  std::string query;
  std::string table;  ///< extract.<table>
  int line = 0;       ///< where it stands in its file
};

struct Publish {
  std::string dataset;
  std::vector<std::string> formats;
  std::string to;   ///< "folder:/srv/share/nyckeltal"
  std::string job;  ///< empty: after any run that changed it
};

struct Settings {
  std::string municipality;  ///< four digits, checked
  std::filesystem::path state;
  std::filesystem::path warehouse_folder;  ///< <state>/warehouse unless [warehouse] url says other
  int generations = 2;
  std::string memory = "512MB";  ///< the engine's limit
  std::uint64_t memory_bytes = 512ULL * 1000 * 1000;
  int threads = 2;
  connectors::http::Options http;
  warehouse::GateLimits gates;
  std::vector<Source> sources;
  std::vector<Job> jobs;
  std::vector<Publish> publish;
  std::filesystem::path file;                         ///< sluss.toml
  std::string digest;                                 ///< SHA-256 over all configuration files read, secrets aside
  std::vector<std::filesystem::path> config_folders;  ///< where indicators, sets, datasets are looked for; first wins
};

/// All errors at once, each with file, line, column and the mend.
[[nodiscard]] std::expected<Settings, std::vector<core::Error>> load(const std::filesystem::path& file);

/// $CREDENTIALS_DIRECTORY/<name>, or <folder of sluss.toml>/credentials/<name> with mode 0600.
[[nodiscard]] core::Result<core::Secret> credential(const Settings& settings, std::string_view name);

}  // namespace sluss::daemon::settings
