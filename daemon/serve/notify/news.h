#pragma once
// What a run brought, as one message tells it: its figures, and the file that it read.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/file_remedy.h"
#include "core/finding.h"
#include "daemon/serve/notify/event.h"
#include "daemon/serve/notify/file_read.h"

namespace sluss::daemon::notify {

struct News {
  // Not explicit: figures alone are news.
  News(NewFigures brought, std::optional<FileRead> read = std::nullopt)  // NOLINT(google-explicit-constructor)
      : figures(std::move(brought)), file(std::move(read)) {}

  NewFigures figures;  ///< may be none, of a run that read a file
  std::optional<FileRead> file;
};

/// From the finding of a run that read it (connectors::file_read); all_rejects is known. `rows`: how many of them are
/// in, sentences; empty: of an older run. `remedy`: what the finding's asks for.
void put_text(FileRead& file, const core::Finding& read, const std::string& rows, core::FileRemedy remedy);
/// "filen lista.xlsx är läst, 3 av 290 rader är inte med"
[[nodiscard]] std::string file_sentence(const FileRead& file);
/// Of a message: what was understood, each reject with its place, what to do.
[[nodiscard]] std::vector<std::string> file_lines(const FileRead& file);
/// Of those: the rejects, with the line above them; none: there are none.
[[nodiscard]] std::vector<std::string> reject_lines(const FileRead& file);

}  // namespace sluss::daemon::notify
