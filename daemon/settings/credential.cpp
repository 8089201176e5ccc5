#include "daemon/settings/credential.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "core/descriptor.h"
#include "core/system_text.h"
#include "daemon/settings/named_credentials.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t largest_secret = 64U << 10U;

std::unexpected<core::Error> unreadable(const fs::path& path, const std::string& why) {
  return core::fail(core::ErrorClass::config, "credential.unreadable", "the credential's file cannot be read: " + why,
                    "Put a file that holds the secret there, one of this machine's own, and nothing else.",
                    {path.string(), 0, 0, ""});
}

/// Whether it exists and is valid, this user cannot check. The service need not read it: its unit passes it.
std::unexpected<core::Error> closed(const fs::path& path) {
  const auto name = path.filename().string();
  return core::fail(core::ErrorClass::config, credential_closed,
                    "the credential '" + name + "' may not be read by this user",
                    "Its unit passes it to the service: LoadCredential=" + name + ":" + path.string() +
                        ". What needs it by hand runs as a user who may read it.",
                    {path.string(), 0, 0, ""});
}

/// The mode is read from the open file, so that it cannot be another file's.
core::Result<core::Secret> read_secret(const fs::path& path, bool check_mode) {
  const core::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0) return errno == EACCES ? closed(path) : unreadable(path, core::system_text(errno));
  struct stat status{};
  const core::Place place{path.string(), 0, 0, ""};
  if (::fstat(file.number(), &status) != 0) return unreadable(path, core::system_text(errno));
  if (!S_ISREG(status.st_mode)) return unreadable(path, "it is no regular file");
  if (check_mode && (status.st_mode & 0077U) != 0) {
    return core::fail(core::ErrorClass::config, "credential.mode",
                      "others than its owner may read the credential's file", "chmod 600 " + path.string(), place);
  }
  std::string text(largest_secret + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const auto got = ::read(file.number(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {  // half a secret is none
      const int number = errno;
      ::explicit_bzero(text.data(), text.size());
      return unreadable(path, core::system_text(number));
    }
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty() || size > largest_secret) {
    ::explicit_bzero(text.data(), text.size());
    return core::fail(core::ErrorClass::config, "credential.value", "the credential's file is empty or above 64 KiB",
                      "Write the secret into it, nothing else.", place);
  }
  return core::Secret(std::move(text));
}

struct SecretFile {
  fs::path path;
  bool check_mode = true;  ///< systemd guards its folder itself
};

/// A file that may not be examined is not taken for missing.
core::Result<bool> is_there(const fs::path& path) {
  std::error_code problem;
  const auto kind = fs::status(path, problem).type();
  if (kind == fs::file_type::not_found) return false;
  if (kind != fs::file_type::none) return true;
  if (problem == std::errc::permission_denied) return closed(path);
  return unreadable(path, problem.message());
}

core::Result<SecretFile> find_secret(const Settings& settings, std::string_view name) {
  if (name.empty() || name.starts_with('.') || name.find('/') != std::string_view::npos) {
    return core::fail(core::ErrorClass::config, "config.credential_name", "not the name of a credential",
                      "A name is a file's name without folders.");
  }
  std::string places;
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  const bool passed = folder != nullptr && *folder != '\0';
  if (passed) {
    const auto path = fs::path(folder) / name;
    const bool there = SLUSS_TRY(is_there(path));
    if (there) return SecretFile{path, false};
    places = path.string() + " or ";
  }
  const auto path = settings.file.parent_path() / "credentials" / name;
  const auto there = is_there(path);
  if (!there && passed && there.error().code == credential_closed) {
    return core::fail(core::ErrorClass::config, "credential.missing",
                      "the unit does not pass the credential '" + std::string(name) + "', and this user may not read " +
                          path.string(),
                      "Name it in the unit: LoadCredential=" + std::string(name) + ":" + path.string() +
                          "; then systemctl daemon-reload, and restart it.",
                      {path.string(), 0, 0, ""});
  }
  if (!there) return std::unexpected(there.error());
  if (*there) return SecretFile{path, true};
  return core::fail(
      core::ErrorClass::config, "credential.missing", "the credential '" + std::string(name) + "' is not there",
      "Write the secret to " + places + path.string() + " and chmod 600 it, or pass it with systemd's LoadCredential=.",
      {path.string(), 0, 0, ""});
}

}  // namespace

core::Result<core::Secret> credential(const Settings& settings, std::string_view name) {
  const auto found = SLUSS_TRY(find_secret(settings, name));
  return read_secret(found.path, found.check_mode);
}

core::Result<fs::path> credential_file(const Settings& settings, std::string_view name) {
  auto found = SLUSS_TRY(find_secret(settings, name));
  SLUSS_TRY(read_secret(found.path, found.check_mode));
  return std::move(found.path);
}

core::Result<connectors::http::Options> http_options(const Settings& settings) {
  auto options = settings.http;
  if (!settings.http_proxy_credential.empty()) {
    options.proxy_password = SLUSS_TRY(credential(settings, settings.http_proxy_credential));
  }
  if (!settings.http_client_key_credential.empty()) {
    options.client_key_passphrase = SLUSS_TRY(credential(settings, settings.http_client_key_credential));
  }
  return options;
}

}  // namespace sluss::daemon::settings
