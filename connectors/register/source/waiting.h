#pragma once
// The files of an inbox that a job's mapping reads, in the order in which they are loaded. One thread.

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/mapping/mapping.h"
#include "connectors/register/source/choose.h"
#include "connectors/register/table.h"
#include "core/error.h"
#include "core/files.h"

namespace sluss::connectors::registers {

/// A file's name as patterns see it: UTF-8 on one line.
[[nodiscard]] std::string readable_name(std::string_view name);

/// By this name it is one of the mapping's.
[[nodiscard]] bool is_named(const Mapping& mapping, std::string_view name);

struct WaitingSetting {
  const Inbox& inbox;
  const Mapping& mapping;
  const Limits& limits;
  core::Files& files;
  const std::filesystem::path& scratch;
};

/// A mapping whose series is told by cells has each file copied and opened for them, one at a time; one that cannot be
/// read so far is of its series without an order. Errors: "inbox.no_folder".
[[nodiscard]] core::Result<std::vector<WaitingFile>> waiting_files(const WaitingSetting& setting);

/// A copy that is known by its bytes alone: the copied file is removed.
[[nodiscard]] CopiedFile without_copy(const CopiedFile& copied);

}  // namespace sluss::connectors::registers
