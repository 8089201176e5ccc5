#pragma once
// A sample file taken by a shipped mapping: its rows in typed tables of an in-memory database, as docs/mappings.md has
// them, and the figures that the mapping's SELECT makes of them. Areas are looked up in the shipped code lists.

#include <filesystem>
#include <string>
#include <vector>

#include "connectors/register/mapping/locate.h"
#include "connectors/register/mapping/mapping.h"
#include "core/duckdb/duckdb.h"

namespace sluss::connectors::registers {

/// config/sources/ID.toml. Throws what is wrong with it.
[[nodiscard]] Mapping shipped_mapping(const std::string& id);
/// All of them, at least four. Throws likewise, and when there are fewer.
[[nodiscard]] std::vector<Mapping> shipped_mappings();
/// tests/samples/data/MODULE/NAME.
[[nodiscard]] std::filesystem::path sample_file(const std::string& module, const std::string& name);

class Sample {
 public:
  Sample(Mapping mapping, const std::filesystem::path& file);

  /// Rows of an SQL query, "a|b|~": a number without superfluous zeros, NULL as ~.
  [[nodiscard]] std::vector<std::string> lines(const std::string& sql);
  /// The same over the mapping's figures: "measure, area, value" and "where …".
  [[nodiscard]] std::vector<std::string> figures(const std::string& columns, const std::string& where);
  [[nodiscard]] const Summary& summary() const { return summary_; }
  [[nodiscard]] const TableSummary& table(const std::string& name) const;
  /// "sheet row column code shown".
  [[nodiscard]] const std::vector<std::string>& rejects() const { return rejects_; }
  [[nodiscard]] std::string refused() const;

 private:
  void read(const std::filesystem::path& file);
  void make_typed(const Table& table);
  /// A table of the different texts of a column and the areas that they are.
  void look_up(const std::string& table, const std::string& column);
  core::duckdb::Connection connection_;
  Mapping mapping_;
  Summary summary_;
  std::vector<std::string> rejects_;
};

}  // namespace sluss::connectors::registers
