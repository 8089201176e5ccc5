#pragma once
// Datasets to where people and machines fetch them: a folder, a server by SFTP, a table in another database. Nothing
// half is ever seen under a final name or in a table; what was not delivered is delivered by the next run.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/time.h"
#include "daemon/settings/settings.h"
#include "transforms/datasets/row_writer.h"

namespace sluss::daemon::deliver {

enum class Outcome : std::uint8_t {
  written,    ///< it has its final name, or is in its table
  dated,      ///< the file of the final name is in use: written under the dated name, and the next run tries again
  unchanged,  ///< the target has the same content already
  failed,
};
/// "written", "dated", "unchanged", "failed"
[[nodiscard]] std::string_view name_of(Outcome outcome);

/// What became of one file or table of one [[publish]].
struct Delivery {
  std::string dataset;
  std::string kind;    ///< "folder", "sftp", "odbc"
  std::string to;      ///< the target as configured; it holds no secret
  std::string format;  ///< of a file: "xlsx"; empty: a table, or all formats of a target that failed or is unchanged
  Outcome outcome = Outcome::written;
  std::vector<std::string> places;  ///< paths, addresses, or the table: where it is now
  std::int64_t rows = 0;
  std::uint64_t bytes = 0;  ///< of a file
  std::string sha256;       ///< of the file's bytes, or of a table's content sum (empty when there is none)
  std::string note;         ///< why it is dated
  std::string error_code;   ///< failed
};

/// A whole file on this machine, and what it is to be called.
struct OutgoingFile {
  std::filesystem::path path;
  std::string name;   ///< "nyckeltal_jamforelse.xlsx"
  std::string dated;  ///< "nyckeltal_jamforelse_2026-03-31.xlsx"
  std::string timed;  ///< "nyckeltal_jamforelse_2026-03-31_0615.xlsx": when the dated one is in use too
};

/// Where put() wrote a file.
struct PutResult {
  std::vector<std::string> places;
  bool dated = false;
  std::string note;  ///< by whom or what the final name is in use
};

class FileTarget {
 public:
  virtual ~FileTarget() = default;
  /// Puts the file under its final name: whole or not at all. Errors: "publish.folder", "delivery.…".
  [[nodiscard]] virtual core::Result<PutResult> put(const OutgoingFile& file, std::stop_token stop) = 0;
  /// Whether it can be reached and written to: returns its answer, for people.
  [[nodiscard]] virtual core::Result<std::string> try_out(std::stop_token stop) = 0;
};

class TableTarget {
 public:
  virtual ~TableTarget() = default;
  /// Takes the rows; end() makes them the table's, in one transaction. Destroyed before end() it leaves the table
  /// unchanged.
  [[nodiscard]] virtual std::unique_ptr<transforms::datasets::RowWriter> writer(std::stop_token stop) = 0;
  [[nodiscard]] virtual core::Result<std::string> try_out(std::stop_token stop) = 0;
  /// "odbc:NAME schema.table"
  [[nodiscard]] virtual std::string place() const = 0;
};

using Target = std::variant<std::unique_ptr<FileTarget>, std::unique_ptr<TableTarget>>;

/// The target of a [[publish]], with the secrets that `settings` names for it read. Touches no network.
[[nodiscard]] core::Result<Target> make_target(const settings::Settings& settings,
                                               const settings::PublishTarget& target, core::Files& files);

/// For `sluss check --connect`: the target's answer.
[[nodiscard]] core::Result<std::string> try_target(const settings::Settings& settings,
                                                   const settings::PublishTarget& target, core::Files& files,
                                                   std::stop_token stop);

}  // namespace sluss::daemon::deliver
