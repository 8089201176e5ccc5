#pragma once
// What libcurl's error of an SFTP exchange means. Pure. For this folder alone.

#include <curl/curl.h>

#include "connectors/sftp/session.h"

namespace sluss::connectors::sftp {

[[nodiscard]] Failure failure_of(CURLcode code);

}  // namespace sluss::connectors::sftp
