#pragma once
// What a column's values are, counted while its rows are read. Private to suggest/. Memory: a few dozen texts.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "connectors/register/mapping/mapping.h"
#include "connectors/register/sheets.h"

namespace sluss::connectors::registers {

class ColumnProfile {
 public:
  static constexpr std::size_t most_others = 20;

  void add(const Cell& cell, const std::function<bool(std::string_view)>& is_area);

  /// By its values, and by its heading where they leave it open: a column of 2021, 2022 is one of periods if it is
  /// headed "År".
  [[nodiscard]] ColumnType type(std::string_view heading) const;
  [[nodiscard]] bool is_numeric() const;
  [[nodiscard]] std::int64_t values() const { return values_; }
  /// A workbook's numbers that all lie between 0 and 1, some of them not whole.
  [[nodiscard]] bool may_be_fractions() const;
  /// Texts among the numbers, and how many of each.
  [[nodiscard]] const std::map<std::string, std::int64_t>& others() const { return others_; }

 private:
  [[nodiscard]] bool known_area(const std::string& text, const std::function<bool(std::string_view)>& is_area);

  std::int64_t values_ = 0;
  std::int64_t numbers_ = 0;
  std::int64_t whole_ = 0;
  std::int64_t percents_ = 0;    ///< with %
  std::int64_t within_one_ = 0;  ///< numbers of a workbook from 0 to 1
  std::int64_t fractions_ = 0;   ///< those of them that are not whole
  std::int64_t leading_zeros_ = 0;
  std::int64_t dates_ = 0;
  std::int64_t periods_ = 0;
  std::int64_t asked_ = 0;  ///< whether they are areas
  std::int64_t areas_ = 0;
  std::map<std::string, std::int64_t> others_;
  bool many_others_ = false;
  std::unordered_map<std::string, bool> known_;
};

}  // namespace sluss::connectors::registers
