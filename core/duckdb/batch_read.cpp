#include "core/duckdb/batch_read.h"

#include "core/check.h"

namespace sluss::core::duckdb {

namespace {

struct Source {
  duckdb_type type;
  duckdb_type stored;  ///< of a decimal: the integer that it is kept in
  void* data;
  const std::uint64_t* validity;
  std::size_t rows;

  [[nodiscard]] bool valid(std::size_t row) const {
    return validity == nullptr || (validity[row / 64] >> (row % 64) & 1U) != 0;
  }
};

/// Each valid row of T goes through `convert`.
template <class T, class Convert>
void copy(const Source& source, Column& target, Convert convert) {
  T* const values = static_cast<T*>(source.data);
  for (std::size_t row = 0; row < source.rows; ++row) {
    if (source.valid(row)) {
      target.append(convert(values[row]));
    } else {
      target.append_null();
    }
  }
}

template <class From, class To>
void widen(const Source& source, Column& target) {
  copy<From>(source, target, [](From value) { return static_cast<To>(value); });
}

Int128 wide(const duckdb_hugeint& value) {
  return static_cast<Int128>(value.upper) * (static_cast<Int128>(1) << 64) + static_cast<Int128>(value.lower);
}

Uuid uuid_of(const duckdb_hugeint& value) {
  const std::uint64_t upper = static_cast<std::uint64_t>(value.upper) ^ (std::uint64_t{1} << 63U);
  Uuid uuid{};
  for (std::size_t i = 0; i < 8; ++i) {
    uuid[i] = static_cast<std::uint8_t>(upper >> (56 - 8 * i));
    uuid[i + 8] = static_cast<std::uint8_t>(value.lower >> (56 - 8 * i));
  }
  return uuid;
}

void copy_strings(const Source& source, Column& target) {
  auto* const values = static_cast<duckdb_string_t*>(source.data);
  for (std::size_t row = 0; row < source.rows; ++row) {
    if (source.valid(row)) {
      target.append_text({duckdb_string_t_data(&values[row]), duckdb_string_t_length(values[row])});
    } else {
      target.append_null();
    }
  }
}

void copy_integers(const Source& source, Column& target) {
  switch (source.type) {
    case DUCKDB_TYPE_TINYINT:
      return widen<std::int8_t, std::int32_t>(source, target);
    case DUCKDB_TYPE_SMALLINT:
      return widen<std::int16_t, std::int32_t>(source, target);
    case DUCKDB_TYPE_INTEGER:
      return widen<std::int32_t, std::int32_t>(source, target);
    case DUCKDB_TYPE_UTINYINT:
      return widen<std::uint8_t, std::int32_t>(source, target);
    case DUCKDB_TYPE_USMALLINT:
      return widen<std::uint16_t, std::int32_t>(source, target);
    case DUCKDB_TYPE_UINTEGER:
      return widen<std::uint32_t, std::int64_t>(source, target);
    case DUCKDB_TYPE_UBIGINT:
      return widen<std::uint64_t, Int128>(source, target);
    default:
      return widen<std::int64_t, std::int64_t>(source, target);
  }
}

void copy_decimals(const Source& source, Column& target) {
  switch (source.stored) {
    case DUCKDB_TYPE_SMALLINT:
      return widen<std::int16_t, Int128>(source, target);
    case DUCKDB_TYPE_INTEGER:
      return widen<std::int32_t, Int128>(source, target);
    case DUCKDB_TYPE_BIGINT:
      return widen<std::int64_t, Int128>(source, target);
    default:
      return copy<duckdb_hugeint>(source, target, wide);
  }
}

void copy_times(const Source& source, Column& target) {
  switch (source.type) {
    case DUCKDB_TYPE_TIMESTAMP_S:
      return copy<std::int64_t>(source, target, [](std::int64_t value) { return value * 1'000'000; });
    case DUCKDB_TYPE_TIMESTAMP_MS:
      return copy<std::int64_t>(source, target, [](std::int64_t value) { return value * 1'000; });
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return copy<std::int64_t>(source, target, [](std::int64_t value) { return OffsetTimestamp{value, 0}; });
    default:
      return widen<std::int64_t, std::int64_t>(source, target);
  }
}

void copy_column(const Source& source, Column& target) {
  switch (source.type) {
    case DUCKDB_TYPE_BOOLEAN:
      return widen<std::uint8_t, std::uint8_t>(source, target);
    case DUCKDB_TYPE_FLOAT:
      return widen<float, double>(source, target);
    case DUCKDB_TYPE_DOUBLE:
      return widen<double, double>(source, target);
    case DUCKDB_TYPE_DATE:
      return widen<std::int32_t, std::int32_t>(source, target);
    case DUCKDB_TYPE_DECIMAL:
      return copy_decimals(source, target);
    case DUCKDB_TYPE_HUGEINT:
      return copy<duckdb_hugeint>(source, target, wide);
    case DUCKDB_TYPE_UUID:
      return copy<duckdb_hugeint>(source, target, uuid_of);
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_BLOB:
      return copy_strings(source, target);
    case DUCKDB_TYPE_SQLNULL:
      for (std::size_t row = 0; row < source.rows; ++row) target.append_null();
      return;
    case DUCKDB_TYPE_TIME:
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_S:
    case DUCKDB_TYPE_TIMESTAMP_MS:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return copy_times(source, target);
    default:
      return copy_integers(source, target);
  }
}

std::optional<Type> type_of(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
      return Type::boolean;
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
      return Type::int32;
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UINTEGER:
      return Type::int64;
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_DECIMAL:
      return Type::decimal;
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
      return Type::float64;
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_SQLNULL:
      return Type::text;
    case DUCKDB_TYPE_BLOB:
      return Type::bytes;
    case DUCKDB_TYPE_UUID:
      return Type::uuid;
    case DUCKDB_TYPE_DATE:
      return Type::date;
    case DUCKDB_TYPE_TIME:
      return Type::time;
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_S:
    case DUCKDB_TYPE_TIMESTAMP_MS:
      return Type::timestamp;
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return Type::timestamp_tz;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<ColumnSpec> column_spec(std::string name, duckdb_logical_type logical) {
  const duckdb_type id = duckdb_get_type_id(logical);
  const auto type = type_of(id);
  if (!type) return std::nullopt;
  ColumnSpec column{.name = std::move(name), .type = *type};
  if (id == DUCKDB_TYPE_DECIMAL) {
    column.precision = duckdb_decimal_width(logical);
    column.scale = duckdb_decimal_scale(logical);
  }
  return column;
}

void append_chunk(duckdb_data_chunk chunk, Batch& batch) {
  SLUSS_CHECK(duckdb_data_chunk_get_column_count(chunk) == batch.columns(), "a chunk has the columns of its batch");
  for (std::size_t i = 0; i < batch.columns(); ++i) {
    duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
    duckdb_logical_type logical = duckdb_vector_get_column_type(vector);
    const duckdb_type type = duckdb_get_type_id(logical);
    const Source source{type, type == DUCKDB_TYPE_DECIMAL ? duckdb_decimal_internal_type(logical) : type,
                        duckdb_vector_get_data(vector), duckdb_vector_get_validity(vector),
                        duckdb_data_chunk_get_size(chunk)};
    duckdb_destroy_logical_type(&logical);
    copy_column(source, batch[i]);
  }
}

}  // namespace sluss::core::duckdb
