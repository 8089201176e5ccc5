#include "core/batch.h"

#include <algorithm>
#include <type_traits>

#include "core/check.h"
#include "core/text.h"

namespace sluss::core {

std::string_view name_of(Type type) {
  switch (type) {
    case Type::boolean:
      return "boolean";
    case Type::int32:
      return "int32";
    case Type::int64:
      return "int64";
    case Type::float64:
      return "float64";
    case Type::decimal:
      return "decimal";
    case Type::text:
      return "text";
    case Type::bytes:
      return "bytes";
    case Type::uuid:
      return "uuid";
    case Type::date:
      return "date";
    case Type::time:
      return "time";
    case Type::timestamp:
      return "timestamp";
    case Type::timestamp_tz:
      return "timestamp_tz";
  }
  return "unknown";
}

std::string uuid_text(const Uuid& uuid) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits[uuid[i] >> 4U];
    text += digits[uuid[i] & 15U];
  }
  return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  Uuid uuid{};
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == '-' || c == '{' || c == '}') continue;
    const int value = hex_value(c);
    if (value < 0 || digits >= 2 * uuid.size()) return std::nullopt;
    auto& octet = uuid[digits / 2];
    octet = static_cast<std::uint8_t>(octet << 4 | value);
    ++digits;
  }
  if (digits != 2 * uuid.size()) return std::nullopt;
  return uuid;
}

std::optional<Type> type_of(std::string_view name) {
  for (int type = 0; type <= static_cast<int>(Type::timestamp_tz); ++type) {
    if (name_of(static_cast<Type>(type)) == name) return static_cast<Type>(type);
  }
  return std::nullopt;
}

std::string_view name_of(Sensitivity sensitivity) {
  switch (sensitivity) {
    case Sensitivity::open:
      return "open";
    case Sensitivity::personal:
      return "personal";
    case Sensitivity::identity:
      return "identity";
  }
  return "";
}

std::optional<std::size_t> Schema::find(std::string_view name) const {
  const auto found = std::ranges::find(columns_, name, &ColumnSpec::name);
  if (found == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

Column::Column(ColumnSpec spec) : spec_(std::move(spec)) {
  switch (spec_.type) {
    case Type::boolean:
      storage_.emplace<std::vector<std::uint8_t>>();
      break;
    case Type::int32:
    case Type::date:
      storage_.emplace<std::vector<std::int32_t>>();
      break;
    case Type::int64:
    case Type::time:
    case Type::timestamp:
      storage_.emplace<std::vector<std::int64_t>>();
      break;
    case Type::float64:
      storage_.emplace<std::vector<double>>();
      break;
    case Type::decimal:
      storage_.emplace<std::vector<Int128>>();
      break;
    case Type::text:
    case Type::bytes:
      storage_.emplace<Strings>();
      break;
    case Type::uuid:
      storage_.emplace<std::vector<Uuid>>();
      break;
    case Type::timestamp_tz:
      storage_.emplace<std::vector<OffsetTimestamp>>();
      break;
  }
}

void Column::append_null() {
  std::visit(
      [](auto& storage) {
        using Storage = std::decay_t<decltype(storage)>;
        if constexpr (std::is_same_v<Storage, Strings>) {
          storage.offsets.push_back(storage.arena.size());
        } else {
          storage.push_back(typename Storage::value_type{});
        }
      },
      storage_);
  push_valid(false);
}

void Column::append_nulls(std::size_t rows) {
  std::visit(
      [&](auto& storage) {
        if constexpr (std::is_same_v<std::decay_t<decltype(storage)>, Strings>) {
          storage.offsets.resize(storage.offsets.size() + rows, storage.arena.size());
        } else {
          storage.resize(storage.size() + rows);
        }
      },
      storage_);
  size_ += rows;
  null_count_ += rows;
  validity_.resize((size_ + 63) / 64, 0);
}

void Column::clear() {
  std::visit([](auto& storage) { storage.clear(); }, storage_);
  validity_.clear();
  size_ = 0;
  null_count_ = 0;
}

void Column::reserve(std::size_t rows) {
  std::visit(
      [rows](auto& storage) {
        if constexpr (std::is_same_v<std::decay_t<decltype(storage)>, Strings>) {
          storage.offsets.reserve(rows + 1);
        } else {
          storage.reserve(rows);
        }
      },
      storage_);
  validity_.reserve((rows + 63) / 64);
}

Batch::Batch(std::shared_ptr<const Schema> schema) : schema_(std::move(schema)) {
  columns_.reserve(schema_->size());
  for (const auto& spec : *schema_) columns_.emplace_back(spec).reserve(default_rows);
}

const Column& Batch::column(std::string_view name) const {
  const auto index = schema_->find(name);
  SLUSS_CHECK(index.has_value(), "a batch has the column that is requested");
  return columns_[*index];
}

void Batch::clear() {
  for (auto& column : columns_) column.clear();
}

bool Batch::consistent() const {
  return std::ranges::all_of(columns_, [this](const Column& column) { return column.size() == rows(); });
}

}  // namespace sluss::core
