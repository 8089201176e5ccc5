#pragma once
// What to do about a Trouble, where it is the same for files that are fetched and for those that are delivered. Pure.

#include <string>
#include <string_view>

#include "connectors/sftp/session.h"

namespace sluss::connectors::sftp {

/// Of Failure::host_key.
[[nodiscard]] std::string host_key_remedy(const Trouble& trouble);
/// Of Failure::denied; `address` is the key of the configuration that has the user: "url".
[[nodiscard]] std::string denied_remedy(const Options& options, std::string_view address);

}  // namespace sluss::connectors::sftp
