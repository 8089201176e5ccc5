#pragma once
// What flows between connectors, transforms and the warehouse: columns of typed values with validity.
// A Batch is filled, handed on, cleared and filled again: clear() keeps the memory, so that no value allocates.
// Not thread safe; hand a whole batch from one thread to another.

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/decimal.h"

namespace sluss::core {

/// Logical types. Storage is named beside each.
enum class Type : std::uint8_t {
  boolean,       ///< std::uint8_t, 0 or 1
  int32,         ///< std::int32_t
  int64,         ///< std::int64_t
  float64,       ///< double
  decimal,       ///< Int128, the unscaled value; precision 1..38, scale 0..precision
  text,          ///< UTF-8
  bytes,         ///< any octets
  uuid,          ///< Uuid, big-endian octets as written
  date,          ///< std::int32_t, days since 1970-01-01 (proleptic Gregorian)
  time,          ///< std::int64_t, microseconds since midnight
  timestamp,     ///< std::int64_t, microseconds since 1970-01-01T00:00:00 of a clock on a wall, no zone
  timestamp_tz,  ///< OffsetTimestamp, the instant in UTC and the offset it was written with
};

using Uuid = std::array<std::uint8_t, 16>;
/// "00112233-4455-6677-8899-aabbccddeeff"
[[nodiscard]] std::string uuid_text(const Uuid& uuid);
/// The other way; nothing when it has not 32 hexadecimal digits. Hyphens and braces may be anywhere.
[[nodiscard]] std::optional<Uuid> parse_uuid(std::string_view text);

struct OffsetTimestamp {
  std::int64_t utc_micros = 0;
  std::int32_t offset_seconds = 0;
  bool operator==(const OffsetTimestamp&) const = default;
};

[[nodiscard]] std::string_view name_of(Type type);
[[nodiscard]] std::optional<Type> type_of(std::string_view name);

/// Who may see a column. What is not open is stored in sealed places only, and is shown nowhere (core/open_rows.h).
enum class Sensitivity : std::uint8_t {
  open,
  personal,  ///< of a person: a decision, a sum, a date
  identity,  ///< who it is: a personal number, a name, a case's number
};
[[nodiscard]] std::string_view name_of(Sensitivity sensitivity);

struct ColumnSpec {
  std::string name;
  Type type = Type::text;
  bool nullable = true;
  std::uint8_t precision = 38;  ///< decimal only
  std::uint8_t scale = 0;       ///< decimal only
  Sensitivity sensitivity = Sensitivity::open;
  bool operator==(const ColumnSpec&) const = default;
};

class Schema {
 public:
  Schema() = default;
  Schema(std::initializer_list<ColumnSpec> columns) : columns_(columns) {}
  explicit Schema(std::vector<ColumnSpec> columns) : columns_(std::move(columns)) {}

  [[nodiscard]] std::size_t size() const { return columns_.size(); }
  [[nodiscard]] const ColumnSpec& operator[](std::size_t index) const { return columns_[index]; }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
  [[nodiscard]] auto begin() const { return columns_.begin(); }
  [[nodiscard]] auto end() const { return columns_.end(); }
  bool operator==(const Schema&) const = default;

 private:
  std::vector<ColumnSpec> columns_;
};

/// Texts or bytes laid end to end; value i is [offsets[i], offsets[i+1]).
struct Strings {
  std::vector<std::uint64_t> offsets{0};
  std::string arena;

  [[nodiscard]] std::size_t size() const { return offsets.size() - 1; }
  [[nodiscard]] std::string_view operator[](std::size_t row) const {
    return std::string_view(arena).substr(offsets[row], offsets[row + 1] - offsets[row]);
  }
  void push_back(std::string_view value) {
    arena.append(value);
    offsets.push_back(arena.size());
  }
  /// text(0) .. text(rows - 1), one after another.
  template <class Text>
  void append(std::size_t rows, Text&& text) {
    const std::size_t first = offsets.size();
    offsets.resize(first + rows);
    std::uint64_t end = arena.size();
    for (std::size_t i = 0; i < rows; ++i) offsets[first + i] = end += std::string_view(text(i)).size();
    std::uint64_t at = arena.size();
    arena.resize(end);
    for (std::size_t i = 0; i < rows; ++i) {
      const std::string_view value = text(i);
      value.copy(arena.data() + at, value.size());
      at += value.size();
    }
  }
  void clear() {
    offsets.resize(1);
    arena.clear();
  }
};

class Column {
 public:
  struct AllValid {
    constexpr bool operator()(std::size_t) const { return true; }
  };

