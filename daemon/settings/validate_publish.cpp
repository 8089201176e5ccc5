// [[publish]] and [target.NAME]: where datasets go, and what each kind of place needs.
#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>
#include <set>

#include "core/text.h"
#include "daemon/settings/validate.h"
#include "daemon/settings/words.h"

namespace sluss::daemon::settings {
namespace {

namespace fs = std::filesystem;

/// Which kinds of `to` a key belongs to.
struct TargetKey {
  std::string_view key;
  bool folder;
  bool sftp;
  bool odbc;
};
constexpr std::array<TargetKey, 8> target_keys{{{"formats", true, true, false},
                                                {"group", true, false, false},
                                                {"host_key", false, true, false},
                                                {"credential", false, true, false},
                                                {"key", false, true, false},
                                                {"table", false, false, true},
                                                {"mode", true, false, true},
                                                {"keys", false, false, true}}};

/// Three octal digits, with or without a 0 before: reading and writing, never executing or the bits above.
std::optional<std::uint32_t> parse_file_mode(std::string_view text) {
  constexpr std::uint32_t owners = 0600;
  constexpr std::uint32_t possible = 0666;
  if (text.size() == 4 && text.starts_with('0')) text.remove_prefix(1);
  if (text.size() != 3) return std::nullopt;
  std::uint32_t bits = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), bits, 8);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  if ((bits & owners) != owners || (bits & ~possible) != 0) return std::nullopt;
  return bits;
}

FolderTarget read_folder(Draft& draft, const WrittenPublish& written, const std::string& path) {
  FolderTarget folder;
  if (written.to == "folder:") {
    draft.fail("config.publish_to", path + ".to names no folder", "Write \"folder:/path\".", draft.place(path + ".to"));
    return folder;
  }
  folder.path = beside(draft.settings, written.to.substr(7));
  folder.mode = written.mode;
  folder.group = written.group;
  folder.file_mode.group = check_group(draft, folder.group, path + ".group");
  if (folder.file_mode.group) folder.file_mode.bits = 0640;
  folder.file_mode.exact = folder.file_mode.group || !folder.mode.empty();
  if (folder.mode.empty()) return folder;
  if (const auto bits = parse_file_mode(folder.mode)) {
    folder.file_mode.bits = *bits;
    return folder;
  }
  draft.fail("config.file_mode",
             path + ".mode = \"" + folder.mode + "\" gives no rights of files that their owner may read and write",
             "Write \"0644\" (everybody reads), \"0640\" (the group reads), \"0660\" or \"0600\".",
             draft.place(path + ".mode"));
  return folder;
}

SftpTarget read_sftp(Draft& draft, const WrittenPublish& written, const std::string& path) {
  SftpTarget server{.credential = written.credential, .key = written.key};
  if (auto address = connectors::sftp::parse_address(written.to); !address) {
    const bool secret = address.error().code == "config.secret_written";
    draft.fail(secret ? "config.secret_written" : "config.publish_to", path + ".to: " + address.error().what,
               address.error().remedy, draft.place(path + ".to"));
  } else {
    server.address = *std::move(address);
  }
  server.host_keys = connectors::sftp::parse_host_keys(written.host_key);
  if (server.host_keys.empty()) {
    draft.fail(
        "config.host_key",
        path + (written.host_key.empty() ? " does not pin the server's host key" : ".host_key is no fingerprint"),
        "Write host_key = \"SHA256:…\", as the server's owner gives it; `ssh-keyscan -p PORT HOST | ssh-keygen "
        "-lf -` shows what the server says.",
        draft.place(path + ".host_key"));
  }
  if (server.credential.empty() && server.key.empty()) {
    draft.fail("config.missing", path + " names neither a password nor a key",
               "Name the secret that holds it: key = \"NAME\" for a private key, credential = \"NAME\" for a password.",
               draft.place(path + ".to"));
  }
  return server;
}

bool is_table_name(std::string_view name) {
  constexpr std::size_t name_most = 63;  // PostgreSQL's; the others take more
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_\xc3\x85\x84\x96\xa5\xa4\xb6";
  return !name.empty() && name.size() <= name_most && name.find_first_not_of(letters) == std::string_view::npos &&
         std::isdigit(static_cast<unsigned char>(name.front())) == 0;
}

void check_database(Draft& draft, const std::string& name, const std::string& path) {
  if (find_database(draft.settings, name) != nullptr) return;
  std::vector<std::string> known;
  known.reserve(draft.settings.databases.size());
  for (const auto& database : draft.settings.databases) known.push_back(database.name);
  const auto near = nearest(name, known);
  draft.fail("config.reference", "no target is named '" + name + "'",
             near.empty() ? "Add a table [target." + (name.empty() ? "NAME" : name) + "] with its connection."
                          : "Did you mean \"odbc:" + near + "\"?",
             draft.place(path + ".to"));
}

TableName read_table_name(Draft& draft, const std::string& text, const std::string& path) {
  auto table = parse_table_name(text);
  const bool right = is_table_name(table.name) && (text.find('.') == std::string::npos || is_table_name(table.schema));
  if (!right && !text.empty()) {
    draft.fail("config.name", path + ".table is not \"name\" or \"schema.name\" of letters, digits and _",
               "Rename the table.", draft.place(path + ".table"));
  }
  return table;
}

