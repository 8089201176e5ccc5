#pragma once
// Whether the same files are there.

#include <span>
#include <string>

#include "connectors/register/inbox/inbox.h"

namespace sluss::connectors::registers {

/// Of their names, sizes, times and inodes, in their order: 64 hexadecimal digits. Pure.
[[nodiscard]] std::string listing_digest(std::span<const InboxFile> files);

}  // namespace sluss::connectors::registers
