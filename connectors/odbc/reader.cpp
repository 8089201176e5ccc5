#include "connectors/odbc/reader.h"

#include <algorithm>
#include <cstring>

#include "connectors/odbc/values.h"

namespace sluss::connectors::odbc {

namespace {

/// Texts and octets of a batch beyond which it is handed on.
constexpr std::size_t batch_bytes = 8U << 20;

std::size_t bytes_in(const core::Batch& batch) {
  std::size_t bytes = 0;
  for (std::size_t index = 0; index < batch.columns(); ++index) {
    const auto type = batch[index].type();
    if (type == core::Type::text || type == core::Type::bytes) bytes += batch[index].strings().arena.size();
  }
  return bytes;
}

bool is_null(SQLLEN indicator) {
  // Some 64-bit drivers write 32 bits of it.
  return indicator == SQL_NULL_DATA || static_cast<std::uint64_t>(indicator) == 0xFFFFFFFFULL;
}

std::size_t terminator_of(Fetch fetch) {
  switch (fetch) {
    case Fetch::text_wide:
      return sizeof(SQLWCHAR);
    case Fetch::number_text:
    case Fetch::text_utf8:
      return 1;
    case Fetch::float64:
    case Fetch::octets:
      break;
  }
  return 0;
}

std::unexpected<core::Error> fetch_error(const Handle& statement, const core::TimeLimit& limit) {
  return call_error(statement, limit, "reading the result failed",
                    "nothing of it was used; try the query with the database's own tools");
}

core::Place place_of(const core::ColumnSpec& column, std::int64_t row) {
  return {.line = row + 1, .field = column.name};
}

/// Never the value: it may be personal.
std::string value_words(const core::ColumnSpec& column, std::int64_t row) {
  return "a value of " + column.name + " in row " + std::to_string(row + 1);
}

class Blocks {
 public:
  Blocks(const Handle& statement, const std::vector<ColumnPlan>& plans, const Options& options)
      : statement_(statement),
        plans_(plans),
        rows_(std::max<std::size_t>(1, options.rows_a_block)),
        most_(options.query_timeout) {
    std::size_t width = 0;
    for (const auto& plan : plans) width += plan.width + sizeof(SQLLEN);
    while (rows_ > 1 && rows_ * width > options.block_bytes) rows_ /= 2;
    for (const auto& plan : plans) {
      buffers_.emplace_back(plan.width * rows_);
      indicators_.emplace_back(rows_);
    }
  }
  ~Blocks() {
    SQLFreeStmt(statement_.get(), SQL_UNBIND);
    SQLSetStmtAttr(statement_.get(), SQL_ATTR_ROWS_FETCHED_PTR, nullptr, 0);
  }
  Blocks(const Blocks&) = delete;
  Blocks& operator=(const Blocks&) = delete;

  core::Result<> bind() {
    SQLSetStmtAttr(statement_.get(), SQL_ATTR_ROW_BIND_TYPE, SQL_BIND_BY_COLUMN, 0);
    const auto size_set = SQLSetStmtAttr(statement_.get(), SQL_ATTR_ROW_ARRAY_SIZE, attribute_value(rows_), 0);
    if (size_set != SQL_SUCCESS) {  // refused, or set to another size
      SQLULEN granted = 1;
      SQLGetStmtAttr(statement_.get(), SQL_ATTR_ROW_ARRAY_SIZE, &granted, 0, nullptr);
      rows_ = std::clamp<std::size_t>(granted, 1, rows_);
    }
    SQLSetStmtAttr(statement_.get(), SQL_ATTR_ROWS_FETCHED_PTR, &fetched_, 0);
    for (std::size_t index = 0; index < plans_.size(); ++index) {
      const auto code =
          SQLBindCol(statement_.get(), static_cast<SQLUSMALLINT>(index + 1), c_type_of(plans_[index].fetch),
                     buffers_[index].data(), static_cast<SQLLEN>(plans_[index].width), indicators_[index].data());
      if (!succeeded(code)) {
        return core::fail(
            core::ErrorClass::source, "odbc.type",
            "the driver cannot give column " + plans_[index].spec.name + ": " + diagnostic(statement_).text,
            "cast the column in the query");
      }
    }
    return {};
  }

