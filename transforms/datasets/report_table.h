#pragma once
// The indicator table as reports print it: Nyckeltal | years | Utveckling | Jämförelse | Kommentar. Built from the rows
// of nyckeltal_jamforelse; memory is one line an indicator.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/batch.h"
#include "core/error.h"

namespace sluss::transforms::datasets {

/// A cell of a year: a number with decimals, or words.
struct ReportCell {
  std::optional<double> value;
  std::string words;  ///< "Publ v 24, 2026", "saknas", "högst 5"; after a value: "prel."
};

struct ReportLine {
  std::string indicator;  ///< "Brukarbedömning hemtjänst (%)"
  std::optional<int> decimals;
  std::map<std::string, ReportCell> periods;
  std::string development;  ///< "+2 (bättre)"
  std::string comparison;   ///< "Riket 89; länet 90,4 (10 kommuner); rang 45 av 290"
  std::string comment;      ///< "171 svarande, svarsfrekvens 62,1 %"
};

struct ReportTable {
  std::vector<std::string> periods;  ///< sorted
  std::vector<ReportLine> lines;     ///< in the order of the rows
};

class ReportTableBuilder {
 public:
  /// Decimals by indicator id, from config/indicators.
  explicit ReportTableBuilder(std::map<std::string, int> decimals) : decimals_(std::move(decimals)) {}
  /// Rows of nyckeltal_jamforelse, ordered by indicator, kind of period and period.
  void add(const core::Batch& rows);
  [[nodiscard]] ReportTable take() { return std::exchange(table_, {}); }

 private:
  std::map<std::string, int> decimals_;
  std::string series_;  ///< the line that is being built
  ReportTable table_;
};

}  // namespace sluss::transforms::datasets
