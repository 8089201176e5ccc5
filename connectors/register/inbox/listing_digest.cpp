#include "connectors/register/inbox/listing_digest.h"

#include <fmt/format.h>

#include <string_view>

#include "core/ids.h"

namespace sluss::connectors::registers {

std::string listing_digest(std::span<const InboxFile> files) {
  core::Sha256Hasher hasher;
  for (const auto& file : files) {
    hasher.update(file.name);
    hasher.update(std::string_view("\0", 1));  // a name has none in it
    hasher.update(fmt::format("{} {} {}\n", file.stamp.bytes, file.stamp.modified_nanos, file.stamp.inode));
  }
  return hasher.finish().hex();
}

}  // namespace sluss::connectors::registers
