#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <utility>

#include "core/check.h"
#include "core/decimal.h"
#include "core/duckdb/duckdb.h"
#include "core/duckdb/instance.h"
#include "core/text.h"

namespace sluss::core::duckdb {

namespace {

duckdb_logical_type logical_type_of(const ColumnSpec& column) {
  switch (column.type) {
    case Type::boolean:
      return duckdb_create_logical_type(DUCKDB_TYPE_BOOLEAN);
    case Type::int32:
      return duckdb_create_logical_type(DUCKDB_TYPE_INTEGER);
    case Type::int64:
      return duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
    case Type::float64:
      return duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
    case Type::decimal:
      return duckdb_create_decimal_type(column.precision, column.scale);
    case Type::text:
      return duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    case Type::bytes:
      return duckdb_create_logical_type(DUCKDB_TYPE_BLOB);
    case Type::uuid:
      return duckdb_create_logical_type(DUCKDB_TYPE_UUID);
    case Type::date:
      return duckdb_create_logical_type(DUCKDB_TYPE_DATE);
    case Type::time:
      return duckdb_create_logical_type(DUCKDB_TYPE_TIME);
    case Type::timestamp:
      return duckdb_create_logical_type(DUCKDB_TYPE_TIMESTAMP);
    case Type::timestamp_tz:
      return duckdb_create_logical_type(DUCKDB_TYPE_TIMESTAMP_TZ);
  }
  std::unreachable();
}

duckdb_data_chunk chunk_for(const Schema& schema) {
  std::vector<duckdb_logical_type> types;
  for (const ColumnSpec& column : schema) {
    types.push_back(logical_type_of(column));
    if (column.type == Type::timestamp_tz) types.push_back(duckdb_create_logical_type(DUCKDB_TYPE_INTEGER));
  }
  duckdb_data_chunk chunk = duckdb_create_data_chunk(types.data(), types.size());
  for (auto& type : types) duckdb_destroy_logical_type(&type);
  return chunk;
}

Schema chosen(const Schema& schema, std::span<const std::size_t> columns) {
  std::vector<ColumnSpec> specs;
  for (const auto column : columns) specs.push_back(schema[column]);
  return Schema(std::move(specs));
}

/// Rows first..first+rows of a column; first is a multiple of the vector's size, and so of 64.
struct Slice {
  const Column& column;
  std::size_t first;
  std::size_t rows;
};

/// A value of a row, counted from the batch's first, that cannot be stored: "the text of column enhet is not UTF-8".
std::unexpected<Error> not_stored(const Slice& slice, std::size_t row, std::string_view code, std::string_view value,
                                  std::string_view why, std::string remedy) {
  const auto& column = slice.column.spec().name;
  return fail(ErrorClass::data, code, std::string(value) + " of column " + column + " " + std::string(why),
              std::move(remedy), Place{.line = static_cast<std::int64_t>(row) + 1, .field = column});
}

void copy_validity(const Slice& slice, duckdb_vector vector) {
  if (slice.column.null_count() == 0) return;
  duckdb_vector_ensure_validity_writable(vector);
  const auto words = slice.column.validity().subspan(slice.first / 64, (slice.rows + 63) / 64);
  std::copy(words.begin(), words.end(), duckdb_vector_get_validity(vector));
}

template <class T>
void copy_plain(const Slice& slice, duckdb_vector vector) {
  const auto values = slice.column.values<T>().subspan(slice.first, slice.rows);
  std::memcpy(duckdb_vector_get_data(vector), values.data(), values.size_bytes());
}

template <class Target, class Source, class Convert>
void copy_converted(const Slice& slice, duckdb_vector vector, Convert convert) {
  const auto values = slice.column.values<Source>().subspan(slice.first, slice.rows);
  std::transform(values.begin(), values.end(), static_cast<Target*>(duckdb_vector_get_data(vector)), convert);
}

duckdb_hugeint narrow(Int128 value) {
  return {.lower = static_cast<std::uint64_t>(value), .upper = static_cast<std::int64_t>(value >> 64)};
}

/// DuckDB keeps a UUID as a signed 128-bit number with its first bit flipped, so that the order is the text's.
duckdb_hugeint flipped(const Uuid& uuid) {
  std::uint64_t upper = 0;
  std::uint64_t lower = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    upper = upper << 8U | uuid[i];
    lower = lower << 8U | uuid[i + 8];
  }
  return {.lower = lower, .upper = static_cast<std::int64_t>(upper ^ (std::uint64_t{1} << 63U))};
}

/// DuckDB stores a decimal in the narrowest integer that holds its precision.
void copy_decimal(const Slice& slice, duckdb_vector vector) {
  const auto precision = slice.column.spec().precision;
  if (precision <= 4) {
    copy_converted<std::int16_t, Int128>(slice, vector, [](Int128 v) { return static_cast<std::int16_t>(v); });
  } else if (precision <= 9) {
    copy_converted<std::int32_t, Int128>(slice, vector, [](Int128 v) { return static_cast<std::int32_t>(v); });
  } else if (precision <= 18) {
    copy_converted<std::int64_t, Int128>(slice, vector, [](Int128 v) { return static_cast<std::int64_t>(v); });
  } else {
    copy_converted<duckdb_hugeint, Int128>(slice, vector, narrow);
  }
}

/// A value outside its column's precision would be cut silently.
Result<> check_decimal(const Slice& slice) {
  Int128 limit = 1;
  for (int i = 0; i < slice.column.spec().precision; ++i) limit *= 10;
  const auto values = slice.column.values<Int128>().subspan(slice.first, slice.rows);
  const auto outside = std::find_if(values.begin(), values.end(), [=](Int128 v) { return v >= limit || v <= -limit; });
  if (outside == values.end()) return {};
  const auto row = slice.first + static_cast<std::size_t>(outside - values.begin());
  return not_stored(slice, row, "duckdb.decimal_overflow", decimal_text(*outside, slice.column.spec().scale),
                    "does not fit " + sql_type(slice.column.spec()),
                    "See the value at its source; the column must be declared as wide as its values.");
}

/// Of bytes that live until the chunk is appended: appending copies them.
duckdb_string_t string_of(std::string_view bytes) {
  duckdb_string_t string{};
  if (bytes.size() <= sizeof string.value.inlined.inlined) {
    string.value.inlined.length = static_cast<std::uint32_t>(bytes.size());
    bytes.copy(string.value.inlined.inlined, bytes.size());
  } else {
    string.value.pointer.length = static_cast<std::uint32_t>(bytes.size());
    bytes.copy(string.value.pointer.prefix, sizeof string.value.pointer.prefix);
    string.value.pointer.ptr = const_cast<char*>(bytes.data());  // is only read
  }
  return string;
}

Result<> copy_strings(const Slice& slice, duckdb_vector vector) {
  const Strings& strings = slice.column.strings();
  auto* const target = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
  const bool is_text = slice.column.type() == Type::text;
  if (slice.column.null_count() == slice.column.size()) return {};
  for (std::size_t i = 0; i < slice.rows; ++i) {
    const std::size_t row = slice.first + i;
    if (slice.column.is_null(row)) continue;
    const std::string_view value = strings[row];
    if (is_text && !is_well_formed(value))
      return not_stored(slice, row, "duckdb.not_utf8", "the text", "is not UTF-8",
                        "See which encoding the source's texts and its driver have (a DSN's charset), or convert the "
                        "column in the query.");
    target[i] = string_of(value);
  }
  return {};
}

Result<> copy_column(const Slice& slice, duckdb_data_chunk chunk, std::size_t& target) {
  duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, target++);
  copy_validity(slice, vector);
  switch (slice.column.type()) {
    case Type::boolean:
      copy_plain<std::uint8_t>(slice, vector);
      return {};
    case Type::int32:
    case Type::date:
      copy_plain<std::int32_t>(slice, vector);
      return {};
    case Type::int64:
    case Type::time:
    case Type::timestamp:
      copy_plain<std::int64_t>(slice, vector);
      return {};
    case Type::float64:
      copy_plain<double>(slice, vector);
      return {};
    case Type::decimal:
      SLUSS_TRY(check_decimal(slice));
      copy_decimal(slice, vector);
      return {};
    case Type::uuid:
      copy_converted<duckdb_hugeint, Uuid>(slice, vector, flipped);
      return {};
    case Type::text:
    case Type::bytes:
      return copy_strings(slice, vector);
    case Type::timestamp_tz: {
      copy_converted<std::int64_t, OffsetTimestamp>(slice, vector, [](OffsetTimestamp t) { return t.utc_micros; });
      duckdb_vector offsets = duckdb_data_chunk_get_vector(chunk, target++);
      copy_validity(slice, offsets);
      copy_converted<std::int32_t, OffsetTimestamp>(slice, offsets, [](OffsetTimestamp t) { return t.offset_seconds; });
      return {};
    }
  }
  std::unreachable();
}

