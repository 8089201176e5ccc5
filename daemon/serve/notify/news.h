#pragma once
// What a run brought, as one message tells it: its figures, and the file that it read.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/serve/notify/event.h"

namespace sluss::daemon::notify {

/// A row or a cell of a file that could not be read.
struct FileReject {
  std::string sheet;     ///< empty: the file has no sheets
  std::int64_t row = 0;  ///< from 1; 0: the whole sheet or file
  std::string column;    ///< letters; empty: the whole row
  std::string wrong;     ///< Swedish sentences
  std::string change;
};

/// The file that a run read.
struct FileRead {
  std::string name;
  std::string what;  ///< what was understood, Swedish sentences
  std::string remedy;
  std::vector<FileReject> rejects;  ///< the first ones
  std::int64_t all_rejects = 0;     ///< with those that `rejects` lacks
};
/// By the number of the run.
using FilesRead = std::map<std::int64_t, FileRead>;

struct News {
  // Not explicit: figures alone are news.
  News(NewFigures brought, std::optional<FileRead> read = std::nullopt)  // NOLINT(google-explicit-constructor)
      : figures(std::move(brought)), file(std::move(read)) {}

  NewFigures figures;  ///< may be none, of a run that read a file
  std::optional<FileRead> file;
};

/// "filen lista.xlsx är läst, tre rader eller celler underkändes"
[[nodiscard]] std::string file_sentence(const FileRead& file);
/// Of a message: what was understood, each reject with its place, what to do.
[[nodiscard]] std::vector<std::string> file_lines(const FileRead& file);

}  // namespace sluss::daemon::notify
