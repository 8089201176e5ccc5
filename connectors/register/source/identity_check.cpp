#include "connectors/register/source/identity_check.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/mapping/header.h"
#include "connectors/register/mapping/pattern.h"
#include "connectors/register/source/parts.h"
#include "core/identities.h"
#include "core/identity_scan.h"
#include "core/numbers.h"
#include "core/shown.h"
#include "core/url.h"

namespace sluss::connectors::registers {
namespace {

/// The header of a sheet, of the first of the mapping's tables that has one there.
class SheetHeadings {
 public:
  SheetHeadings(const Mapping* mapping, const std::string& sheet) {
    if (mapping == nullptr) return;
    for (const auto& table : mapping->tables) {
      const Patterns sheets(table.sheets);
      if (table.header.none || (!sheets.empty() && !sheets.matches(sheet))) continue;
      finders_.emplace_back(table, std::vector<MergedCells>());
      tables_.push_back(&table);
    }
  }

  void see(const Row& row) {
    ++read_;
    for (std::size_t i = 0; i < finders_.size() && !header_; ++i) {
      const auto& layout = tables_[i]->header;
      if (read_ > layout.within + layout.rows - 1) continue;
      auto found = finders_[i].row(row);
      if (!found || !*found) continue;
      header_ = **std::move(found);
      table_ = tables_[i];
    }
  }

  void describe(std::size_t column, IdentityHit& hit) const {
    if (!header_) return;
    if (column < header_->headings.size()) hit.heading = core::shown(header_->headings[column]);
    for (std::size_t i = 0; i < header_->columns.size(); ++i)
      hit.needed |= header_->columns[i] == column && table_->columns[i].required;
  }

 private:
  std::deque<HeaderFinder> finders_;
  std::vector<const Table*> tables_;
  std::optional<FoundHeader> header_;
  const Table* table_ = nullptr;
  std::int64_t read_ = 0;
};

std::string rows_text(const std::vector<std::int64_t>& rows) {
  std::string text;
  for (const auto row : rows) text += (text.empty() ? "" : ", ") + std::to_string(row);
  return text;
}

std::string hit_text(const IdentityHit& hit) {
  auto text = hit.file + (hit.sheet.empty() ? "" : ", sheet " + hit.sheet);
  if (!hit.place.empty()) return text + ": beside the cells, in \"" + hit.place + "\"";
  if (hit.column.empty()) return text + ": a name";
  return text + ": column " + hit.column + ", rows " + rows_text(hit.rows) +
         (hit.values > static_cast<std::int64_t>(hit.rows.size()) ? ", …" : "");
}

}  // namespace

core::Result<> IdentityCheck::look_at(const Part& part) {
  look_at_name(part.name);
  for (std::size_t i = 0; i < part.document->sheets().size(); ++i) SLUSS_TRY(look_at_sheet(part, i));
  return look_beside(part);
}

/// Each place counts as a column does: in a thousand formulas some number has the right digits by chance.
core::Result<> IdentityCheck::look_beside(const Part& part) {
  std::map<std::string, core::IdentityScan, std::less<>> scans;
  constexpr std::int64_t texts_between = 1'024;
  std::int64_t seen = 0;
  const auto looked = part.document->other_texts([&](std::string_view place, std::string_view text) -> core::Result<> {
    if (seen++ % texts_between == 0 && stop_.stop_requested()) return stopped();
    auto scan = scans.find(place);
    if (scan == scans.end()) scan = scans.emplace(std::string(place), core::IdentityScan()).first;
    scan->second.add(0, 0, text);
    // A link has signs as digits: "?pnr=19121212%2D1212".
    if (text.contains('%')) {
      if (const auto decoded = core::percent_decoded(text); decoded != text) scan->second.add(0, 0, decoded);
    }
    return {};
  });
  const auto file = shown_name(part.name);
  if (!looked) {
    auto error = looked.error();
    error.place.file = file;
    return std::unexpected(std::move(error));
  }
  for (const auto& [place, scan] : scans) {
    if (scan.any()) hits_.push_back({.file = file, .place = place, .values = scan.columns().front().identities});
  }
  return {};
}

void IdentityCheck::look_at_text(const std::string& file, std::string_view place, std::string_view text) {
  if (core::mentions_identity(text)) hits_.push_back({.file = shown_name(file), .place = std::string(place)});
}

void IdentityCheck::look_at_name(const std::string& text) {
  if (!core::mentions_identity(text)) return;
  const auto name = shown_name(text);
  const bool known = std::ranges::any_of(hits_, [&](const IdentityHit& hit) {
    return hit.file == name && hit.sheet.empty() && hit.column.empty() && hit.place.empty();
  });
  if (!known) hits_.push_back({.file = name});
}

core::Result<> IdentityCheck::look_at_sheet(const Part& part, std::size_t sheet) {
  const auto& name = part.document->sheets()[sheet].name;
  const auto file = shown_name(part.name);
  if (core::mentions_identity(name)) hits_.push_back({.file = file, .sheet = shown_name(name)});
  const auto of_part = [&](core::Error error) {
    error.place.file = file;
    if (error.place.field.empty()) error.place.field = shown_name(name);
    return std::unexpected(std::move(error));
  };
  const auto reader = part.document->open(sheet);
  if (!reader) return of_part(reader.error());
  core::IdentityScan scan;
  SheetHeadings headings(mapping_, name);
  constexpr std::int64_t rows_between = 1'024;
  for (std::int64_t read = 0;; ++read) {
    if (read % rows_between == 0 && stop_.stop_requested()) return stopped();
    const auto row = (*reader)->next();
    if (!row) return of_part(row.error());
    if (!*row) break;
    constexpr std::int64_t rows_reported = 65'536;
    if (++rows_ % rows_reported == 0 && looked_) looked_(rows_);
    headings.see(**row);
    for (std::size_t i = 0; i < (*row)->cells.size(); ++i) scan.add(i, (*row)->number, (*row)->cells[i].text);
  }
  const auto columns = scan.columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].of_identities) continue;
    IdentityHit hit{.file = file,
                    .sheet = shown_name(name),
                    .column = column_letters(static_cast<std::int64_t>(i)),
                    .values = columns[i].identities,
                    .rows = columns[i].rows};
    headings.describe(i, hit);
    hits_.push_back(std::move(hit));
  }
  return {};
}

std::string looking_text(std::string_view file, std::int64_t rows) {
  return "looked for numbers of persons in " + core::counted(rows, "row", "rows") + " of " + shown_name(file);
}

core::Result<> IdentityCheck::result(const std::string& file) const {
  if (hits_.empty()) return {};
  constexpr std::size_t most = 5;
  std::string where;
  for (std::size_t i = 0; i < hits_.size() && i < most; ++i) where += (i == 0 ? "" : "; ") + hit_text(hits_[i]);
  if (hits_.size() > most) where += "; and " + std::to_string(hits_.size() - most) + " more";
  return core::fail(core::ErrorClass::data, "register.identity",
                    "the file has the numbers of persons, and nothing of it was stored: " + where,
                    "Take the columns away, or count without them, and put the file there again.",
                    {.file = shown_name(file)});
}

}  // namespace sluss::connectors::registers
