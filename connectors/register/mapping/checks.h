#pragma once
// What a mapping must satisfy beyond the form of its keys: names that are there, columns with one source, marks with
// their bounds. Private to mapping/.

#include <string>

#include "connectors/register/mapping/mapping.h"

namespace sluss::connectors::registers {

/// Adds errors, with places where the parts have them.
class MappingChecks {
 public:
  MappingChecks(const Mapping& mapping, std::string file, MappingErrors& errors)
      : mapping_(mapping), file_(std::move(file)), errors_(errors) {}
  void run();

 private:
  void identity();
  void csv();
  void series();
  void names();
  void measures();
  void units();
  void mark(const Mark& mark);
  void table(const Table& table);
  void header(const Table& table);
  void column(const Table& table, const TableColumn& column, const std::vector<std::string>& captures);
  void column_source(const Table& table, const TableColumn& column, const std::vector<std::string>& captures);
  void column_type(const TableColumn& column);
  void unpivot(const Table& table, const Unpivot& unpivot);
  void same_names(const Unpivot& unpivot);
  void rules(const Table& table);
  void expectation(const Table& table, const Expectation& expectation);
  void problem(std::string_view code, std::string what, std::string remedy, const Written& at,
               std::string_view key = {});
  /// Each of these is one of those.
  void known(const std::vector<std::string>& wanted, const std::vector<std::string>& there, std::string_view of,
             const Written& at, std::string_view key);
  template <class Parts>
  void unique(const Parts& parts, std::string_view of);
  const Mapping& mapping_;
  std::string file_;
  MappingErrors& errors_;
};

/// Columns that rules and expectations may name: those of the table; with an unpivot's where it has one.
[[nodiscard]] std::vector<std::string> column_names(const Table& table, bool with_unpivot);

}  // namespace sluss::connectors::registers
