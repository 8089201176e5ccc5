#pragma once
// Where datasets go: a [[publish]] as values. load() reads `to` and the keys that belong to its kind once; a target's
// text is parsed nowhere else.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "connectors/sftp/address.h"
#include "core/files.h"

namespace sluss::daemon::settings {

enum class FileFormat : std::uint8_t { csv, csv_plain, xlsx, parquet, json };
enum class TableMode : std::uint8_t { replace, merge };

/// "folder:/srv/share/nyckeltal"
struct FolderTarget {
  std::filesystem::path path;
  core::FileMode file_mode{.bits = 0644, .group = {}, .exact = false};  ///< of the delivered files, from both below
  std::string mode;                                                     ///< as written: "0640"; empty: not configured
  std::string group;                                                    ///< its name; empty: as the folder gives
};

/// "sftp://user@host:22/in"
struct SftpTarget {
  connectors::sftp::Address address;
  std::vector<std::string> host_keys;  ///< "SHA256:…": any of them is accepted
  std::string credential;              ///< name of a secret: the password, or the key's pass phrase
  std::string key;                     ///< name of a secret: the private key's file
};

struct TableName {
  std::string schema;  ///< empty: the connection's own
  std::string name;
};
/// "schema.name" or "name"; load() checks the names.
[[nodiscard]] TableName parse_table_name(std::string_view text);
[[nodiscard]] std::string to_text(const TableName& table);

/// "odbc:NAME"
struct TableTarget {
  std::string database;  ///< of [target.NAME]
  TableName table;       ///< by default the dataset's name
  TableMode mode = TableMode::replace;
  std::vector<std::string> keys;
};

using PublishTarget = std::variant<FolderTarget, SftpTarget, TableTarget>;

/// "folder", "sftp" or "odbc".
[[nodiscard]] std::string_view kind_of(const PublishTarget& target);
/// `to` as it is shown and recorded: the folder in full, the address as it was meant. It contains no secret.
[[nodiscard]] std::string to_text(const PublishTarget& target);

struct Publish {
  std::string dataset;
  std::vector<FileFormat> formats;  ///< of files; none for a table
  std::string job;                  ///< empty: after any run that changed it
  PublishTarget target;
};

}  // namespace sluss::daemon::settings
