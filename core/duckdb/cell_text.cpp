#include "core/duckdb/cell_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "core/batch.h"
#include "core/decimal.h"

namespace sluss::core::duckdb {

namespace {

Int128 wide(duckdb_hugeint value) {
  return static_cast<Int128>(value.upper) * (static_cast<Int128>(1) << 64) + static_cast<Int128>(value.lower);
}

/// DuckDB writes 1.0, not 1.
template <class T>
std::string floating_text(T value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  std::string text(buffer.data(), end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string date_text(duckdb_date date) {
  if (!duckdb_is_finite_date(date)) return date.days < 0 ? "-infinity" : "infinity";
  const auto parts = duckdb_from_date(date);
  std::array<char, 32> buffer{};
  // DuckDB's year 0 is 1 BC.
  const int length =
      std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d%s", parts.year > 0 ? parts.year : 1 - parts.year,
                    static_cast<int>(parts.month), static_cast<int>(parts.day), parts.year > 0 ? "" : " (BC)");
  return {buffer.data(), static_cast<std::size_t>(length)};
}

std::string time_text(std::int64_t micros) {
  std::array<char, 32> buffer{};
  const std::int64_t seconds = micros / 1'000'000;
  int length = std::snprintf(buffer.data(), buffer.size(), "%02d:%02d:%02d", static_cast<int>(seconds / 3600),
                             static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  std::string text(buffer.data(), static_cast<std::size_t>(length));
  if (micros % 1'000'000 == 0) return text;
  length = std::snprintf(buffer.data(), buffer.size(), ".%06d", static_cast<int>(micros % 1'000'000));
  text.append(buffer.data(), static_cast<std::size_t>(length));
  while (text.back() == '0') text.pop_back();
  return text;
}

std::string timestamp_text(std::int64_t micros) {
  const duckdb_timestamp timestamp{micros};
  if (!duckdb_is_finite_timestamp(timestamp)) return micros < 0 ? "-infinity" : "infinity";
  constexpr std::int64_t day = 86'400'000'000;
  std::int64_t days = micros / day;
  if (micros % day < 0) --days;
  return date_text({static_cast<std::int32_t>(days)}) + " " + time_text(micros - days * day);
}

std::string uuid_text(duckdb_hugeint value) {
  const std::uint64_t upper = static_cast<std::uint64_t>(value.upper) ^ (std::uint64_t{1} << 63U);
  std::array<char, 40> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), "%08x-%04x-%04x-%04x-%012llx",
                                   static_cast<unsigned>(upper >> 32U), static_cast<unsigned>(upper >> 16U & 0xffffU),
                                   static_cast<unsigned>(upper & 0xffffU), static_cast<unsigned>(value.lower >> 48U),
                                   static_cast<unsigned long long>(value.lower & 0xffff'ffff'ffffULL));
  return {buffer.data(), static_cast<std::size_t>(length)};
}

std::string decimal_cell(duckdb_logical_type logical, const void* data, std::size_t row) {
  const std::uint8_t scale = duckdb_decimal_scale(logical);
  switch (duckdb_decimal_internal_type(logical)) {
    case DUCKDB_TYPE_SMALLINT:
      return decimal_text(static_cast<const std::int16_t*>(data)[row], scale);
    case DUCKDB_TYPE_INTEGER:
      return decimal_text(static_cast<const std::int32_t*>(data)[row], scale);
    case DUCKDB_TYPE_BIGINT:
      return decimal_text(static_cast<const std::int64_t*>(data)[row], scale);
    default:
      return decimal_text(wide(static_cast<const duckdb_hugeint*>(data)[row]), scale);
  }
}

std::string_view octets(void* data, std::size_t row) {
  auto* cell = static_cast<duckdb_string_t*>(data) + row;
  return {duckdb_string_t_data(cell), duckdb_string_t_length(*cell)};
}

std::string blob_text(std::string_view octets) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet >= 0x20U && octet < 0x7FU && c != '\\' && c != '\'' && c != '"') {
      text += c;
    } else {
      text += {'\\', 'x', digits[octet >> 4U], digits[octet & 15U]};
    }
  }
  return text;
}

}  // namespace

CellText::CellText(duckdb_vector vector)
    : logical_(duckdb_vector_get_column_type(vector)),
      type_(duckdb_get_type_id(logical_)),
      data_(duckdb_vector_get_data(vector)),
      validity_(duckdb_vector_get_validity(vector)) {}

CellText::~CellText() {
  duckdb_destroy_logical_type(&logical_);
}

std::optional<std::string> CellText::at(std::size_t row) const {
  if (validity_ != nullptr && (validity_[row / 64] >> (row % 64) & 1U) == 0) return std::nullopt;
  switch (type_) {
    case DUCKDB_TYPE_BOOLEAN:
      return static_cast<const bool*>(data_)[row] ? "true" : "false";
    case DUCKDB_TYPE_TINYINT:
      return std::to_string(static_cast<const std::int8_t*>(data_)[row]);
    case DUCKDB_TYPE_SMALLINT:
      return std::to_string(static_cast<const std::int16_t*>(data_)[row]);
    case DUCKDB_TYPE_INTEGER:
      return std::to_string(static_cast<const std::int32_t*>(data_)[row]);
    case DUCKDB_TYPE_BIGINT:
      return std::to_string(static_cast<const std::int64_t*>(data_)[row]);
    case DUCKDB_TYPE_UTINYINT:
      return std::to_string(static_cast<const std::uint8_t*>(data_)[row]);
    case DUCKDB_TYPE_USMALLINT:
      return std::to_string(static_cast<const std::uint16_t*>(data_)[row]);
    case DUCKDB_TYPE_UINTEGER:
      return std::to_string(static_cast<const std::uint32_t*>(data_)[row]);
    case DUCKDB_TYPE_UBIGINT:
      return std::to_string(static_cast<const std::uint64_t*>(data_)[row]);
    case DUCKDB_TYPE_HUGEINT:
      return decimal_text(wide(static_cast<const duckdb_hugeint*>(data_)[row]), 0);
    case DUCKDB_TYPE_FLOAT:
      return floating_text(static_cast<const float*>(data_)[row]);
    case DUCKDB_TYPE_DOUBLE:
      return floating_text(static_cast<const double*>(data_)[row]);
    case DUCKDB_TYPE_DECIMAL:
      return decimal_cell(logical_, data_, row);
    case DUCKDB_TYPE_DATE:
      return date_text(static_cast<const duckdb_date*>(data_)[row]);
    case DUCKDB_TYPE_TIME:
      return time_text(static_cast<const std::int64_t*>(data_)[row]);
    case DUCKDB_TYPE_TIMESTAMP:
      return timestamp_text(static_cast<const std::int64_t*>(data_)[row]);
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return timestamp_text(static_cast<const std::int64_t*>(data_)[row]) + "+00";
    case DUCKDB_TYPE_UUID:
      return uuid_text(static_cast<const duckdb_hugeint*>(data_)[row]);
    case DUCKDB_TYPE_VARCHAR:
      return std::string(octets(data_, row));
    case DUCKDB_TYPE_BLOB:
      return blob_text(octets(data_, row));
    case DUCKDB_TYPE_SQLNULL:
      return std::nullopt;
    default:
      return "<type " + std::to_string(static_cast<int>(type_)) + ">";
  }
}

}  // namespace sluss::core::duckdb
