#include <algorithm>
#include <cctype>
#include <set>

#include "core/ids.h"
#include "core/text.h"
#include "core/users.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/schema.h"
#include "daemon/settings/validate.h"
#include "warehouse/engines.h"

namespace sluss::daemon::settings {
namespace {

namespace fs = std::filesystem;

bool only(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view small = "abcdefghijklmnopqrstuvwxyz0123456789_";
constexpr std::string_view small_dash = "abcdefghijklmnopqrstuvwxyz0123456789_-";
constexpr std::string_view credential_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

}  // namespace

fs::path beside(const Settings& settings, const fs::path& path) {
  if (path.empty() || path.is_absolute()) return path;
  return (settings.file.parent_path() / path).lexically_normal();
}

void require(Draft& draft, std::string_view table, const std::string& path, std::string_view kind) {
  for (const auto& key : keys()) {
    const bool concerns = key.kind.empty() || key.kind == kind;
    const std::string key_path = path.empty() ? std::string(key.name) : path + "." + std::string(key.name);
    if (key.table != table) continue;
    if (key.required && concerns && !draft.said(key_path)) {
      draft.fail("config.missing", key_path + " is missing", "Write it, for example: " + shown_key(key),
                 draft.place(key_path));
    }
    if (concerns && needs_words(key) && draft.blank.contains(key_path)) {
      draft.fail("config.empty", key_path + " is empty", "Write a value, for example: " + shown_key(key),
                 draft.place(key_path));
    }
    if (!concerns && !kind.empty() && draft.said(key_path)) {
      draft.fail("config.not_of_kind",
                 key_path + " belongs to sources of kind " + std::string(key.kind) + ", and this is of kind " +
                     std::string(kind),
                 "Remove it, or name another source.", draft.place(key_path));
    }
  }
}

void check_credential(Draft& draft, const std::string& name, const std::string& path) {
  if (name.empty() || (only(name, credential_characters) && !name.starts_with('.'))) return;
  draft.fail("config.credential_name", path + " is not the name of a credential",
             "Write the name of a file in $CREDENTIALS_DIRECTORY or in credentials/ beside sluss.toml; the secret "
             "itself never stands here.",
             draft.place(path));
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

void check_connection(Draft& draft, const std::string& connection, const std::string& path) {
  const auto text = core::lower(connection);
  for (const std::string_view word : {"pwd=", "password=", "passwd="}) {
    if (text.find(word) == std::string::npos) continue;
    draft.fail("config.secret_written", path + " carries a password",
               "Take it out and name its credential: credential = \"NAME\".", draft.place(path));
    break;
  }
}

namespace {

void check_municipality(Draft& draft) {
  auto& settings = draft.settings;
  if (!draft.given("municipality")) return;
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

bool has_user_information(std::string_view url) {
  const auto begin = url.find("://");
  if (begin == std::string_view::npos) return false;
  const auto authority = url.substr(begin + 3, url.find_first_of("/?#", begin + 3) - begin - 3);
  return authority.find('@') != std::string_view::npos;
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
    std::error_code problem;
    if (!fs::is_regular_file(*file, problem)) {
      draft.fail("config.file", std::string(path) + " names a file that is not there: " + *file,
                 "Put the file there, or mend the path.", draft.place(path));
    }
  }
  if (http.contact.find_first_of("\r\n()") != std::string::npos || http.contact.size() > 200) {
    draft.fail("config.value", "http.contact holds line breaks or parentheses, or is longer than 200 characters",
               "Write an e-mail address or a web address.", draft.place("http.contact"));
  }
}

void check_source_secrets(Draft& draft, const Source& source, const std::string& path) {
  check_credential(draft, source.credential, path + ".credential");
  const auto named = [&](const std::string& key, const std::string& of, const std::string& name) {
    check_credential(draft, name, key);
    if (!name.empty()) return;
    draft.fail("config.credential_name", key + " names no credential for " + of,
               "Write the name of its credential, or take it away.", draft.place(key));
  };
  for (const auto& [header, name] : source.secret_headers) {
    named(path + ".secret_headers", header, name);
    if (only(header, credential_characters)) continue;
    draft.fail("config.header", path + ".secret_headers names no HTTP header",
               "A header's name has letters, digits and dashes.", draft.place(path + ".secret_headers"));
  }
  for (const auto& [parameter, name] : source.secret_query) named(path + ".secret_query", parameter, name);
  check_connection(draft, source.connection, path + ".connection");
  if (has_user_information(source.url) || source.url.find('?') != std::string::npos) {
    draft.fail("config.secret_written", path + ".url carries a user, a password or parameters",
               "Name secrets in secret_headers or secret_query.", draft.place(path + ".url"));
  }
}

void check_sources(Draft& draft) {
  for (auto& source : draft.settings.sources) {
    const std::string path = "source." + source.name;
    if (!only(source.name, small_dash)) {
      draft.fail("config.name", "a source's name has a-z, 0-9, _ and - only", "Rename it, and in the jobs that use it.",
                 draft.place(path));
    }
    if (source.kind != "kolada" && source.kind != "odbc") {
      if (!draft.said(path + ".kind")) {
        draft.fail("config.kind", "no kind of source is named '" + source.name + "'",
                   "Say which it is: kind = \"kolada\" or kind = \"odbc\".", draft.place(path));
      }
      continue;
    }
    require(draft, "source", path, source.kind);
    if (source.kind == "kolada") {
      if (source.url.empty()) source.url = "https://api.kolada.se/v3";
      while (source.url.ends_with('/')) source.url.pop_back();
      if (!source.url.starts_with("https://") && !source.url.starts_with("http://")) {
        draft.fail("config.url", path + ".url is not a web address", "Begin with https:// (or http:// for a test).",
                   draft.place(path + ".url"));
      }
    }
    check_source_secrets(draft, source, path);
  }
}

void check_indicator(Draft& draft, const std::string& text, const std::string& path, const core::Place& where) {
  if (text == "*") return;
  if (const auto colon = text.find(':'); colon != std::string::npos) {
    const auto prefix = text.substr(0, colon);
    const auto rest = text.substr(colon + 1);
    static const std::vector<std::string> prefixes{"set", "kpigroup", "title", "operating_area"};
    if (std::ranges::find(prefixes, prefix) == prefixes.end()) {
      const auto near = nearest(prefix, prefixes);
      draft.fail("config.selection", "'" + text + "' is no selection of indicators",
                 near.empty() ? "Begin with set:, kpigroup:, title: or operating_area:, or write an id as \"N15428\"."
                              : "Did you mean '" + near + ":" + rest + "'?",
                 where);
    } else if (rest.empty()) {
      draft.fail("config.selection", "nothing stands after '" + prefix + ":'", "Write what to select.", where);
    } else if (prefix == "set") {
      if (const auto set = indicator_set(draft.settings.config_folders, rest); !set)
        draft.fail(set.error().code, set.error().what, set.error().remedy, where);
    }
    return;
  }
  const bool letter = !text.empty() && std::isupper(static_cast<unsigned char>(text.front())) != 0;
  if (text.size() == 6 && letter && only(std::string_view(text).substr(1), "0123456789")) return;
  std::string remedy = "An id is a letter and five digits, for example \"N15428\".";
  std::string upper = text;
  if (!upper.empty()) upper.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(upper.front())));
  if (upper != text && upper.size() == 6 && only(std::string_view(upper).substr(1), "0123456789"))
    remedy = "Write \"" + upper + "\".";
  draft.fail("config.selection", path + ": '" + text + "' is no selection of indicators", remedy, where);
}

void check_areas(Draft& draft, const std::vector<std::string>& texts, const std::string& path, bool compare) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto& text = texts[i];
    const auto where = draft.place(path + "." + std::to_string(i));
    const bool group = text.starts_with("group:");
    if (text.empty() || (group && text.size() == 6)) {
      draft.fail("config.selection", path + " holds an empty selection", "Write what to select, or take it out.",
                 where);
    } else if (compare && text != "riket" && text != "county" && !group) {
      const auto near = nearest(text, {"riket", "county"});
      draft.fail("config.selection", "'" + text + "' is nothing to compare with",
                 near.empty() ? "Write \"riket\", \"county\" or \"group:THEME\"." : "Did you mean '" + near + "'?",
                 where);
    } else if (only(text, "0123456789") && text.size() < 4) {
      draft.fail("config.selection", "'" + text + "' is no area's code",
                 "A municipality's code has four digits: \"" + std::string(4 - text.size(), '0') + text + "\"?", where);
    }
  }
}