/// Destroying flushes unless a row is begun; the C API of 1.4 has no other way to drop what waits.
void drop(duckdb_appender& appender) {
  if (appender == nullptr) return;
  (void)duckdb_append_null(appender);
  (void)duckdb_appender_destroy(&appender);
  appender = nullptr;
}

}  // namespace

Result<Appender> Appender::open(Connection& connection, const std::string& schema, const std::string& table) {
  duckdb_appender handle = nullptr;
  const auto state = duckdb_appender_create(connection.handle(), schema.c_str(), table.c_str(), &handle);
  Appender appender(connection.instance_, handle);
  SLUSS_TRY(appender.checked(state));
  return appender;
}

Appender::Appender(std::shared_ptr<const Instance> instance, duckdb_appender handle)
    : instance_(std::move(instance)), handle_(handle) {}

Result<> Appender::checked(duckdb_state state) {
  if (state == DuckDBSuccess) return {};
  duckdb_error_data error = duckdb_appender_error_data(handle_);
  const char* message = duckdb_error_data_message(error);
  std::string what = message == nullptr || *message == '\0' ? "rows could not be appended" : message;
  if (duckdb_error_data_error_type(error) == DUCKDB_ERROR_OUT_OF_MEMORY) what.insert(0, "Out of Memory Error: ");
  duckdb_destroy_error_data(&error);
  return std::unexpected(instance_->explained("duckdb.append", std::move(what)));
}

