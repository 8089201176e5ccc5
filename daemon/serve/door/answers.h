#pragma once
// Answers that every part gives the same way: problems (RFC 9457) to machines, a plain page in Swedish to people, and
// the headers that keep a browser from being used against its user.

#include <string>
#include <string_view>

#include "core/error.h"
#include "daemon/serve/door/door.h"
#include "daemon/serve/door/identity.h"

namespace sluss::daemon::door {

/// {"type":"about:blank","title":…,"status":…,"code":…,"detail":…,"remedy":…,"class":…}
[[nodiscard]] Response problem(int status, std::string_view code, std::string_view detail, std::string_view remedy = {},
                               std::string_view error_class = {});
/// 404 for "….unknown", 400 for usage, 409 busy, 422 config, 502 source, 503 transient, 500 else.
[[nodiscard]] Response problem(const core::Error& error);
[[nodiscard]] int status_of(const core::Error& error);
/// A page in Swedish, with `code` in small print.
[[nodiscard]] Response error_page(int status, std::string_view code);
/// In the form of the path: below /api a problem, else a page.
[[nodiscard]] Response refused(const Refusal& refusal, std::string_view path);
[[nodiscard]] bool speaks_json(std::string_view path);

[[nodiscard]] std::string_view reason_of(int status);
/// What an error page shows people, in Swedish.
struct ErrorText {
  std::string_view heading, advice;
};
[[nodiscard]] ErrorText error_text(int status);

/// Whatever the handler did not set itself.
void add_security_headers(Response& response, bool tls);
/// "Sun, 06 Nov 1994 08:49:37 GMT"
[[nodiscard]] std::string http_date(std::int64_t seconds);
[[nodiscard]] bool has_header(const Response& response, std::string_view name);
[[nodiscard]] std::string_view header(const Response& response, std::string_view name);

/// Of a file's inode, size and time; empty when it is not there.
[[nodiscard]] std::string file_tag(const std::filesystem::path& file);

}  // namespace sluss::daemon::door