  /// Rows fetched; 0 at the end.
  core::Result<std::size_t> fetch(core::TimeLimit& limit) {
    if (limit.token().stop_requested()) return fetch_error(statement_, limit);
    fetched_ = 0;
    const core::LimitedTime limited(limit, most_);
    const auto code = SQLFetch(statement_.get());
    if (code == SQL_NO_DATA) return std::size_t{0};
    if (!succeeded(code) || limit.token().stop_requested()) return fetch_error(statement_, limit);
    if (fetched_ == 0 || fetched_ > rows_) fetched_ = 1;  // a driver that does not count
    return static_cast<std::size_t>(fetched_);
  }

  core::Result<> append(core::Batch& batch, std::size_t row, std::int64_t row_in_result) const {
    for (std::size_t index = 0; index < plans_.size(); ++index) {
      auto& column = batch[index];
      const auto& plan = plans_[index];
      const SQLLEN indicator = indicators_[index][row];
      if (is_null(indicator)) {
        column.append_null();
        continue;
      }
      const bool fixed = plan.fetch == Fetch::float64;
      const auto size = fixed ? plan.width : static_cast<std::size_t>(indicator);
      if (!fixed && (indicator < 0 || size + terminator_of(plan.fetch) > plan.width)) {
        return core::fail(core::ErrorClass::source, "odbc.truncated",
                          "the driver cut " + value_words(column.spec(), row_in_result) + " (" +
                              std::to_string(indicator) + " octets, room for " + std::to_string(plan.width) + ")",
                          "cast the column to the width that it has, or to text without a limit",
                          place_of(column.spec(), row_in_result));
      }
      SLUSS_TRY(append_value(column, plan.fetch, {buffers_[index].data() + row * plan.width, size}, row_in_result));
    }
    return {};
  }

