#include "warehouse/duckdb/fact_output.h"

#include <algorithm>
#include <array>
#include <limits>

#include "warehouse/duckdb/views.h"
#include "warehouse/merge/fact_key.h"

namespace sluss::warehouse::duckdb {

namespace {

// Whole chunks only: for others DuckDB keeps heap outside its limit, 15 MB a million rows in 1.4.4 and 4 MB in 1.5.6.
constexpr std::size_t chunk_rows = 2048;
// One pass over core.fact closes this many.
constexpr std::size_t most_closings = std::size_t{1} << 18U;
constexpr std::int64_t infinity = std::numeric_limits<std::int64_t>::max();

constexpr std::array<duckdb_type, 14> fact_types = {
    DUCKDB_TYPE_INTEGER,   DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER,  DUCKDB_TYPE_SMALLINT,
    DUCKDB_TYPE_SMALLINT,  DUCKDB_TYPE_DOUBLE,  DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_SMALLINT, DUCKDB_TYPE_TIMESTAMP,
    DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_SMALLINT};

template <class T, class Get>
void fill(core::duckdb::DataChunk& chunk, std::size_t column, const std::vector<core::Fact>& facts, Get get) {
  T* const target = chunk.column<T>(column);
  for (std::size_t i = 0; i < facts.size(); ++i) target[i] = static_cast<T>(get(facts[i]));
}

template <class Has>
void fill_validity(core::duckdb::DataChunk& chunk, std::size_t column, const std::vector<core::Fact>& facts, Has has) {
  duckdb_vector vector = duckdb_data_chunk_get_vector(chunk.handle(), column);
  duckdb_vector_ensure_validity_writable(vector);
  std::uint64_t* const words = duckdb_vector_get_validity(vector);
  for (std::size_t first = 0; first < facts.size(); first += 64) {
    const std::size_t count = std::min<std::size_t>(64, facts.size() - first);
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < count; ++i) word |= std::uint64_t{has(facts[first + i])} << i;
    words[first / 64] = word;
  }
}

}  // namespace

FactOutput::FactOutput(core::duckdb::Connection& connection, core::RunId run, core::Instant recorded_at)
    : connection_(connection),
      run_(static_cast<std::int32_t>(run.value)),
      recorded_at_(recorded_at.micros),
      chunk_(std::make_unique<core::duckdb::DataChunk>(fact_types)) {
  waiting_.reserve(chunk_rows);
}

core::Result<FactOutput> FactOutput::open(core::duckdb::Connection& connection, core::RunId run,
                                          core::Instant recorded_at) {
  if (run.value <= 0 || run.value > std::numeric_limits<std::int32_t>::max())
    return core::fail(core::ErrorClass::data, "warehouse.run_number",
                      "the run's number " + std::to_string(run.value) + " does not fit the warehouse");
  FactOutput output(connection, run, recorded_at);
  SLUSS_TRY(connection.execute("create or replace temp table closing (fact_row bigint)"));
  output.appender_ = SLUSS_TRY(core::duckdb::Appender::open(connection, "core", "fact"));
  return output;
}

core::Result<> FactOutput::open_version(const core::Fact& fact) {
  waiting_.push_back(fact);
  return waiting_.size() == chunk_rows ? flush_chunk() : core::Result<>();
}

core::Result<> FactOutput::close_version(std::int64_t row) {
  closings_.push_back(row);
  return closings_.size() == most_closings ? flush_closings() : core::Result<>();
}

core::Result<> FactOutput::flush_chunk() {
  if (waiting_.empty()) return {};
  changed_ = true;
  auto& chunk = *chunk_;
  chunk.reset();
  fill<std::int32_t>(chunk, 0, waiting_, [](const core::Fact& f) { return f.indicator; });
  fill<std::int32_t>(chunk, 1, waiting_, [](const core::Fact& f) { return f.area; });
  fill<std::int32_t>(chunk, 2, waiting_, [](const core::Fact& f) { return f.unit; });
  fill<std::int32_t>(chunk, 3, waiting_, [](const core::Fact& f) { return f.period; });
  fill<std::int16_t>(chunk, 4, waiting_, [](const core::Fact& f) { return f.kind; });
  fill<std::int16_t>(chunk, 5, waiting_, [](const core::Fact& f) { return f.gender; });
  fill<double>(chunk, 6, waiting_, [](const core::Fact& f) { return f.value; });
  fill<std::int32_t>(chunk, 7, waiting_, [](const core::Fact& f) { return f.count; });
  fill<std::int16_t>(chunk, 8, waiting_, [](const core::Fact& f) { return f.status; });
  fill<std::int64_t>(chunk, 9, waiting_, [this](const core::Fact&) { return recorded_at_; });
  fill<std::int64_t>(chunk, 10, waiting_, [](const core::Fact&) { return infinity; });
  fill<std::int32_t>(chunk, 11, waiting_, [this](const core::Fact&) { return run_; });
  fill<std::int32_t>(chunk, 12, waiting_, [](const core::Fact& f) { return f.raw; });
  fill<std::int16_t>(chunk, 13, waiting_, [](const core::Fact& f) { return merge::bound_of(f); });
  fill_validity(chunk, 6, waiting_, [](const core::Fact& f) { return f.has_value; });
  fill_validity(chunk, 7, waiting_, [](const core::Fact& f) { return f.has_count; });
  chunk.set_size(waiting_.size());
  waiting_.clear();
  return appender_->append(chunk.handle());
}

core::Result<> FactOutput::flush_closings() {
  if (closings_.empty()) return {};
  changed_ = true;
  SLUSS_TRY(connection_.execute("delete from closing"));
  auto appender = SLUSS_TRY(core::duckdb::Appender::open(connection_, "main", "closing"));
  const duckdb_type type[] = {DUCKDB_TYPE_BIGINT};
  core::duckdb::DataChunk chunk(type);
  for (std::size_t first = 0; first < closings_.size(); first += chunk_rows) {
    const std::size_t count = std::min(chunk_rows, closings_.size() - first);
    chunk.reset();
    std::copy_n(closings_.begin() + static_cast<std::ptrdiff_t>(first), count, chunk.column<std::int64_t>(0));
    chunk.set_size(count);
    SLUSS_TRY(appender.append(chunk.handle()));
  }
  SLUSS_TRY(appender.finish());
  closings_.clear();
  return connection_.execute("update core.fact set recorded_to = " + timestamp_sql({recorded_at_}) +
                             " from closing where core.fact.rowid = closing.fact_row");
}

core::Result<> FactOutput::finish() {
  SLUSS_TRY(flush_chunk());
  SLUSS_TRY(appender_->finish());
  return flush_closings();
}

}  // namespace sluss::warehouse::duckdb
