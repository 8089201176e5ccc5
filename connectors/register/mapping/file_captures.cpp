#include "connectors/register/mapping/file_captures.h"

#include <fmt/format.h>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "connectors/register/mapping/pattern.h"
#include "connectors/register/sheets.h"
#include "connectors/register/shown.h"

namespace sluss::connectors::registers {

namespace {

/// What the file's name says too must be the same: a name can be mistyped.
bool takes_cell(const Row& row, const Patterns& pattern, const core::Place& place, Summary& summary) {
  for (const auto& cell : row.cells) {
    auto captures = pattern.match(cell.text);
    if (!captures) continue;
    for (auto& [name, text] : *captures) {
      const auto* const known = find_capture(summary.captures, name);
      if (known != nullptr && spelling(*known) != spelling(text) && !summary.not_to_take) {
        summary.two_said = TwoSaid{.by_name = shown(*known), .by_cell = shown(text)};
        summary.not_to_take = core::fail(core::ErrorClass::data, "register.captures",
                                         fmt::format("{} is {} by the file's name, and {} by what stands in it", name,
                                                     shown(*known), shown(text)),
                                         "Correct the one that is wrong, and put the file in again", place)
                                  .error();
      }
      if (known == nullptr) summary.captures.emplace_back(name, std::move(text));
    }
    return true;
  }
  return false;
}

core::Result<> find_cell(const CellCapture& cell, std::span<const Part> parts, SheetOpener& opener, Summary& summary) {
  const Patterns sheets(cell.sheets);
  const Patterns pattern(std::span(&cell.pattern, 1));
  for (const auto& part : parts) {
    for (std::size_t i = 0; i < part.document->sheets().size(); ++i) {
      const auto& sheet = part.document->sheets()[i];
      if (!sheets.empty() && !sheets.matches(sheet.name)) continue;
      auto reader = opener.open(part, i);
      if (!reader) return std::unexpected(refusal(reader.error(), part.name, sheet.name));
      for (std::int64_t read = 0; read < cell.within; ++read) {
        const auto row = (*reader)->next();
        if (!row) return std::unexpected(refusal(row.error(), part.name, sheet.name));
        if (!*row) break;
        const core::Place place{.file = part.name, .line = (*row)->number, .field = sheet.name};
        if (takes_cell(**row, pattern, place, summary)) return {};
      }
    }
  }
  if (!cell.required) return {};
  return core::fail(core::ErrorClass::data, "register.cell_missing",
                    fmt::format("no cell is of the form \"{}\"", cell.pattern),
                    "Correct the pattern of [[cell]], or write required = false");
}

}  // namespace

core::Result<> read_captures(const Mapping& mapping, std::string_view file, std::span<const Part> parts,
                             SheetOpener& sheets, Summary& summary) {
  auto captures = Patterns(mapping.files.names).match(file);
  if (!captures)
    return core::fail(core::ErrorClass::data, "register.name",
                      fmt::format("the file's name is none of those of the mapping {}", mapping.id),
                      "Add its pattern to [files] names, or rename the file", {.file = std::string(file)});
  summary.captures = *std::move(captures);
  for (const auto& cell : mapping.cells) SLUSS_TRY(find_cell(cell, parts, sheets, summary));
  return {};
}

}  // namespace sluss::connectors::registers