 private:
  const Handle& statement_;
  const std::vector<ColumnPlan>& plans_;
  std::size_t rows_;
  std::chrono::seconds most_;
  SQLULEN fetched_ = 0;
  std::vector<std::vector<char>> buffers_;
  std::vector<std::vector<SQLLEN>> indicators_;
};

struct ValueAt {
  SQLUSMALLINT column = 0;  ///< from 1
  std::int64_t row = 0;     ///< from 0
};

/// One value in as many pieces as the driver makes of it; nothing for NULL.
core::Result<bool> get_value(const Handle& statement, ValueAt at, const ColumnPlan& plan, const Options& options,
                             const core::TimeLimit& limit, std::string& value) {
  value.clear();
  const std::size_t terminator = terminator_of(plan.fetch);
  const std::size_t first_piece = std::max<std::size_t>(plan.width, 4096);
  std::size_t piece = first_piece;
  while (true) {
    if (limit.token().stop_requested()) return fetch_error(statement, limit);
    const auto had = value.size();
    value.resize(had + piece);
    SQLLEN indicator = 0;
    const auto code = SQLGetData(statement.get(), at.column, c_type_of(plan.fetch), value.data() + had,
                                 static_cast<SQLLEN>(piece), &indicator);
    if (code == SQL_NO_DATA) {
      value.resize(had);
      return true;
    }
    if (!succeeded(code)) return fetch_error(statement, limit);
    if (is_null(indicator)) return false;
    const bool whole = indicator >= 0 && static_cast<std::size_t>(indicator) + terminator <= piece;
    if (whole) {
      value.resize(had + static_cast<std::size_t>(indicator));
      return true;
    }
    value.resize(had + piece - terminator);
    if (value.size() > options.value_bytes_most) {
      return core::fail(
          core::ErrorClass::data, "odbc.too_large",
          value_words(plan.spec, at.row) + " is larger than " + std::to_string(options.value_bytes_most) + " octets",
          "leave the column out of the query, or cut it there", place_of(plan.spec, at.row));
    }
    piece = std::min<std::size_t>(piece * 2, 4U << 20);
  }
}

/// False: there are no more rows. `value` is a buffer that is reused.
core::Result<bool> read_row(const Handle& statement, const std::vector<ColumnPlan>& plans, const Options& options,
                            core::TimeLimit& limit, core::Batch& batch, std::int64_t number, std::string& value) {
  if (limit.token().stop_requested()) return fetch_error(statement, limit);
  const core::LimitedTime limited(limit, options.query_timeout);
  const auto code = SQLFetch(statement.get());
  if (code == SQL_NO_DATA) return false;
  if (!succeeded(code) || limit.token().stop_requested()) return fetch_error(statement, limit);
  for (std::size_t index = 0; index < plans.size(); ++index) {
    const ValueAt at{.column = static_cast<SQLUSMALLINT>(index + 1), .row = number};
    const bool there = SLUSS_TRY(get_value(statement, at, plans[index], options, limit, value));
    if (there) {
      SLUSS_TRY(append_value(batch[index], plans[index].fetch, value, number));
    } else {
      batch[index].append_null();
    }
  }
  return true;
}

}  // namespace

SQLSMALLINT c_type_of(Fetch fetch) {
  switch (fetch) {
    case Fetch::float64:
      return SQL_C_DOUBLE;
    case Fetch::text_wide:
      return SQL_C_WCHAR;
    case Fetch::octets:
      return SQL_C_BINARY;
    case Fetch::number_text:
    case Fetch::text_utf8:
      break;
  }
  return SQL_C_CHAR;
}

std::unexpected<core::Error> call_error(const Handle& statement, const core::TimeLimit& limit, std::string_view doing,
                                        std::string_view remedy) {
  if (limit.has_passed()) {
    return core::fail(core::ErrorClass::transient, "odbc.query",
                      "the database did not answer the query in time, and it was ended",
                      "see with the database's own tools what it waits for: a lock, an index that is missing, a query "
                      "without an end; nothing of it was used");
  }
  if (limit.token().stop_requested()) {
    return core::fail(core::ErrorClass::cancelled, "odbc.cancelled", "the query was stopped", "start it again");
  }
  const auto reason = diagnostic(statement);
  return core::fail(is_transient(reason) ? core::ErrorClass::transient : core::ErrorClass::source, "odbc.query",
                    std::string(doing) + " (" + reason.state + "): " + reason.text, std::string(remedy));
}

core::Result<> append_value(core::Column& column, Fetch fetch, std::string_view octets, std::int64_t row) {
  bool good = true;
  switch (fetch) {
    case Fetch::number_text:
      good = append_parsed(column, octets);
      break;
    case Fetch::float64: {
      double value = 0;
      std::memcpy(&value, octets.data(), sizeof value);
      column.append(value);
      break;
    }
    case Fetch::text_wide: {
      std::u16string wide(octets.size() / sizeof(char16_t), u'\0');
      std::memcpy(wide.data(), octets.data(), wide.size() * sizeof(char16_t));
      good = append_utf16(column, wide);
      break;
    }
    case Fetch::text_utf8:
    case Fetch::octets:
      good = append_octets(column, octets);
      break;
  }
  if (good) return {};
  return core::fail(core::ErrorClass::data, "odbc.value",
                    value_words(column.spec(), row) + " is not a " + std::string(core::name_of(column.type())) +
                        " that its column can hold",
                    std::string(remedy_of(column.type(), octets)), place_of(column.spec(), row));
}

core::Result<std::int64_t> read_blocks(const Handle& statement, const std::vector<ColumnPlan>& plans,
                                       const Options& options, core::TimeLimit& limit, core::Batch& batch,
                                       const Consumer& consumer) {
  Blocks blocks(statement, plans, options);
  SLUSS_TRY(blocks.bind());
  std::int64_t total = 0;
  while (true) {
    const auto rows = SLUSS_TRY(blocks.fetch(limit));
    if (rows == 0) break;
    for (std::size_t row = 0; row < rows; ++row) SLUSS_TRY(blocks.append(batch, row, total++));
    if (!batch.full() && bytes_in(batch) < batch_bytes) continue;
    SLUSS_TRY(consumer(batch));
    batch.clear();
  }
  if (batch.rows() != 0) SLUSS_TRY(consumer(batch));
  return total;
}

core::Result<std::int64_t> read_rows(const Handle& statement, const std::vector<ColumnPlan>& plans,
                                     const Options& options, core::TimeLimit& limit, core::Batch& batch,
                                     const Consumer& consumer) {
  std::int64_t total = 0;
  std::string value;
  while (true) {
    const bool row = SLUSS_TRY(read_row(statement, plans, options, limit, batch, total, value));
    if (!row) break;
    ++total;
    if (!batch.full() && bytes_in(batch) < batch_bytes) continue;
    SLUSS_TRY(consumer(batch));
    batch.clear();
  }
  if (batch.rows() != 0) SLUSS_TRY(consumer(batch));
  return total;
}

}  // namespace sluss::connectors::odbc
