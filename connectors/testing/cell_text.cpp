#include "connectors/testing/cell_text.h"

#include <bit>
#include <cstdint>

namespace sluss::connectors::testing {

std::string cell_text(const core::Column& column, std::size_t row) {
  using core::Type;
  if (column.is_null(row)) return "-";
  switch (column.type()) {
    case Type::boolean:
      return std::to_string(column.values<std::uint8_t>()[row]);
    case Type::int32:
    case Type::date:
      return std::to_string(column.values<std::int32_t>()[row]);
    case Type::int64:
    case Type::time:
    case Type::timestamp:
      return std::to_string(column.values<std::int64_t>()[row]);
    case Type::float64:
      return "bits:" + std::to_string(std::bit_cast<std::uint64_t>(column.values<double>()[row]));
    case Type::decimal: {
      const auto value = column.values<core::Int128>()[row];
      return std::to_string(static_cast<std::int64_t>(value >> 64)) + ":" +
             std::to_string(static_cast<std::uint64_t>(value));
    }
    case Type::text:
    case Type::bytes:
      return "'" + std::string(column.text(row)) + "'";
    case Type::uuid:
      return core::uuid_text(column.values<core::Uuid>()[row]);
    case Type::timestamp_tz: {
      const auto& value = column.values<core::OffsetTimestamp>()[row];
      return std::to_string(value.utc_micros) + "+" + std::to_string(value.offset_seconds);
    }
  }
  return {};
}

}  // namespace sluss::connectors::testing
