#pragma once
// A state folder whose power can be cut, and runs of one Kolada job on it, in this process. Pages come from the
// stand-in the first time they are asked for, then from memory.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/http/client.h"
#include "connectors/kolada/http_pages.h"
#include "core/time.h"
#include "daemon/run/runner/runner.h"
#include "daemon/settings/settings.h"
#include "tests/tools/power_cut_files.h"
#include "tests/tools/server_process.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::tests {

/// The source's day, the client's day when it came to be so, and the clock of the run that follows.
struct Day {
  const char* today;
  const char* client_day;
  const char* now;
};
inline constexpr Day first_day{"2023-03-28", "2026-02-28", "2026-03-01T06:00:00Z"};
inline constexpr Day second_day{"2024-12-12", "2026-03-02", "2026-03-03T06:00:00Z"};

/// The source on a day, having stood at the first day before. Its answers are remembered by URL.
class Source {
 public:
  explicit Source(const Day& day);
  ~Source();
  [[nodiscard]] std::unique_ptr<connectors::kolada::PageSource> pages();
  [[nodiscard]] std::string url() const;

 private:
  friend class RememberedPages;
  tests::ServerProcess server_;
  core::SystemClock clock_;
  std::unique_ptr<connectors::http::Client> client_;
  std::unique_ptr<connectors::kolada::HttpPages> http_;
  std::map<std::string, connectors::kolada::PageSource::Page> remembered_;
};

/// Texts by name: what two warehouses are compared by.
using Content = std::map<std::string, std::string>;

class RunWorld {
 public:
  /// `saved`: a state folder to begin with.
  explicit RunWorld(Source& source, const std::optional<std::filesystem::path>& saved = {});
  ~RunWorld();

  [[nodiscard]] PowerCutFiles& files() { return *files_; }
  /// start() and the job, as the program does them.
  [[nodiscard]] core::Result<daemon::run::RunSummary> run(const Day& day);
  /// Nothing when no run has been published.
  [[nodiscard]] core::Result<std::optional<Content>> content();
  /// Each open key once, conservation, journal and warehouse tell of the same runs, the archive is undamaged.
  void expect_whole(const Content& control);
  void save(const std::filesystem::path& to) const;

 private:
  Source& source_;
  TemporaryFolder folder_{TemporaryFolder::On::memory};
  std::filesystem::path root_ = folder_.path() / "disk";
  std::filesystem::path state_ = root_ / "state";
  std::unique_ptr<PowerCutFiles> files_;
  daemon::settings::Settings settings_;
  core::FixedClock clock_{core::Instant{}};
};

}  // namespace sluss::tests
