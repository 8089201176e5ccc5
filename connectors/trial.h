#pragma once
// What a kind understands of one file, without changing anything: `sluss source try`. Only a kind whose sources are
// files has it. One thread.

#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/source.h"
#include "core/error.h"
#include "core/files.h"

namespace sluss::connectors {

struct TrialSetting {
  std::filesystem::path file;
  std::string mapping = {};  ///< a name, or the path of a TOML file; empty: the one that fits
  bool propose = false;      ///< a mapping to start from, whether one fits or not
  std::string proposed_id = {};
  std::vector<std::filesystem::path> config_folders = {};
  core::Files& files;
  std::filesystem::path scratch;  ///< an empty folder of this trial alone, which outlives it
  /// Whether a text is an area's code or name; empty: not known.
  std::function<bool(std::string_view)> is_area = {};
  std::stop_token stop = {};
  std::size_t preview_rows = 5;  ///< of each table
  /// How long the file is read at most, all in all; zero: to its end.
  std::chrono::milliseconds longest{0};
  std::function<void(const Progress&)> progress = {};
};

class Trial {
 public:
  virtual ~Trial() = default;
  /// What a load of the file would cover (Extent::text); empty where it cannot be loaded.
  [[nodiscard]] virtual std::string extent() const = 0;
  /// Reads the file: rows and rejects as the source gives them. Once. Errors: the sink's, storage class, cancelled;
  /// what is wrong with the file is in the report.
  [[nodiscard]] virtual core::Result<> read(RowSink& sink) = 0;
  /// After read(), a JSON object; texts without the numbers of persons, and none of a column that has them:
  /// {"file", "format", "encoding", "delimiter", "sheets": [{"file", "sheet", "rows", "columns", "hidden"}],
  ///  "identities": [{"file", "sheet", "column", "values", "rows"}],
  ///  "mappings": [{"mapping", "name", "header", "error"}],
  ///  "mapping": {"id", "title", "layout", "proposed"} or null, "captures": {name: text}, "period",
  ///  "tables": [{"table", "file", "sheet", "header_row", "columns": [{"name", "heading", "column"}],
  ///    "made": [{"name", "value"}], "missing",
  ///    "unused": [{"heading", "column"}], "unheaded": {column: texts}, "read", "given", "rejected", "cells_rejected",
  ///    "skipped": {reason: rows}, "levels": {level: rows}, "marks": {status: cells}, "keys_not_found"}],
  ///  "previews": [{"table", "columns", "rows": [[text or null]]}], "unused_sheets": [name],
  ///  "unknown_marks": {text: cells}, "rejected", "rejects": [{"file", "sheet", "row", "column", "table", "code",
  ///    "shown"}], "errors": [{"code", "what", "remedy", "place"}], "warnings": [text],
  ///  "in_part": whether `longest` was over before the file was (what is beyond is in nothing of this),
  ///  "proposal": {"id", "toml", "open": [text]} or null}
  [[nodiscard]] virtual std::string report() const = 0;
};

/// Errors of the call, all at once: the file is not there, the mapping has errors.
using TriedFile = std::expected<std::unique_ptr<Trial>, std::vector<core::Error>>;

}  // namespace sluss::connectors
