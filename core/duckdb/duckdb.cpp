#include "core/duckdb/duckdb.h"

#include <cassert>
#include <charconv>
#include <utility>

#include "core/duckdb/cell_text.h"
#include "core/duckdb/instance.h"
#include "core/duckdb/path.h"
#include "core/duckdb/spill_name.h"
#include "core/text.h"

namespace sluss::core::duckdb {

namespace {

std::unexpected<Error> sql_error(std::string what) {
  return fail(ErrorClass::data, "duckdb.sql", std::move(what));
}

std::unexpected<Error> sql_error(const Instance& instance, std::string what) {
  return std::unexpected(instance.explained("duckdb.sql", std::move(what)));
}

std::string text_or(const char* text, const char* otherwise) {
  return text == nullptr ? otherwise : text;
}

/// A statement that lives as long as its binding and execution.
class PreparedStatement {
 public:
  PreparedStatement() = default;
  PreparedStatement(const PreparedStatement&) = delete;
  PreparedStatement& operator=(const PreparedStatement&) = delete;
  ~PreparedStatement() { duckdb_destroy_prepare(&statement_); }

  Result<> prepare(const Instance& instance, duckdb_connection connection, const std::string& sql) {
    if (duckdb_prepare(connection, sql.c_str(), &statement_) == DuckDBError)
      return sql_error(instance, text_or(duckdb_prepare_error(statement_), "the statement could not be prepared"));
    return {};
  }

  Result<> bind(std::span<const Value> parameters) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const auto state = std::visit([&](const auto& value) { return bind_one(i + 1, value); }, parameters[i]);
      if (state == DuckDBError)
        return sql_error("parameter " + std::to_string(i + 1) +
                         " could not be bound: " + text_or(duckdb_prepare_error(statement_), "no such parameter"));
    }
    return {};
  }

  [[nodiscard]] duckdb_prepared_statement handle() const { return statement_; }

 private:
  duckdb_state bind_one(idx_t index, std::nullptr_t) { return duckdb_bind_null(statement_, index); }
  duckdb_state bind_one(idx_t index, bool value) { return duckdb_bind_boolean(statement_, index, value); }
  duckdb_state bind_one(idx_t index, std::int32_t value) { return duckdb_bind_int32(statement_, index, value); }
  duckdb_state bind_one(idx_t index, std::int64_t value) { return duckdb_bind_int64(statement_, index, value); }
  duckdb_state bind_one(idx_t index, double value) { return duckdb_bind_double(statement_, index, value); }
  duckdb_state bind_one(idx_t index, const std::string& value) {
    return duckdb_bind_varchar_length(statement_, index, value.data(), value.size());
  }

  duckdb_prepared_statement statement_ = nullptr;
};

/// The settings of a DuckDB instance while it is opened.
class Config {
 public:
  Config() { duckdb_create_config(&config_); }
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;
  ~Config() { duckdb_destroy_config(&config_); }
  Result<> set(const char* name, const std::string& value) {
    if (duckdb_set_config(config_, name, value.c_str()) == DuckDBError)
      return fail(ErrorClass::storage, "duckdb.open",
                  std::string("DuckDB does not take the setting ") + name + " = " + value);
    return {};
  }
  [[nodiscard]] duckdb_config handle() const { return config_; }

 private:
  duckdb_config config_ = nullptr;
};

/// What is written stays readable by every DuckDB since that version (docs/warehouse.md), whatever this one's default.
/// A file that is there keeps the format that it was made in.
constexpr const char* storage_version = "v0.10.2";

Result<> configure(Config& config, const Options& options) {
  if (options.read_only) SLUSS_TRY(config.set("access_mode", "READ_ONLY"));
  if (!options.read_only && !options.path.empty()) {
    SLUSS_TRY(config.set("storage_compatibility_version", storage_version));
    // As DuckDB 1.4 did: 1.5 keeps five row groups of what is appended in memory, 40 MB more, and is no faster for it.
    SLUSS_TRY(config.set("write_buffer_row_group_count", "1"));
  }
  SLUSS_TRY(config.set("memory_limit", options.memory_limit));
  SLUSS_TRY(config.set("threads", std::to_string(options.threads)));
  SLUSS_TRY(config.set("autoinstall_known_extensions", "false"));
  SLUSS_TRY(config.set("autoload_known_extensions", "false"));
  SLUSS_TRY(config.set("allow_community_extensions", "false"));
  return {};
}

