// Any bytes: whatever of a request is ours to read is read or refused, and what is read is as clean as its header says.

#include <cstdint>
#include <string_view>

#include "check.h"
#include "daemon/control/request_target.h"
#include "daemon/control/route_table.h"

using sluss::fuzz::check;
using namespace sluss::daemon::control;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto target = parse_target(text)) {
    const auto& path = target->path;
    check(path.starts_with('/') && is_utf8(path) && path.find('\0') == std::string::npos);
    check((path + "/").find("/../") == std::string::npos && path.find("//") == std::string::npos);
    check(path.find('\\') == std::string::npos && target->query.size() <= 1000);
    const auto rest = match("/{rest...}", path);
    check(rest.has_value() == (path.size() > 1));
    (void)match("/api/{a}/{b}", path);
  }
  if (const auto form = parse_form(text)) {
    for (const auto& [name, value] : *form)
      check(is_utf8(name) && is_utf8(value) && value.find('\0') == std::string::npos);
  }
  if (const auto host = parse_host(text))
    check(!host->name.empty() && host->name.size() <= 253 && host->port.size() <= 5);
  if (const auto origin = parse_origin(text)) check(!origin->port.empty());
  if (const auto bearer = parse_bearer(text)) check(bearer->name.empty() == bearer->secret.empty());
  check(media_type(text).size() <= size);
  (void)names_tag(text, "\"a\"");
  return 0;
}