Appender::Appender(Appender&& other) noexcept
    : instance_(std::move(other.instance_)),
      handle_(std::exchange(other.handle_, nullptr)),
      chunk_(std::exchange(other.chunk_, nullptr)) {}

Appender& Appender::operator=(Appender&& other) noexcept {
  std::swap(instance_, other.instance_);
  std::swap(handle_, other.handle_);
  std::swap(chunk_, other.chunk_);
  std::swap(columns_, other.columns_);
  return *this;
}

Appender::~Appender() {
  duckdb_destroy_data_chunk(&chunk_);
  drop(handle_);
}

Result<> Appender::append(duckdb_data_chunk chunk) {
  SLUSS_CHECK(handle_ != nullptr, "append() comes before finish()");
  return checked(duckdb_append_data_chunk(handle_, chunk));
}

Result<> Appender::append(const Batch& batch) {
  std::vector<std::size_t> all(batch.columns());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return append(batch, all);
}

Result<> Appender::append(const Batch& batch, std::span<const std::size_t> columns) {
  SLUSS_CHECK(batch.consistent(), "all columns of a batch have as many rows");
  const auto schema = chosen(batch.schema(), columns);
  if (chunk_ == nullptr) {
    chunk_ = chunk_for(schema);
    columns_ = schema;
  }
  if (schema != columns_) {
    return fail(ErrorClass::data, "duckdb.columns_differ", "a batch has other columns than the first one of its table",
                "This is a defect of the program: report it.");
  }
  const std::size_t most = duckdb_vector_size();
  for (std::size_t first = 0; first < batch.rows(); first += most) {
    const std::size_t rows = std::min(most, batch.rows() - first);
    duckdb_data_chunk_reset(chunk_);
    std::size_t target = 0;
    for (const auto i : columns) SLUSS_TRY(copy_column({batch[i], first, rows}, chunk_, target));
    duckdb_data_chunk_set_size(chunk_, rows);
    SLUSS_TRY(append(chunk_));
  }
  return {};
}

Result<> Appender::finish() {
  SLUSS_TRY(checked(duckdb_appender_close(handle_)));
  (void)duckdb_appender_destroy(&handle_);
  handle_ = nullptr;
  return {};
}

DataChunk::DataChunk(std::span<const duckdb_type> types) {
  std::vector<duckdb_logical_type> logical;
  for (const auto type : types) logical.push_back(duckdb_create_logical_type(type));
  chunk_ = duckdb_create_data_chunk(logical.data(), logical.size());
  for (auto& type : logical) duckdb_destroy_logical_type(&type);
}

DataChunk::~DataChunk() {
  duckdb_destroy_data_chunk(&chunk_);
}

std::string sql_type(const ColumnSpec& column) {
  switch (column.type) {
    case Type::boolean:
      return "BOOLEAN";
    case Type::int32:
      return "INTEGER";
    case Type::int64:
      return "BIGINT";
    case Type::float64:
      return "DOUBLE";
    case Type::decimal:
      return "DECIMAL(" + std::to_string(column.precision) + "," + std::to_string(column.scale) + ")";
    case Type::text:
      return "VARCHAR";
    case Type::bytes:
      return "BLOB";
    case Type::uuid:
      return "UUID";
    case Type::date:
      return "DATE";
    case Type::time:
      return "TIME";
    case Type::timestamp:
      return "TIMESTAMP";
    case Type::timestamp_tz:
      return "TIMESTAMPTZ";
  }
  std::unreachable();
}

std::string create_table_sql(const std::string& qualified_name, const Schema& schema) {
  std::string sql = "create table " + qualified_name + " (";
  for (std::size_t i = 0; i < schema.size(); ++i) {
    const ColumnSpec& column = schema[i];
    const std::string not_null = column.nullable ? "" : " not null";
    if (i > 0) sql += ", ";
    sql += sql_name(column.name) + " " + sql_type(column) + not_null;
    if (column.type == Type::timestamp_tz) sql += ", " + sql_name(column.name + "__offset") + " INTEGER" + not_null;
  }
  return sql + ")";
}

}  // namespace sluss::core::duckdb
