#pragma once
// The engines of this program, by the scheme of a warehouse's URL. Nothing else knows which there are: a new one is a
// line in engines.cpp. Any thread.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/files.h"
#include "core/spill.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse {

struct EngineOptions {
  std::string url;                     ///< "duckdb:/var/lib/sluss/warehouse"
  std::size_t states = 2;              ///< how many stay, the one that is read included; at least 1
  std::string memory_limit = "512MB";  ///< of the writer, and of each reader
  int reader_threads = 2;              ///< of each reader
  core::Spill spill = {};              ///< of the writer, and of each reader; without a folder: the engine's choice
  std::int64_t numbers_above = 0;      ///< new states get higher numbers than this (Warehouse::highest_number)
  std::optional<std::uint32_t> group = {};  ///< its members may read the states; nothing: the owner alone
  Steps steps = {};                         ///< called with what begins while an older schema is migrated
};

/// The URL of a warehouse that is kept in a folder.
[[nodiscard]] std::string folder_url(const std::filesystem::path& folder);

/// An engine answers to the URL, and can keep its data there. Config class "config.warehouse", "config.path".
[[nodiscard]] core::Result<> check_url(std::string_view url);

/// Opens; writes nothing. `files` outlives it. Errors: "config.warehouse".
[[nodiscard]] core::Result<std::unique_ptr<Warehouse>> open_warehouse(core::Files& files, const EngineOptions& options);

/// Of whichever engine.
[[nodiscard]] FileKind file_kind(const std::filesystem::path& file);

}  // namespace sluss::warehouse
