#pragma once
// A sample file through a shipped mapping and the normaliser: the facts that it makes, as they would be stored.

#include <filesystem>
#include <string>
#include <vector>

#include "connectors/register/mapping/mapping.h"

namespace sluss::connectors::registers {

struct Normalised {
  /// "id area period gender value status unit", the origin left out of the id and of the unit's; of a bound "at_least"
  /// or "at_most" in the status' place, and "-" where there is no value.
  std::vector<std::string> facts;
  /// Of a mapping without SELECT: the name of its table, and its rows, "a|b|~".
  std::string table;
  std::vector<std::string> rows;
  std::vector<std::string> rejects;   ///< "code field shown"
  std::vector<std::string> findings;  ///< codes
  std::vector<std::string> unmet;     ///< expectations: "table kind"
};

[[nodiscard]] Normalised normalised(const Mapping& mapping, const std::filesystem::path& path);

/// Those facts that begin so, ordered.
[[nodiscard]] std::vector<std::string> facts_of(const Normalised& made, const std::string& beginning);

}  // namespace sluss::connectors::registers
