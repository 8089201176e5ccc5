#pragma once
// One file, or a page with tables, at an address on the web, as the place of a source's files (place.h). It is fetched
// only if it has changed since the version that was loaded (ETag, Last-Modified), streamed to the scratch folder, and
// only where the host's robots.txt permits it to a program by the name "sluss". Errors: those of http::Client; config
// class "register.robots"; source class "register.no_file".

#include <memory>
#include <string>

#include "connectors/http/client.h"
#include "connectors/register/source/place.h"

namespace sluss::connectors::registers {

struct HttpPlaceOptions {
  std::string url;
  std::uint64_t most_bytes = 0;
  std::function<bool(std::string_view name)> wanted;  ///< which of the names that the server gives is the mapping's
};

[[nodiscard]] std::unique_ptr<FilePlace> http_place(core::Files& files, std::shared_ptr<http::Client> client,
                                                    HttpPlaceOptions options);

}  // namespace sluss::connectors::registers
