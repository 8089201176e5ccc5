#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/descriptor.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t largest_secret = 64U << 10U;

/// Nothing when the file is not there. The mode is asked of the open file, so that it cannot be another one.
core::Result<core::Secret> read_secret(const fs::path& path, bool check_mode) {
  const core::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  const core::Place place{path.string(), 0, 0, ""};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return core::fail(core::ErrorClass::config, "credential.unreadable", "the credential's file cannot be read",
                      "Let the user that runs sluss own it: chown USER " + path.string(), place);
  }
  if (check_mode && (status.st_mode & 0077U) != 0) {
    return core::fail(core::ErrorClass::config, "credential.mode",
                      "others than its owner may read the credential's file", "chmod 600 " + path.string(), place);
  }
  std::string text(largest_secret + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const auto got = ::read(file.number(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
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

struct Found {
  fs::path path;
  bool check_mode = true;  ///< systemd guards its folder itself
};

core::Result<Found> find_secret(const Settings& settings, std::string_view name) {
  if (name.empty() || name.starts_with('.') || name.find('/') != std::string_view::npos) {
    return core::fail(core::ErrorClass::config, "config.credential_name", "not the name of a credential",
                      "A name is a file's name without folders.");
  }
  std::error_code problem;
  std::string looked;
  if (const char* folder = std::getenv("CREDENTIALS_DIRECTORY"); folder != nullptr && *folder != '\0') {
    const auto path = fs::path(folder) / name;
    if (fs::exists(path, problem)) return Found{path, false};
    looked = path.string() + " or ";
  }
  const auto path = settings.file.parent_path() / "credentials" / name;
  if (fs::exists(path, problem)) return Found{path, true};
  return core::fail(
      core::ErrorClass::config, "credential.missing", "the credential '" + std::string(name) + "' is not there",
      "Write the secret to " + looked + path.string() + " and chmod 600 it, or pass it with systemd's LoadCredential=.",
      {path.string(), 0, 0, ""});
}

}  // namespace

core::Result<core::Secret> credential(const Settings& settings, std::string_view name) {
  SLUSS_ASSIGN(const auto found, find_secret(settings, name));
  return read_secret(found.path, found.check_mode);
}

core::Result<fs::path> credential_file(const Settings& settings, std::string_view name) {
  SLUSS_ASSIGN(auto found, find_secret(settings, name));
  SLUSS_TRY(read_secret(found.path, found.check_mode));
  return std::move(found.path);
}

core::Result<connectors::http::Options> http_options(const Settings& settings) {
  auto options = settings.http;
  if (!settings.http_proxy_credential.empty()) {
    SLUSS_ASSIGN(options.proxy_password, credential(settings, settings.http_proxy_credential));
  }
  if (!settings.http_client_key_credential.empty()) {
    SLUSS_ASSIGN(options.client_key_passphrase, credential(settings, settings.http_client_key_credential));
  }
  return options;
}

}  // namespace sluss::daemon::settings
