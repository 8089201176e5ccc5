#pragma once
// SFTP by libcurl: pinned host key, temporary name, rename last.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/personal.h"
#include "daemon/deliver/delivery.h"
#include "daemon/settings/sftp_address.h"

namespace sluss::daemon::deliver {

struct SftpOptions {
  settings::SftpAddress address;
  std::vector<std::string> host_keys;  ///< "SHA256:…": each of them is right
  std::filesystem::path key_file;      ///< private key; empty: password
  core::Secret password;               ///< or the key's pass phrase
  settings::DeliveryTimes times;
};

/// The file is uploaded as NAME.part and renamed when it is complete. On a server that does not rename over an old
/// file, that one is removed first: for a moment there is none. An existing NAME.part, of an attempt that was cut off
/// or of others who write in the folder, is removed first. Errors: delivery.host_key, delivery.denied, delivery.folder,
/// delivery.permission (config); delivery.dns, delivery.connect, delivery.timeout, delivery.connection (transient);
/// delivery.full, delivery.server.
[[nodiscard]] std::unique_ptr<FileTarget> sftp_target(SftpOptions options);

}  // namespace sluss::daemon::deliver
