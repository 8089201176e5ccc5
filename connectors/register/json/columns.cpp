#include "connectors/register/json/columns.h"

#include <fmt/format.h>

#include "connectors/register/over_limit.h"
#include "connectors/register/sheets.h"

namespace sluss::connectors::registers::json {

core::Result<std::int64_t> Columns::number_of(std::string_view name, std::int64_t row) {
  if (const auto found = numbers_.find(name); found != numbers_.end()) return found->second;
  const auto number = static_cast<std::int64_t>(names_.size());
  const core::Place place{.file = path_.string(), .line = row, .column = number + 1, .field = column_letters(number)};
  if (number >= limits_.columns)
    return over_limit(fmt::format("the records have more than {} keys", limits_.columns), place);
  bytes_ += static_cast<std::int64_t>(name.size());
  if (bytes_ > most_row_bytes)
    return over_limit(fmt::format("the records' keys are longer than {} bytes", most_row_bytes), place);
  names_.emplace_back(name);
  numbers_.emplace(name, number);
  return number;
}

}  // namespace sluss::connectors::registers::json
