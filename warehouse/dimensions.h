#pragma once
// The tables of what facts are about (core.indicator, core.area, …), and their rows as batches.

#include <span>

#include "core/dimensions.h"
#include "warehouse/table.h"

namespace sluss::warehouse {

[[nodiscard]] const Table& indicator_table();
[[nodiscard]] const Table& area_table();
[[nodiscard]] const Table& area_member_table();
[[nodiscard]] const Table& indicator_member_table();
[[nodiscard]] const Table& unit_table();
[[nodiscard]] const Table& publication_table();

/// All of them: what readers see with their history, each with its `…_open`.
[[nodiscard]] std::span<const Table* const> versioned_tables();

[[nodiscard]] core::Batch rows_of(std::span<const core::Indicator> rows);
[[nodiscard]] core::Batch rows_of(std::span<const core::Area> rows);
[[nodiscard]] core::Batch rows_of(std::span<const core::AreaMember> rows);
[[nodiscard]] core::Batch rows_of(std::span<const core::IndicatorMember> rows);
[[nodiscard]] core::Batch rows_of(std::span<const core::Unit> rows);
[[nodiscard]] core::Batch rows_of(std::span<const core::Publication> rows);

}  // namespace sluss::warehouse
