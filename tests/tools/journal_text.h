#pragma once
// A journal of many entries at once: append_one() would sync each.

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "warehouse/journal/journal_line.h"

namespace sluss::tests {

struct JournalEntry {
  std::string kind;
  std::string body;  ///< JSON object
};

/// Chained and numbered from 1, a second apart.
inline void write_journal(const std::filesystem::path& file, const std::vector<JournalEntry>& entries) {
  std::ofstream output(file, std::ios::binary | std::ios::trunc);
  std::string prev(warehouse::journal::first_prev);
  std::int64_t number = 0;
  for (const auto& [kind, body] : entries) {
    ++number;
    warehouse::journal::Entry entry{.number = number,
                                    .at = {1'774'000'000'000'000 + number * 1'000'000},
                                    .kind = kind,
                                    .who = "sluss",
                                    .body = body,
                                    .hash = {}};
    output << warehouse::journal::write_line(entry, prev).value();
    prev = entry.hash;
  }
}

}  // namespace sluss::tests
