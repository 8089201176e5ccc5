#include "connectors/register/source/watched_place.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "connectors/register/source/options.h"
#include "connectors/register/source/sftp_place.h"
#include "connectors/sftp/address.h"

namespace sluss::connectors::registers {

WatchedPlace watched_place_of(const core::config::Table& source) {
  const auto& url = source.text("url");
  const auto options = inbox_of(source);
  if (url.empty()) {
    std::error_code unknown;
    auto folder = std::filesystem::weakly_canonical(options.folder(), unknown);
    if (unknown) return {};
    if (folder.filename().empty()) folder = folder.parent_path();
    return {.folder = folder.string(), .only = options.only()};
  }
  if (!is_sftp(url)) return {};
  auto address = sftp::parse_address(url);
  if (!address) return {};
  auto there = server_folder_of(*std::move(address), options.one_file);
  return {.folder = there.folder.text(), .only = std::move(there.only)};
}

}  // namespace sluss::connectors::registers