/// Where an instance may spill: nowhere when there is no room, which is an error only once it needs some.
struct Room {
  std::optional<SpillFolder> folder;
  std::uint64_t bytes = 0;
  std::optional<Error> none;
};

Room room_of(const Spill& spill) {
  Room room;
  if (spill.folder.empty()) return room;
  const auto bytes = room_to_spill(spill);
  auto folder = bytes ? SpillFolder::make(spill.folder) : std::unexpected(bytes.error());
  if (!folder) {
    room.none = std::move(folder).error();
    return room;
  }
  room.folder = std::move(*folder);
  room.bytes = *bytes;
  return room;
}

/// What may only be set once the file is open. Locking comes last.
Result<> settle(Connection& connection, const Options& options, const std::string& spill, std::uint64_t most) {
  SLUSS_TRY(connection.execute("set TimeZone = 'UTC'"));
  SLUSS_TRY(connection.execute("set temp_directory = " + sql_text(spill)));
  if (!spill.empty()) SLUSS_TRY(connection.execute("set max_temp_directory_size = '" + std::to_string(most) + "B'"));
  if (options.manual_checkpoints) {
    SLUSS_TRY(connection.execute("set wal_autocheckpoint = '1TB'"));
    SLUSS_TRY(connection.execute("pragma disable_checkpoint_on_shutdown"));
  }
  if (!options.external_access) {
    SLUSS_TRY(connection.execute("set enable_external_access = false"));
    SLUSS_TRY(connection.execute("set lock_configuration = true"));
  }
  return {};
}

}  // namespace

Result<Database> Database::open(const Options& options) {
  if (!can_hold_databases(options.path)) {
    return fail(ErrorClass::storage, "duckdb.path",
                "DuckDB keeps no database below a folder with '?' or with bytes that are not UTF-8 in its name",
                "use a folder with another name", Place{.file = options.path});
  }
  Config config;
  SLUSS_TRY(configure(config, options));
  Room room = room_of(options.spill);
  const std::string spill = room.folder ? spill_name(*room.folder) : std::string();
  duckdb_database handle = nullptr;
  char* message = nullptr;
  const char* path = options.path.empty() ? nullptr : options.path.c_str();
  if (duckdb_open_ext(path, &handle, config.handle(), &message) == DuckDBError) {
    std::string what = text_or(message, "the database could not be opened");
    duckdb_free(message);
    if (auto full = full_disk(what, options.path)) return std::unexpected(*std::move(full));
    return fail(ErrorClass::storage, "duckdb.open", std::move(what),
                "see that the file is whole, may be read, and that no other program writes it",
                Place{.file = options.path});
  }
  Database database(std::make_shared<const Instance>(handle, std::move(room.folder), std::move(room.none),
                                                     std::filesystem::path(options.path)));
  auto connection = SLUSS_TRY(database.connect());
  if (auto settled = settle(connection, options, spill, room.bytes); !settled) {
    if (settled.error().error_class == ErrorClass::storage) return std::unexpected(std::move(settled).error());
    return fail(ErrorClass::storage, "duckdb.open", settled.error().what, {}, Place{.file = options.path});
  }
  return database;
}

Result<Connection> Database::connect() const {
  duckdb_connection connection = nullptr;
  if (duckdb_connect(instance_->handle(), &connection) == DuckDBError)
    return fail(ErrorClass::storage, "duckdb.open", "DuckDB gave no connection");
  return Connection(instance_, connection);
}

ResultSet::ResultSet(duckdb_result result, std::shared_ptr<const Instance> instance)
    : instance_(std::move(instance)), result_(std::make_unique<duckdb_result>(result)) {}

ResultSet::ResultSet(ResultSet&& other) noexcept
    : instance_(std::move(other.instance_)),
      result_(std::move(other.result_)),
      chunk_(std::exchange(other.chunk_, nullptr)) {}

ResultSet& ResultSet::operator=(ResultSet&& other) noexcept {
  std::swap(instance_, other.instance_);
  std::swap(result_, other.result_);
  std::swap(chunk_, other.chunk_);
  return *this;
}

ResultSet::~ResultSet() {
  duckdb_destroy_data_chunk(&chunk_);
  if (result_) duckdb_destroy_result(result_.get());
}

std::size_t ResultSet::columns() const {
  return duckdb_column_count(result_.get());
}