void check_columns(Draft& draft, const TableTarget& table, const std::string& path) {
  const bool merge = table.mode == TableMode::merge;
  if (merge == table.keys.empty()) {
    draft.fail("config.keys",
               path + (merge ? " merges and names no keys" : ".keys belongs to mode = \"merge\", and this replaces"),
               "Write for example mode = \"merge\" and keys = [\"nyckeltal_id\", \"omrade_id\", \"period\"].",
               draft.place(path + (merge ? ".mode" : ".keys")));
  }
  for (std::size_t i = 0; i < table.keys.size(); ++i) {
    if (!core::trimmed(table.keys[i]).empty()) continue;
    draft.fail("config.keys", path + ".keys holds an empty name", "Write a column's name, or take it out.",
               draft.place(path + ".keys." + std::to_string(i)));
  }
  if (std::set<std::string>(table.keys.begin(), table.keys.end()).size() != table.keys.size()) {
    draft.fail("config.keys", path + ".keys names a column twice", "Take one of them away.",
               draft.place(path + ".keys"));
  }
}

TableTarget read_table(Draft& draft, const WrittenPublish& written, const std::string& path) {
  TableTarget table{.database = written.to.substr(5), .table = {}, .keys = written.keys};
  check_database(draft, table.database, path);
  table.table = read_table_name(draft, written.table.empty() ? written.publish.dataset : written.table, path);
  if (!written.mode.empty()) {
    const auto mode = table_mode_words.find(written.mode);
    if (!mode) {
      draft.fail("config.word", "'" + written.mode + "' is not known for " + path + ".mode",
                 "Write one of: " + table_mode_words.listed() + ".", draft.place(path + ".mode"));
      return table;
    }
    table.mode = *mode;
  }
  check_columns(draft, table, path);
  return table;
}

void check_keys_of_kind(Draft& draft, const std::string& path, std::string_view scheme) {
  for (const auto& allowed : target_keys) {
    const auto key = path + "." + std::string(allowed.key);
    const bool fits = scheme == "folder" ? allowed.folder : scheme == "sftp" ? allowed.sftp : allowed.odbc;
    if (fits || !draft.is_written(key)) continue;
    draft.fail("config.not_of_kind", key + " does not belong to a delivery to " + std::string(scheme) + ":",
               "Remove it.", draft.place(key));
  }
}

void check_formats(Draft& draft, const Publish& publish, const std::string& path, std::string_view scheme) {
  if (scheme == "odbc" || (draft.is_written(path + ".formats") && !draft.is_valid(path + ".formats"))) return;
  if (!publish.formats.empty()) return;
  draft.fail(draft.is_written(path + ".formats") ? "config.value" : "config.missing",
             path + ".formats is missing or empty", "Name at least one, for example formats = [\"xlsx\"].",
             draft.place(path + ".formats"));
}

/// From `to` and the keys of its kind; nothing when `to` cannot be read.
std::optional<PublishTarget> read_target(Draft& draft, const WrittenPublish& written, const std::string& path) {
  if (written.to.starts_with("folder:")) return read_folder(draft, written, path);
  if (written.to.starts_with("sftp:")) return read_sftp(draft, written, path);
  if (written.to.starts_with("odbc:")) return read_table(draft, written, path);
  draft.fail("config.publish_to", path + ".to names no place that this version can write to",
             "Write \"folder:/path\", \"sftp://user@host/path\" or \"odbc:NAME\".", draft.place(path + ".to"));
  return std::nullopt;
}

void check_to(Draft& draft, const WrittenPublish& written, Publish& publish, const std::string& path) {
  if (!draft.is_valid(path + ".to")) return;
  auto target = read_target(draft, written, path);
  if (!target) return;
  publish.target = *std::move(target);
  const auto scheme = kind_of(publish.target);
  check_keys_of_kind(draft, path, scheme);
  check_formats(draft, publish, path, scheme);
}

void check_references(Draft& draft, const Publish& publish, const std::string& path) {
  if (!publish.job.empty() && find_job(draft.settings, publish.job) == nullptr) {
    std::vector<std::string> known;
    known.reserve(draft.settings.jobs.size());
    for (const auto& job : draft.settings.jobs) known.push_back(job.name);
    const auto near = nearest(publish.job, known);
    draft.fail("config.reference", "no job is named '" + publish.job + "'",
               near.empty() ? "Name one of your jobs, or leave it out." : "Did you mean '" + near + "'?",
               draft.place(path + ".job"));
  }
  if (publish.dataset.empty()) return;
  std::vector<std::string> known;
  for (const auto& folder : draft.settings.config_folders) {
    std::error_code problem;
    for (auto entry = fs::directory_iterator(folder / "datasets", problem);
         !problem && entry != fs::directory_iterator(); entry.increment(problem)) {
      if (entry->path().extension() == ".toml") known.push_back(entry->path().stem().string());
    }
  }
  if (!known.empty() && std::ranges::find(known, publish.dataset) == known.end()) {
    const auto near = nearest(publish.dataset, known);
    draft.fail("config.reference", "no dataset is named '" + publish.dataset + "'",
               near.empty() ? "`sluss datasets` lists them." : "Did you mean '" + near + "'?",
               draft.place(path + ".dataset"));
  }
}

}  // namespace

void read_publish(Draft& draft, std::size_t index) {
  const auto& written = draft.publish[index];
  auto publish = written.publish;
  const std::string path = "publish." + std::to_string(index);
  require(draft, "publish", path);
  check_credential(draft, written.credential, path + ".credential");
  check_credential(draft, written.key, path + ".key");
  check_to(draft, written, publish, path);
  check_references(draft, publish, path);
  draft.settings.publish.push_back(std::move(publish));
}

void check_databases(Draft& draft) {
  for (const auto& database : draft.settings.databases) {
    const std::string path = "target." + database.name;
    require(draft, "target", path);
    check_table_name(draft, database.name, path, "a target's name", "Rename it, and in each `to`.");
    check_credential(draft, database.credential, path + ".credential");
    check_connection(draft, database.connection, path + ".connection");
  }
}

}  // namespace sluss::daemon::settings