  explicit Column(ColumnSpec spec);

  [[nodiscard]] const ColumnSpec& spec() const { return spec_; }
  [[nodiscard]] Type type() const { return spec_.type; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t null_count() const { return null_count_; }
  [[nodiscard]] bool is_null(std::size_t row) const { return (validity_[row / 64] >> (row % 64) & 1U) == 0; }
  /// One bit a row, least significant first, 1 = valid (the layout of DuckDB's and Arrow's masks).
  [[nodiscard]] std::span<const std::uint64_t> validity() const { return validity_; }

  /// The storage named beside the type; T must be that type. A null's slot is T{}.
  template <class T>
  [[nodiscard]] std::span<const T> values() const {
    return std::get<std::vector<T>>(storage_);
  }
  /// text and bytes
  [[nodiscard]] const Strings& strings() const { return std::get<Strings>(storage_); }
  [[nodiscard]] std::string_view text(std::size_t row) const { return strings()[row]; }

  void append_null();
  void append_nulls(std::size_t rows);
  template <class T>
  void append(const T& value) {
    std::get<std::vector<T>>(storage_).push_back(value);
    push_valid(true);
  }
  void append_text(std::string_view value) {
    std::get<Strings>(storage_).push_back(value);
    push_valid(true);
  }
  void append_bool(bool value) { append<std::uint8_t>(value ? 1 : 0); }

  // Many rows at once: value(i) or text(i) for i in [0, rows), null where valid(i) is false; T{} or an empty text then.
  template <class T, class Value, class Valid = AllValid>
  void append_rows(std::size_t rows, Value&& value, Valid&& valid = {}) {
    auto& values = std::get<std::vector<T>>(storage_);
    const std::size_t first = values.size();
    values.resize(first + rows);
    for (std::size_t i = 0; i < rows; ++i) values[first + i] = value(i);
    push_validity(rows, valid);
  }
  template <class Text, class Valid = AllValid>
  void append_texts(std::size_t rows, Text&& text, Valid&& valid = {}) {
    std::get<Strings>(storage_).append(rows, text);
    push_validity(rows, valid);
  }

  void clear();
  void reserve(std::size_t rows);

 private:
  template <class Valid>
  void push_validity(std::size_t rows, Valid&& valid) {
    for (std::size_t i = 0; i < rows; ++i) push_valid(valid(i));
  }
  void push_valid(bool valid) {
    if (size_ % 64 == 0) validity_.push_back(0);
    if (valid) {
      validity_.back() |= std::uint64_t{1} << (size_ % 64);
    } else {
      ++null_count_;
    }
    ++size_;
  }

  ColumnSpec spec_;
  std::size_t size_ = 0;
  std::size_t null_count_ = 0;
  std::vector<std::uint64_t> validity_;
  std::variant<std::vector<std::uint8_t>, std::vector<std::int32_t>, std::vector<std::int64_t>, std::vector<double>,
               std::vector<Int128>, Strings, std::vector<Uuid>, std::vector<OffsetTimestamp>>
      storage_;
};

class Batch {
 public:
  static constexpr std::size_t default_rows = 2048;

  explicit Batch(std::shared_ptr<const Schema> schema);
  explicit Batch(Schema schema) : Batch(std::make_shared<const Schema>(std::move(schema))) {}

  [[nodiscard]] const Schema& schema() const { return *schema_; }
  [[nodiscard]] std::size_t rows() const { return columns_.empty() ? 0 : columns_.front().size(); }
  [[nodiscard]] bool full() const { return rows() >= default_rows; }
  [[nodiscard]] std::size_t columns() const { return columns_.size(); }
  [[nodiscard]] Column& operator[](std::size_t index) { return columns_[index]; }
  [[nodiscard]] const Column& operator[](std::size_t index) const { return columns_[index]; }
  /// Asserts that the column exists.
  [[nodiscard]] const Column& column(std::string_view name) const;

  /// Drops the rows, keeps the memory.
  void clear();
  /// All columns have the same number of rows.
  [[nodiscard]] bool consistent() const;

 private:
  std::shared_ptr<const Schema> schema_;
  std::vector<Column> columns_;
};

}  // namespace sluss::core
