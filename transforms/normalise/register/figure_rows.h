#pragma once
// Which rows of a file have a figure's area, period, dimensions and value: what a SELECT took, as far as it left them
// as they were. Private to the normaliser. Threads: the connection's.

#include <optional>
#include <string>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "core/duckdb/duckdb.h"
#include "core/error.h"
#include "core/fact.h"
#include "core/unmet.h"

namespace sluss::transforms::normalise::registers {

struct SoughtFigure {
  core::Fact fact;                   ///< its key
  std::optional<std::string> value;  ///< a number's text
  std::string figure;                ///< how it is named
  std::string shown;                 ///< how its value is shown
};

class FigureRows {
 public:
  /// Both outlive it.
  FigureRows(core::duckdb::Connection& tables, const connectors::registers::Mapping& mapping)
      : tables_(tables), mapping_(mapping) {}
  /// Adds the first of them to `rows`, up to Unmet::most_rows in all; where no row has them all, one without a place.
  core::Result<> add(const SoughtFigure& sought, const core::FactNames& names, std::vector<core::UnmetRow>& rows);

 private:
  core::Result<std::vector<core::duckdb::TextRow>> rows_of(const connectors::registers::Table& table,
                                                           const SoughtFigure& sought, const std::string& area,
                                                           const std::string& indicator);
  core::duckdb::Connection& tables_;
  const connectors::registers::Mapping& mapping_;
};

}  // namespace sluss::transforms::normalise::registers