std::string ResultSet::name(std::size_t column) const {
  return text_or(duckdb_column_name(result_.get(), column), "");
}

duckdb_type ResultSet::type(std::size_t column) const {
  return duckdb_column_type(result_.get(), column);
}

duckdb_logical_type ResultSet::logical_type(std::size_t column) const {
  return duckdb_column_logical_type(result_.get(), column);
}

Result<duckdb_data_chunk> ResultSet::next() {
  duckdb_destroy_data_chunk(&chunk_);
  chunk_ = duckdb_fetch_chunk(*result_);
  if (chunk_ == nullptr) {
    const char* error = duckdb_result_error(result_.get());
    if (error != nullptr && *error != '\0') return sql_error(*instance_, error);
  }
  return chunk_;
}

Connection::Connection(std::shared_ptr<const Instance> instance, duckdb_connection connection)
    : instance_(std::move(instance)), connection_(connection) {}

Connection::Connection(Connection&& other) noexcept
    : instance_(std::move(other.instance_)), connection_(std::exchange(other.connection_, nullptr)) {}

Connection& Connection::operator=(Connection&& other) noexcept {
  std::swap(instance_, other.instance_);
  std::swap(connection_, other.connection_);
  return *this;
}

Connection::~Connection() {
  if (connection_ != nullptr) duckdb_disconnect(&connection_);
}

Result<> Connection::execute(const std::string& sql) {
  duckdb_result result{};
  const auto state = duckdb_query(connection_, sql.c_str(), &result);
  std::string error = state == DuckDBError ? text_or(duckdb_result_error(&result), "the statement failed") : "";
  duckdb_destroy_result(&result);
  if (state == DuckDBError) return sql_error(*instance_, std::move(error));
  return {};
}

Result<ResultSet> Connection::query(const std::string& sql, std::span<const Value> parameters) {
  PreparedStatement statement;
  SLUSS_TRY(statement.prepare(*instance_, connection_, sql));
  SLUSS_TRY(statement.bind(parameters));
  duckdb_result result{};
  // Only a SELECT is streamed: a statement that writes must have finished when this returns.
  const bool streams = duckdb_prepared_statement_type(statement.handle()) == DUCKDB_STATEMENT_TYPE_SELECT;
  const auto state = streams ? duckdb_execute_prepared_streaming(statement.handle(), &result)
                             : duckdb_execute_prepared(statement.handle(), &result);
  if (state == DuckDBError) {
    std::string error = text_or(duckdb_result_error(&result), "the statement failed");
    duckdb_destroy_result(&result);
    return sql_error(*instance_, std::move(error));
  }
  return ResultSet(result, instance_);
}

Result<std::vector<TextRow>> Connection::rows(const std::string& sql, std::span<const Value> parameters) {
  auto result = SLUSS_TRY(query(sql, parameters));
  std::vector<TextRow> rows;
  const std::size_t columns = result.columns();
  while (true) {
    const duckdb_data_chunk chunk = SLUSS_TRY(result.next());
    if (chunk == nullptr) return rows;
    const std::size_t first = rows.size();
    const std::size_t count = duckdb_data_chunk_get_size(chunk);
    rows.resize(first + count, TextRow(columns));
    for (std::size_t column = 0; column < columns; ++column) {
      const CellText text(duckdb_data_chunk_get_vector(chunk, column));
      for (std::size_t row = 0; row < count; ++row) rows[first + row][column] = text.at(row);
    }
  }
}

Result<std::int64_t> Connection::number(const std::string& sql, std::span<const Value> parameters) {
  const auto answer = SLUSS_TRY(rows(sql, parameters));
  if (answer.empty() || answer.front().empty() || !answer.front().front())
    return sql_error("a number was expected and none came: " + sql);
  const std::string& text = *answer.front().front();
  std::int64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size())
    return sql_error("a whole number was expected, and '" + text + "' came: " + sql);
  return value;
}

Result<> Connection::execute_with(const std::string& sql, std::span<const Value> parameters) {
  auto result = SLUSS_TRY(query(sql, parameters));
  while (true) {
    const duckdb_data_chunk chunk = SLUSS_TRY(result.next());
    if (chunk == nullptr) return {};
  }
}

void Connection::interrupt() {
  duckdb_interrupt(connection_);
}

}  // namespace sluss::core::duckdb
