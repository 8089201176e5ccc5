#pragma once
// Deliveries by SFTP: temporary name, rename last.

#include <memory>

#include "connectors/sftp/session.h"
#include "daemon/deliver/delivery.h"

namespace sluss::daemon::deliver {

using SftpOptions = connectors::sftp::Options;

/// The file is uploaded as NAME.part and renamed when it is complete. On a server that does not rename over an old
/// file, that one is removed first: for a moment there is none. An existing NAME.part, of an attempt that was cut off
/// or of others who write in the folder, is removed first. Errors: delivery.host_key, delivery.denied, delivery.folder,
/// delivery.permission (config); delivery.dns, delivery.connect, delivery.timeout, delivery.connection (transient);
/// delivery.full, delivery.server.
[[nodiscard]] std::unique_ptr<FileTarget> sftp_target(SftpOptions options);

}  // namespace sluss::daemon::deliver
