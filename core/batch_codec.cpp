#include "core/batch_codec.h"

#include <cstring>
#include <type_traits>

namespace sluss::core {

namespace {

constexpr std::string_view magic = "SLB";
constexpr char open_version = '1';
constexpr char sensitive_version = '2';

class Writer {
 public:
  template <class T>
  void number(T value) {
    bytes(std::string_view(reinterpret_cast<const char*>(&value), sizeof value));
  }
  void bytes(std::string_view value) { out.append(value); }
  template <class T>
  void span(std::span<const T> values) {
    bytes({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  }
  std::string out;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  template <class T>
  bool number(T& value) {
    std::string_view raw;
    if (!bytes(sizeof value, raw)) return false;
    raw.copy(reinterpret_cast<char*>(&value), sizeof value);
    return true;
  }
  bool bytes(std::size_t size, std::string_view& value) {
    if (text_.size() - at_ < size) return false;
    value = text_.substr(at_, size);
    at_ += size;
    return true;
  }
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] bool finished() const { return at_ == text_.size(); }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// Calls `f` with the storage type's value-initialised tag.
template <class F>
auto with_storage(Type type, F&& f) {
  switch (type) {
    case Type::boolean:
      return f(std::uint8_t{});
    case Type::int32:
    case Type::date:
      return f(std::int32_t{});
    case Type::int64:
    case Type::time:
    case Type::timestamp:
      return f(std::int64_t{});
    case Type::float64:
      return f(double{});
    case Type::decimal:
      return f(Int128{});
    case Type::uuid:
      return f(Uuid{});
    case Type::timestamp_tz:
      return f(OffsetTimestamp{});
    case Type::text:
    case Type::bytes:
      break;
  }
  return f(nullptr);
}

void write_column(Writer& writer, const Column& column) {
  writer.span(column.validity());
  with_storage(column.type(), [&]<class T>(T) {
    if constexpr (std::is_same_v<T, std::nullptr_t>) {
      const auto& strings = column.strings();
      writer.number(static_cast<std::uint64_t>(strings.arena.size()));
      writer.span(std::span<const std::uint64_t>(strings.offsets));
      writer.bytes(strings.arena);
    } else if constexpr (std::is_same_v<T, OffsetTimestamp>) {
      // Its last four bytes belong to no member: whatever was in memory must not be written.
      static_assert(sizeof(OffsetTimestamp) == 16);
      for (const OffsetTimestamp& value : column.values<T>()) {
        writer.number(value.utc_micros);
        writer.number(value.offset_seconds);
        writer.number(std::int32_t{0});
      }
    } else {
      writer.span(column.values<T>());
    }
  });
}

bool valid_at(std::string_view validity, std::size_t row) {
  return (static_cast<unsigned char>(validity[row / 8]) >> (row % 8) & 1U) != 0;
}

bool read_texts(Reader& reader, Column& column, std::size_t rows, std::string_view validity) {
  std::uint64_t size = 0;
  std::string_view offsets, arena;
  if (!reader.number(size) || !reader.bytes((rows + 1) * sizeof(std::uint64_t), offsets) ||
      !reader.bytes(size, arena)) {
    return false;
  }
  std::uint64_t from = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    std::uint64_t to = 0;
    std::memcpy(&to, offsets.data() + (row + 1) * sizeof to, sizeof to);
    if (to < from || to > size) return false;
    if (valid_at(validity, row)) {
      column.append_text(arena.substr(from, to - from));
    } else {
      column.append_null();
    }
    from = to;
  }
  return true;
}

bool read_column(Reader& reader, Column& column, std::size_t rows) {
  std::string_view validity;
  if (!reader.bytes((rows + 63) / 64 * sizeof(std::uint64_t), validity)) return false;
  return with_storage(column.type(), [&]<class T>(T) {
    if constexpr (std::is_same_v<T, std::nullptr_t>) {
      return read_texts(reader, column, rows, validity);
    } else {
      std::string_view raw;
      if (!reader.bytes(rows * sizeof(T), raw)) return false;
      if (column.type() == Type::boolean && raw.find_first_not_of(std::string_view("\0\1", 2)) != raw.npos)
        return false;
      for (std::size_t row = 0; row < rows; ++row) {
        T value;
        std::memcpy(&value, raw.data() + row * sizeof(T), sizeof(T));
        if (valid_at(validity, row)) {
          column.append(value);
        } else {
          column.append_null();
        }
      }
      return true;
    }
  });
}

bool read_schema(Reader& reader, std::vector<ColumnSpec>& columns) {
  std::string_view start;
  char version = 0;
  std::uint32_t count = 0;
  if (!reader.bytes(magic.size(), start) || start != magic || !reader.number(version) || !reader.number(count))
    return false;
  if (version != open_version && version != sensitive_version) return false;
  for (std::uint32_t index = 0; index < count; ++index) {
    std::uint16_t length = 0;
    std::string_view name;
    std::uint8_t type = 0, nullable = 0, sensitivity = 0;
    ColumnSpec column;
    if (!reader.number(length) || !reader.bytes(length, name) || !reader.number(type) || !reader.number(nullable) ||
        !reader.number(column.precision) || !reader.number(column.scale) ||
        type > static_cast<std::uint8_t>(Type::timestamp_tz)) {
      return false;
    }
    if (version == sensitive_version && !reader.number(sensitivity)) return false;
    if (sensitivity > static_cast<std::uint8_t>(Sensitivity::identity)) return false;
    if (column.precision < 1 || column.precision > 38 || column.scale > column.precision) return false;
    column.name = name;
    column.type = static_cast<Type>(type);
    column.nullable = nullable != 0;
    column.sensitivity = static_cast<Sensitivity>(sensitivity);
    columns.push_back(std::move(column));
  }
  return true;
}

std::string encode_as(char version, const Batch& batch) {
  Writer writer;
  writer.bytes(magic);
  writer.number(version);
  writer.number(static_cast<std::uint32_t>(batch.columns()));
  for (const auto& column : batch.schema()) {
    writer.number(static_cast<std::uint16_t>(column.name.size()));
    writer.bytes(column.name);
    writer.number(static_cast<std::uint8_t>(column.type));
    writer.number(static_cast<std::uint8_t>(column.nullable ? 1 : 0));
    writer.number(column.precision);
    writer.number(column.scale);
    if (version == sensitive_version) writer.number(static_cast<std::uint8_t>(column.sensitivity));
  }
  writer.number(static_cast<std::uint32_t>(batch.rows()));
  for (std::size_t index = 0; index < batch.columns(); ++index) write_column(writer, batch[index]);
  return std::move(writer.out);
}

}  // namespace

std::string encode(const OpenRows& rows) {
  return encode_as(open_version, *rows);
}

std::string encode_to_seal(const Batch& rows) {
  return encode_as(sensitive_version, rows);
}

Result<Batch> decode_batch(std::string_view bytes) {
  Reader reader(bytes);
  std::vector<ColumnSpec> columns;
  std::uint32_t rows = 0;
  bool good = read_schema(reader, columns) && reader.number(rows);
  Batch batch{Schema(columns)};
  for (std::size_t index = 0; good && index < batch.columns(); ++index) {
    good = read_column(reader, batch[index], rows);
  }
  if (good && reader.finished()) return batch;
  return fail(ErrorClass::data, "batch.damaged", "an encoded batch is damaged at byte " + std::to_string(reader.at()),
              "`sluss archive verify` tells which object it comes from");
}

}  // namespace sluss::core
