#pragma once
// A file of rows opened by what it is (format.h), whatever it is called. A .gz is unpacked into the scratch folder and
// opened there. One thread; the file and the scratch folder outlive the document.

#include <filesystem>
#include <memory>
#include <optional>

#include "connectors/register/csv/csv.h"
#include "connectors/register/csv/fixed_width.h"
#include "connectors/register/json/json.h"
#include "connectors/register/limits.h"
#include "connectors/register/sheets.h"
#include "core/error.h"
#include "core/files.h"

namespace sluss::connectors::registers {

/// What a mapping knows of its files; the rest is recognised.
struct DocumentHints {
  CsvOptions csv = {};
  std::optional<FixedWidthOptions> fixed_width = {};  ///< a text is of fixed width, and no CSV
  JsonOptions json = {};
};

/// Errors: data class "register.format" (a format that is not read: its name and what to save it as), and those of the
/// format's own open function.
[[nodiscard]] core::Result<std::unique_ptr<Document>> open_document(const std::filesystem::path& path,
                                                                    const DocumentHints& hints, const Limits& limits,
                                                                    core::Files& files,
                                                                    const std::filesystem::path& scratch);

}  // namespace sluss::connectors::registers
