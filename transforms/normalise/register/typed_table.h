#pragma once
// One table of a mapping: its rows' texts become values, areas and units are looked up at the row's period. Private to
// the normaliser. Threads: one. Memory: a batch, and what the lookups of the table's different texts gave.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "core/batch.h"
#include "core/error.h"
#include "core/text_map.h"
#include "transforms/normalise/register/lists.h"
#include "transforms/normalise/register/looked_up.h"
#include "transforms/normalise/register/period_days.h"
#include "transforms/normalise/register/typed_columns.h"
#include "transforms/normalise/register/unit_names.h"
#include "transforms/normalise/register/units.h"

namespace sluss::transforms::normalise::registers {

/// What the tables of a load share. All of it outlives them.
struct Lookups {
  const Lists& lists;
  const Units& units;
  LookedUp& looked_up;
  UnitNames& unit_names;      ///< filled with what was found
  bool report_units = false;  ///< those that are unknown: where no figures are made of them
};

class TypedTable {
 public:
  /// `file_period`: of the file, where a row has none.
  TypedTable(const connectors::registers::Table& table, std::string_view file_period, Lookups lookups, Shape shape);

  [[nodiscard]] const connectors::registers::Table& table() const { return table_; }
  [[nodiscard]] const core::Schema& schema() const { return typed_.schema; }
  /// The values of these texts; they are as locate() gives them. The batch is good until the next call. Errors: data
  /// class "register.number_size", and those of the output.
  core::Result<const core::Batch*> convert(const core::Batch& texts, std::uint32_t raw);
  /// Adds the ids of the areas that were found, by column_key().
  void put_areas(AreasOfColumns& found) const;
  /// Of what was converted to be stored.
  [[nodiscard]] const std::vector<TablePart>& parts() const { return parts_; }

 private:
  /// What a text of a column is, at a level and in a period.
  struct Known {
    std::string id;  ///< empty: none
    std::string title;
    codelists::Match match;
    bool plain = false;  ///< found as it is: nothing to report
  };

  /// What is known by; found by views of the texts.
  template <class Text>
  struct Asked {
    std::size_t column = 0;  ///< of the texts
    PeriodDays days;
    Text level;
    Text text;
  };
  struct SameAsked {
    using is_transparent = void;
    template <class One, class Other>
    bool operator()(const Asked<One>& one, const Asked<Other>& other) const {
      return one.text == other.text && one.column == other.column && one.days.first == other.days.first &&
             one.days.last == other.days.last && one.level == other.level;
    }
  };
  struct AskedHash {
    using is_transparent = void;
    template <class Text>
    std::size_t operator()(const Asked<Text>& asked) const {
      constexpr std::size_t odd = 0x9E37'79B9'7F4A'7C15;
      const auto days =
          static_cast<std::size_t>(asked.days.first.days) * odd + static_cast<std::size_t>(asked.days.last.days);
      return (core::TextHash{}(asked.text) ^ days) * odd + asked.column;
    }
  };

  void put_parts(const core::Batch& texts);
  core::Result<> convert(const TypedColumn& column, const core::Batch& texts);
  /// Of a known figure's bound.
  void put_figure(const TypedColumn& column, std::size_t row);
  core::Result<> numbers(const TypedColumn& column, const core::Batch& texts);
  core::Result<> look_up(const TypedColumn& column, const core::Batch& texts);
  const Known& known(const TypedColumn& column, std::string_view text, std::size_t row, const core::Batch& texts);
  [[nodiscard]] Known found(const TypedColumn& column, std::string_view text, std::string_view level,
                            const PeriodDays& days) const;
  void report(const TypedColumn& column, const Known& known, std::size_t row, const core::Batch& texts);
  void name_unit(const Known& unit, std::size_t row);
  const PeriodDays& days_of_row(const core::Batch& texts, std::size_t row);

  const connectors::registers::Table& table_;
  Lookups lookups_;
  TypedColumns typed_;
  core::Batch values_;
  Shape shape_;
  std::vector<TablePart> parts_;
  std::unordered_map<std::string, std::int32_t> part_numbers_;
  std::string file_period_;
  std::vector<std::size_t> area_columns_;     ///< of the values
  std::optional<std::size_t> period_column_;  ///< of the texts: the first one of periods
  core::TextMap<PeriodDays> days_;
  std::unordered_map<Asked<std::string>, Known, AskedHash, SameAsked> known_;
  std::string key_;
  std::uint32_t raw_ = 0;
};

}  // namespace sluss::transforms::normalise::registers
