#include "connectors/register/mapping/lookup_files.h"

#include <fmt/format.h>
#include <cstddef>
#include <utility>

#include "connectors/register/mapping/pattern.h"
#include "connectors/register/mapping/sheet_header.h"
#include "connectors/register/open_quote.h"

namespace sluss::connectors::registers {

namespace {

constexpr std::size_t most_keys = 200'000;

core::Error keys_error(bool twice, const Part& part, const Row& row, const std::string& lookup) {
  return core::Error{.code = twice ? "register.key_twice" : "register.keys",
                     .what = twice ? fmt::format("a key of {} has two different texts", lookup)
                                   : fmt::format("the key file of {} has more than {} keys", lookup, most_keys),
                     .remedy = twice ? "Correct the file, or name another heading as key" : "Name a smaller key file",
                     .place = {.file = part.name, .line = row.number}};
}

}  // namespace

core::Result<> LookupFiles::read(const std::vector<Lookup>& lookups) {
  for (const auto& lookup : lookups) SLUSS_TRY(read_one(lookup));
  return {};
}

core::Result<> LookupFiles::read_one(const Lookup& lookup) {
  Table table{.name = lookup.name};
  table.columns.push_back({.name = "key", .headings = lookup.key});
  table.columns.push_back({.name = "value", .headings = lookup.value});
  const Patterns files(lookup.files);
  auto& keys = texts_[lookup.name];
  bool there = false;
  for (const auto& part : parts_) {
    if (!files.matches(part.name)) continue;
    for (std::size_t i = 0; i < part.document->sheets().size(); ++i) {
      there = true;
      sheets_.emplace(part.name, i);
      SLUSS_TRY(read_sheet(part, i, table, keys));
    }
  }
  if (there) return {};
  return core::fail(core::ErrorClass::data, "register.lookup",
                    fmt::format("the key file of {} is not there", lookup.name),
                    "Check that the file is whole, or correct the files of [[lookup]]");
}

core::Result<> LookupFiles::read_sheet(const Part& part, std::size_t sheet, const Table& table, KeyTexts& keys) {
  const auto& name = part.document->sheets()[sheet].name;
  auto reader = opener_.open(part, sheet);
  if (!reader) return std::unexpected(refusal(reader.error(), part.name, name));
  auto header = find_header(**reader, table, {}, part.name, name);
  if (!header) {
    if (header.error().lacking) header.error().lacking->tell(summary_);
    return std::unexpected(std::move(header).error().error);
  }
  while (true) {
    const auto row = (*reader)->next();
    if (!row) return std::unexpected(refusal(row.error(), part.name, name));
    if (!*row) return {};
    see_open_quote(**row, part.name, name, summary_);
    const auto text = [&](std::size_t column) {
      const auto at = *header->columns[column];
      return at < (*row)->cells.size() ? squeezed((*row)->cells[at].text) : std::string();
    };
    const auto key = text(0);
    if (key.empty()) continue;
    const auto [known, added] = keys.emplace(key, text(1));
    if (!added && known->second != text(1)) return std::unexpected(keys_error(true, part, **row, table.name));
    if (keys.size() > most_keys) return std::unexpected(keys_error(false, part, **row, table.name));
  }
}

}  // namespace sluss::connectors::registers
