#pragma once
// When a table that is replaced whole is held for a person: it came empty, lost most of its rows, or a column is gone
// or of another kind. Pure: a live run, one that is applied again and a rebuild judge alike.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/batch.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse {

struct TableColumn {
  std::string name;
  std::optional<core::Type> type;  ///< nothing: an older program did not write it down
};

/// A table as it is stored, or as a load brings it.
struct TableState {
  std::int64_t rows = 0;
  std::vector<TableColumn> columns;
};

[[nodiscard]] std::vector<TableColumn> columns_of(const core::Schema& schema);

/// With its evidence; `gate`: one of those below, or a WholeHold's, with its own evidence as `reason` (JSON).
[[nodiscard]] HeldSeries held_table(const std::string& series, std::string_view gate, const TableState& known,
                                    const TableState& incoming, std::string_view reason = {});

/// `series`: "extract.beslut". Below `known_least` rows nothing is held. The gates, in this order: "emptied" and "gone"
/// (neither when it `may_be_empty` and is), "columns". Kinds of columns: numbers of any width and scale are one kind.
[[nodiscard]] std::optional<HeldSeries> judge_table(const std::string& series, const TableState& known,
                                                    const TableState& incoming, bool may_be_empty,
                                                    const GateLimits& limits);

}  // namespace sluss::warehouse