void check_job(Draft& draft, std::size_t index, std::set<std::string>& names) {
  auto& job = draft.settings.jobs[index];
  const std::string path = "job." + std::to_string(index);
  check_name(draft, job.name, path + ".name", "a job's name");
  if (!job.name.empty() && !names.insert(job.name).second) {
    draft.fail("config.duplicate", "another job is named '" + job.name + "' too", "Give each job a name of its own.",
               draft.place(path + ".name"));
  }
  if (job.source == "kolada" && find_source(draft.settings, "kolada") == nullptr) {
    draft.settings.sources.push_back({.name = "kolada", .kind = "kolada", .url = "https://api.kolada.se/v3"});
  }
  const auto* source = find_source(draft.settings, job.source);
  if (source == nullptr) {
    require(draft, "job", path);
    if (!draft.given(path + ".source")) return;
    std::vector<std::string> known{"kolada"};
    for (const auto& s : draft.settings.sources) known.push_back(s.name);
    const auto near = nearest(job.source, known);
    draft.fail("config.reference", "no source is named '" + job.source + "'",
               near.empty() ? "Add a table [source." + (job.source.empty() ? "NAME" : job.source) + "]."
                            : "Did you mean '" + near + "'?",
               draft.place(path + ".source"));
    return;
  }
  require(draft, "job", path, source->kind);
  if (draft.given(path + ".indicators") && job.indicators.empty()) {
    draft.fail("config.selection", path + ".indicators is empty", "Select something; [\"*\"] is everything.",
               draft.place(path + ".indicators"));
  }
  for (std::size_t i = 0; i < job.indicators.size(); ++i) {
    check_indicator(draft, job.indicators[i], path + ".indicators",
                    draft.place(path + ".indicators." + std::to_string(i)));
  }
  if (job.areas.empty()) {
    draft.fail("config.selection", path + ".areas is empty", "Select something; [\"*\"] is everything.",
               draft.place(path + ".areas"));
  }
  check_areas(draft, job.areas, path + ".areas", false);
  check_areas(draft, job.compare, path + ".compare", true);
  check_areas(draft, job.units, path + ".units", false);
  if (!job.table.empty() && (!only(job.table, small) || std::isdigit(static_cast<unsigned char>(job.table[0])) != 0 ||
                             job.table.size() > 60)) {
    draft.fail("config.name", "a table's name has a-z, 0-9 and _ only, and begins with a letter", "Rename it.",
               draft.place(path + ".table"));
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
  std::set<std::string> names;
  for (std::size_t i = 0; i < draft.settings.jobs.size(); ++i) check_job(draft, i, names);
  check_databases(draft);
  for (std::size_t i = 0; i < draft.settings.publish.size(); ++i) check_publish(draft, i);
  validate_daemon(draft);
}

}  // namespace sluss::daemon::settings
