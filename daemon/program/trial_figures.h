#pragma once
// Figures that a file would give, made in memory by its kind's normaliser and counted; nothing is stored. One thread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "connectors/kind.h"
#include "connectors/source.h"
#include "core/error.h"
#include "core/fact.h"
#include "core/finding.h"
#include "core/unmet.h"
#include "transforms/normalise/normaliser.h"

namespace sluss::daemon::program {

class TrialFigures final : public connectors::RowSink {
 public:
  /// An empty extent: rows are counted, and nothing is made of them.
  TrialFigures(const connectors::Kind& kind, const std::string& extent, const std::filesystem::path& scratch);

  core::Result<> batch(std::string_view stream, connectors::RawHandle raw, const core::Batch& rows) override;
  core::Result<> rejected(core::Reject reject) override;

  /// After the last row, once: {"read": rows of the tables, "selected": rows of the SELECT or null, "given": figures,
  /// each once, or rows that are kept, "rejected", "table": name or null, "first": of each measure and level
  /// [{"indicator", "area", "unit", "gender", "period", "value", "status", "bound"}], "rejects": [{"code", "field",
  /// "row", "shown"}], "used": [{"table", "level", "rows", "figures": number or null}], "findings": [{"code",
  /// "severity", "what", "remedy", "count"}], "unmet": [{"table", "kind", "column", "level", "expected", "found",
  /// "count", "expectation", "outcome", "rows": [{"file", "sheet", "row", "column", "shown"}]}], "errors": [{"code",
  /// "what", "remedy"}]}
  [[nodiscard]] std::string report();
  /// After report(): there are figures or rows, and nothing would refuse or hold them.
  [[nodiscard]] bool loads() const;

 private:
  struct Figure {
    std::string indicator, area, unit, gender, period, value, status, bound;
  };
  /// What the normaliser hands on.
  class Made final : public transforms::normalise::Output {
   public:
    core::FactNames& names() override { return names_; }
    core::Result<> facts(std::span<const core::Fact> facts) override;
    core::Result<> table(const transforms::normalise::TableSpec& table) override;
    core::Result<> rows(const core::Batch& rows) override;
    core::Result<> rejected(core::Reject reject) override;

    std::int64_t kept = 0;  ///< rows
    [[nodiscard]] std::int64_t given() const { return kept + static_cast<std::int64_t>(figures_.size()); }
    std::int64_t refused = 0;
    std::string name;  ///< of the table
    std::vector<Figure> first;
    std::vector<core::Reject> rejects;

   private:
    /// Of what a figure is one, whatever its value.
    using Key = std::array<std::uint32_t, 6>;
    struct KeyHash {
      std::size_t operator()(const Key& key) const;
    };
    static Key key_of(const core::Fact& fact);
    bool is_first_of_its_kind(const core::Fact& fact);
    core::FactNames names_;
    std::unordered_set<Key, KeyHash> figures_;  ///< 48 bytes each
    std::set<std::string> kinds_;               ///< measures and levels that are shown
  };
  /// The first error; the normaliser gets no more.
  void keep(core::Result<> result);
  void finish();

  Made made_;
  std::unique_ptr<transforms::normalise::Normaliser> normaliser_;  ///< null: after an error, or without an extent
  std::int64_t read_ = 0;
  std::optional<std::int64_t> selected_;  ///< rows of the SELECT
  std::vector<core::Finding> findings_;
  std::vector<core::Unmet> unmet_;
  std::vector<transforms::normalise::UsedRows> used_;
  std::optional<core::Error> error_;
};

}  // namespace sluss::daemon::program
