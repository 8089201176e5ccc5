#include "connectors/register/source/options.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <string>

#include "connectors/register/source/mapping_files.h"
#include "connectors/sftp/address.h"

namespace sluss::connectors::registers {
namespace {

using core::config::Key;
using core::config::TextMeaning;
using core::config::Type;

constexpr std::string_view second = "0.2.0";

}  // namespace

constinit const std::array<Key, 9> source_keys = std::to_array<Key>({
    {.name = "path",
     .measure = "folder or file",
     .description = "The folder in which people and programs put files, local or a mounted share. Files in folders "
                    "below it are not read.",
     .example = "\"/srv/in/hemtjanst\"",
     .since = second},
    {.name = "url",
     .measure = "https:// or sftp:// address",
     .description = "In place of `path`: the address of a file or of a page with tables on the web, which is fetched "
                    "when it has changed and where the host's robots.txt permits it; or a folder on an SFTP server, of "
                    "which \"sftp://user@host/in/*.csv\" takes the files of such names. Nothing is changed there.",
     .example = "\"https://www.example.se/statistik/hemtjanst.xlsx\"",
     .since = second},
    {.name = "host_key",
     .measure = "SHA256:…",
     .description = "The fingerprint of an SFTP server's host key; several with spaces between.",
     .example = "\"SHA256:uCXBupfP0kM0rTupm1fOKlFtVcbqOpO+LZcoeyVJ5lk\"",
     .since = second},
    {.name = "key",
     .measure = "name of a secret",
     .description = "The private key with which Sluss logs in on an SFTP server, by the name of its credential.",
     .example = "\"sftp_nyckel\"",
     .since = second,
     .meaning = TextMeaning::secret_name},
    {.name = "credential",
     .measure = "name of a secret",
     .description = "The password on an SFTP server, or the pass phrase of `key`, by the name of its credential.",
     .example = "\"sftp_losenord\"",
     .since = second,
     .meaning = TextMeaning::secret_name},
    {.name = "one_file",
     .type = Type::boolean,
     .standard = "false",
     .description = "`path` is one file, not a folder: whatever has that name is read.",
     .example = "true",
     .since = second},
    {.name = "largest_file",
     .type = Type::size,
     .standard = "\"20GB\"",
     .measure = "size",
     .description = "A larger file is not taken. Each file is copied to the state's disk before it is read.",
     .least = 1024,
     .most = 1e13,
     .since = second},
    {.name = "largest_unpacked",
     .type = Type::size,
     .standard = "\"20GB\"",
     .measure = "size",
     .description = "What a packed file (zip, gz, a workbook) may hold, all together; one that holds more is rejected.",
     .least = 1024,
     .most = 1e13,
     .since = second},
    {.name = "most_rows",
     .type = Type::integer,
     .standard = "50000000",
     .measure = "rows",
     .description = "Of one sheet or member; a file with more is rejected.",
     .least = 1,
     .most = 1e12,
     .since = second},
});

constinit const std::array<Key, 1> job_keys = std::to_array<Key>({
    {.name = "mapping",
     .required = true,
     .measure = "name of a mapping",
     .description = "How the files are read: sources/<mapping>.toml in a configuration folder. Of the source's files "
                    "those whose names the mapping has are the job's; the others are left.",
     .example = "\"hemtjanstindex\"",
     .since = second},
});

namespace {

void check_path(const std::string& path, Problems& problems) {
  if (path.empty() || std::filesystem::path(path).is_absolute()) return;
  problems.fail("path", "config.path", "'" + path + "' is no absolute path",
                "Write it from the root: \"/srv/in/" + path + "\".");
}

/// Blanks and letters beyond ASCII are written as %20 in an address.
bool is_plain_address(std::string_view url) {
  return std::ranges::all_of(url, [](unsigned char c) { return c > 0x20 && c < 0x7F && c != '"' && c != '\\'; });
}

bool has_user(std::string_view url) {
  const auto authority = url.substr(url.find("://") + 3);
  return authority.substr(0, authority.find_first_of("/?#")).contains('@');
}

void check_web(const std::string& url, Problems& problems) {
  const auto host = url.substr(url.find("://") + 3);
  if (has_user(url)) {
    problems.fail("url", "config.secret_written", "the address carries a user or a password",
                  "Take it out: files are fetched from addresses that everybody may read.");
  } else if (!is_plain_address(url) || host.empty() || host.starts_with('/')) {
    problems.fail("url", "config.url", "this is no web address",
                  "Copy it from the browser's address field: blanks and letters such as å are %20 and %C3%A5 there.");
  }
}

void check_server(const core::config::Table& source, Problems& problems) {
  const auto address = sftp::parse_address(source.text("url"));
  if (!address) {
    problems.fail("url", address.error());
  } else if (address->folder.substr(0, address->folder.rfind('/') + 1).contains('*')) {
    problems.fail("url", "config.url", "a * is not in the last part of the address",
                  "Name the folder, and write a * in the names of its files alone: \"sftp://user@host/in/*.csv\".");
  }
  if (sftp::parse_host_keys(source.text("host_key")).empty()) {
    problems.fail(source.has("host_key") ? "host_key" : "url", "config.host_key",
                  source.has("host_key") ? "this is no fingerprint" : "the server's host key is not pinned",
                  "Write host_key = \"SHA256:…\", as the server's owner gives it; `ssh-keyscan -p PORT HOST | "
                  "ssh-keygen -lf -` shows what the server says.");
  }
  if (source.text("key").empty() && source.text("credential").empty()) {
    problems.fail("url", "config.missing", "the source names neither a password nor a key",
                  "Name the secret that holds it: key = \"NAME\" for a private key, credential = \"NAME\" for a "
                  "password.");
  }
}

/// Keys of an SFTP server are of no other place.
void check_no_login(const core::config::Table& source, Problems& problems) {
  for (const auto* key : {"host_key", "key", "credential"}) {
    if (!source.has(key) || source.text(key).empty()) continue;
    problems.fail(key, "config.together", std::string(key) + " belongs to an sftp:// address",
                  "Take it out: folders and addresses on the web are read without it.");
  }
}

}  // namespace

void check_source(const core::config::Table& source, Problems& problems) {
  const auto& path = source.text("path");
  const auto& url = source.text("url");
  if (path.empty() == url.empty()) {
    problems.fail(path.empty() ? "path" : "url", path.empty() ? "config.missing" : "config.together",
                  path.empty() ? "the source has neither `path` nor `url`" : "`path` and `url` exclude each other",
                  "Write path = \"/srv/in/…\" for a folder, or url = \"https://…\" or \"sftp://…\" for one elsewhere.");
    return;
  }
  if (is_sftp(url)) {
    check_server(source, problems);
    return;
  }
  check_no_login(source, problems);
  check_path(path, problems);
  if (url.empty()) return;
  if (source["one_file"].boolean) {
    problems.fail("one_file", "config.together", "an address on the web is one file always", "Take out one_file.");
  }
  if (url.starts_with("https://") || url.starts_with("http://")) {
    check_web(url, problems);
  } else {
    problems.fail("url", "config.url", "files are fetched over https:// (or http://) and sftp://",
                  "Write the whole address: \"https://www.example.se/statistik/fil.xlsx\".");
  }
}

std::vector<core::Error> check_job_files(const core::config::Table& job,
                                         const std::vector<std::filesystem::path>& config_folders) {
  const auto& name = job.text("mapping");
  if (name.empty()) return {};
  const auto mapping = read_mapping(name, config_folders);
  return mapping ? std::vector<core::Error>() : mapping.error();
}

bool is_sftp(std::string_view url) {
  return url.starts_with("sftp://");
}

InboxOptions inbox_of(const core::config::Table& source) {
  InboxOptions options;
  options.path = source.text("path");
  options.one_file = source["one_file"].boolean;
  if (source.has("largest_file")) options.most_bytes = source["largest_file"].size;
  return options;
}

Limits limits_of(const core::config::Table& source) {
  Limits limits;
  if (source.has("largest_unpacked"))
    limits.unpacked_bytes = static_cast<std::int64_t>(source["largest_unpacked"].size);
  if (source.has("most_rows")) limits.rows = source.integer("most_rows");
  return limits;
}

Limits limits_of_archived() {
  Limits limits;
  limits.unpacked_bytes = std::numeric_limits<std::int64_t>::max();
  limits.rows = std::numeric_limits<std::int64_t>::max();
  return limits;
}

}  // namespace sluss::connectors::registers
