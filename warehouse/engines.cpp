#include "warehouse/engines.h"

#include <algorithm>
#include <array>

#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::warehouse {

namespace {

struct Engine {
  std::string_view scheme;
  std::unique_ptr<Warehouse> (*open)(core::Files&, const EngineOptions&, std::string_view place);
  core::Result<> (*check)(std::string_view place);
  FileKind (*file_kind)(const std::filesystem::path& file);
};

std::unique_ptr<Warehouse> open_duckdb(core::Files& files, const EngineOptions& options, std::string_view place) {
  return duckdb::open_duckdb_warehouse(files, {.folder = place,
                                               .generations = options.states,
                                               .memory_limit = options.memory_limit,
                                               .reader_threads = options.reader_threads,
                                               .spill = options.spill,
                                               .numbers_above = static_cast<int>(options.numbers_above),
                                               .group = options.group,
                                               .progress = options.steps});
}

constexpr std::array engines{
    Engine{.scheme = "duckdb", .open = open_duckdb, .check = duckdb::check_folder, .file_kind = duckdb::file_kind},
};

/// An engine, and what follows the scheme in the URL.
struct EngineAt {
  const Engine* engine = nullptr;
  std::string_view place;
};

core::Result<EngineAt> find(std::string_view url) {
  const auto colon = std::min(url.find(':'), url.size());
  const auto* found = std::ranges::find(engines, url.substr(0, colon), &Engine::scheme);
  if (found != engines.end() && colon + 1 < url.size()) return EngineAt{found, url.substr(colon + 1)};
  return core::fail(core::ErrorClass::config, "config.warehouse",
                    "no engine of this version answers to the warehouse's url",
                    "Write \"duckdb:FOLDER\", or leave it out for <state>/warehouse.");
}

}  // namespace

std::string folder_url(const std::filesystem::path& folder) {
  return "duckdb:" + folder.string();
}

core::Result<> check_url(std::string_view url) {
  const auto found = SLUSS_TRY(find(url));
  return found.engine->check(found.place);
}

core::Result<std::unique_ptr<Warehouse>> open_warehouse(core::Files& files, const EngineOptions& options) {
  const auto found = SLUSS_TRY(find(options.url));
  return found.engine->open(files, options, found.place);
}

FileKind file_kind(const std::filesystem::path& file) {
  for (const auto& engine : engines) {
    if (const auto kind = engine.file_kind(file); kind != FileKind::other) return kind;
  }
  return FileKind::other;
}

}  // namespace sluss::warehouse
