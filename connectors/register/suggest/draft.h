#pragma once
// A proposed table, and its TOML. Private to suggest/. Pure.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connectors/register/suggest/headings.h"
#include "connectors/register/suggest/keys.h"
#include "connectors/register/suggest/names.h"
#include "connectors/register/suggest/shape.h"

namespace sluss::connectors::registers {

/// One table of the file: what its sheets have in common.
struct DraftTable {
  std::string name;
  FoundShape shape;
  TableContent content;
  std::vector<std::string> files;   ///< members of a zip that have it; empty: all
  std::vector<std::string> sheets;  ///< sheets that have it; empty: all
};

struct DraftText {
  std::string toml;
  std::vector<std::string> open;
  std::set<std::string> marks;  ///< texts among the numbers
  bool has_period = false;
  std::string area;                  ///< the column of areas
  std::string figure;                ///< a column of numbers
  std::vector<const KeyFile*> keys;  ///< those that explain columns of it
};

/// [[table]] and what belongs to it; columns of codes with what `keys` say of them.
[[nodiscard]] DraftText table_text(const DraftTable& table, const NamePattern& name, const std::vector<KeyFile>& keys);

}  // namespace sluss::connectors::registers
