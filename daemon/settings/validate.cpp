#include <utility>

#include "core/ids.h"
#include "core/text.h"
#include "core/users.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/folders.h"
#include "daemon/settings/plain_secrets.h"
#include "daemon/settings/schema.h"
#include "daemon/settings/validate.h"
#include "warehouse/engines.h"

namespace sluss::daemon::settings {
namespace {

namespace fs = std::filesystem;

bool only(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view small_dash = "abcdefghijklmnopqrstuvwxyz0123456789_-";
constexpr std::string_view credential_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

}  // namespace

fs::path beside(const Settings& settings, const fs::path& path) {
  if (path.empty() || path.is_absolute()) return path;
  return (settings.file.parent_path() / path).lexically_normal();
}

void require(Draft& draft, std::string_view table, const std::string& path, std::string_view kind) {
  for (const auto& key : keys()) {
    const bool belongs = concerns(key, kind);
    const std::string key_path = path.empty() ? std::string(key.name) : path + "." + std::string(key.name);
    if (key.table != table) continue;
    if (key.required && belongs && !draft.is_written(key_path)) {
      draft.fail("config.missing", key_path + " is missing", "Write it, for example: " + example_line(key),
                 draft.place(key_path));
    }
    if (belongs && must_not_be_empty(key) && draft.blank.contains(key_path)) {
      draft.fail("config.empty", key_path + " is empty", "Write a value, for example: " + example_line(key),
                 draft.place(key_path));
    }
    if (!belongs && !kind.empty() && find_key(table, key.name, kind) == &key && draft.is_written(key_path)) {
      draft.fail("config.not_of_kind",
                 key_path + " belongs to sources of kind " + std::string(key.kind) + ", and this is of kind " +
                     std::string(kind),
                 "Remove it, or name another source.", draft.place(key_path));
    }
  }
}

void check_credential(Draft& draft, const std::string& name, const std::string& path) {
  if (name.empty() || (only(name, credential_characters) && !name.starts_with('.'))) return;
  draft.fail(
      "config.credential_name", path + " is not the name of a credential",
      "Write the name of a file in $CREDENTIALS_DIRECTORY or in credentials/ beside sluss.toml, of a-z, A-Z, 0-9, "
      "_, - and ., for example \"smtp\"; the secret itself never belongs here.",
      draft.place(path));
}

void check_file(Draft& draft, const fs::path& file, const std::string& path) {
  std::error_code problem;
  const auto type = fs::status(file, problem).type();
  if (type == fs::file_type::regular) return;
  const bool folder = type == fs::file_type::directory;
  draft.fail("config.file",
             path + (folder ? " names a folder, where a file is meant: " : " names a file that is not there: ") +
                 file.string(),
             folder ? "Name the file in it." : "Put the file there, or mend the path.", draft.place(path));
}

std::optional<std::uint32_t> check_group(Draft& draft, const std::string& name, const std::string& path) {
  if (name.empty()) return std::nullopt;
  const auto known = core::group_number(name);
  if (!known) {
    auto error = known.error();
    error.place = draft.place(path);
    draft.errors.push_back(std::move(error));
    return std::nullopt;
  }
  const auto& number = *known;
  if (!number) {
    draft.fail("config.group", path + ": this machine has no group '" + name + "'",
               "Make it (groupadd --system " + name + ") with the user that runs sluss as a member (usermod -aG " +
                   name + " sluss), or correct the name.",
               draft.place(path));
  }
  return number;
}

void check_name(Draft& draft, const std::string& name, const std::string& path, const std::string& whose) {
  if (name.empty() || only(name, small_dash)) return;
  draft.fail("config.name", whose + " has a-z, 0-9, _ and - only", "Rename it.", draft.place(path));
}

void check_table_name(Draft& draft, const std::string& name, const std::string& path, const std::string& whose,
                      const std::string& remedy) {
  if (only(name, small_dash)) return;
  draft.fail("config.name", whose + " has a-z, 0-9, _ and - only", remedy, draft.place(path));
}

void check_connection(Draft& draft, const std::string& connection, const std::string& path) {
  if (!carries_password(connection)) return;
  draft.fail("config.secret_written", path + " carries a password",
             "Take it out and name its credential: credential = \"NAME\".", draft.place(path));
}

bool has_user_information(std::string_view url) {
  const auto begin = url.find("://");
  if (begin == std::string_view::npos) return false;
  const auto authority = url.substr(begin + 3, url.find_first_of("/?#", begin + 3) - begin - 3);
  return authority.find('@') != std::string_view::npos;
}

namespace {

void check_municipality(Draft& draft) {
  auto& settings = draft.settings;
  if (!draft.is_valid("municipality")) return;
  auto found = find_municipality(settings.config_folders, settings.municipality);
  if (!found) {
    draft.fail(found.error().code, found.error().what, found.error().remedy, draft.place("municipality"));
    return;
  }
  settings.municipality = found->code;
}

void check_folders(Draft& draft) {
  auto& settings = draft.settings;
  settings.state = beside(settings, settings.state);
  const auto url = settings.warehouse_folder.string();
  if (url.empty()) {
    settings.warehouse_folder = settings.state / "warehouse";
  } else if (url.starts_with("duckdb:") && url.size() > 7) {
    settings.warehouse_folder = beside(settings, url.substr(7));
  } else {
    draft.fail("config.warehouse", "no engine of this version answers to the warehouse's url",
               "Write \"duckdb:FOLDER\", or leave it out for <state>/warehouse.", draft.place("warehouse.url"));
  }
  if (const auto fit = warehouse::check_url(warehouse::folder_url(settings.warehouse_folder)); !fit) {
    draft.fail(fit.error().code, fit.error().what, fit.error().remedy,
               draft.place(url.empty() ? "state" : "warehouse.url"));
  }
  settings.warehouse_group_number = check_group(draft, settings.warehouse_group, "warehouse.group");
}

void check_http(Draft& draft) {
  auto& http = draft.settings.http;
  check_credential(draft, draft.settings.http_proxy_credential, "http.proxy_credential");
  check_credential(draft, draft.settings.http_client_key_credential, "http.client_key_credential");
  if (has_user_information(http.proxy)) {
    draft.fail("config.secret_written", "http.proxy carries a user or password",
               "Name the user as proxy_user and the password's credential as proxy_credential.",
               draft.place("http.proxy"));
  }
  for (const auto& [file, path] :
       {std::pair{&http.ca_file, "http.ca_file"}, std::pair{&http.client_certificate, "http.client_certificate"},
        std::pair{&http.client_key, "http.client_key"}}) {
    if (file->empty()) continue;
    *file = beside(draft.settings, *file).string();
    check_file(draft, *file, path);
  }
  if (http.contact.find_first_of("\r\n()") != std::string::npos || http.contact.size() > 200) {
    draft.fail("config.value", "http.contact holds line breaks or parentheses, or is longer than 200 characters",
               "Write an e-mail address or a web address.", draft.place("http.contact"));
  }
}

}  // namespace

void validate(Draft& draft) {
  require(draft, "", "");
  check_municipality(draft);
  check_folders(draft);
  check_http(draft);
  validate_control(draft);
  check_sources(draft);
  check_jobs(draft);
  check_databases(draft);
  for (std::size_t i = 0; i < draft.publish.size(); ++i) read_publish(draft, i);
  validate_daemon(draft);
}

}  // namespace sluss::daemon::settings
