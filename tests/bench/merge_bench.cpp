// The merge against a bare append of the same columns: first load, unchanged load, 1 % changed.
//   merge_bench [facts] [order]     order: sorted (default), shuffled (rows of a block in any order), scattered
//                                   (a block's indicators lie all over the table)
// Prints seconds, rows a second, the ratio to the bare append and the peak of resident memory.

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>

#include "core/duckdb/duckdb.h"
#include "tests/tools/temporary_folder.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace {

using namespace sluss;
using Clock = std::chrono::steady_clock;

constexpr std::size_t areas = 312;
constexpr std::size_t periods = 10;
constexpr std::size_t per_indicator = areas * periods;
constexpr std::size_t indicators_per_block = 96;  // about 300,000 facts, as the run's staging has them

enum class Order : std::uint8_t { sorted, shuffled, scattered };

template <class T>
T must(core::Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", core::describe(result.error()));
    std::exit(1);
  }
  return std::move(*result);
}
void must(core::Result<> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", core::describe(result.error()));
    std::exit(1);
  }
}

double value_of(std::size_t fact) {
  return static_cast<double>(fact * 2'654'435'761U % 100'000U) / 10.0;
}

/// Facts made block by block when requested, so that memory is the merge's.
class GeneratedFacts final : public warehouse::StagedFacts {
 public:
  GeneratedFacts(std::size_t facts, Order order, std::size_t change_every)
      : indicators_((facts + per_indicator - 1) / per_indicator), order_(order), change_every_(change_every) {
    for (std::size_t i = 0; i < indicators_; ++i) (void)names_.indicators.number_of(fmt::format("kolada:N{:05}", i));
    for (std::size_t i = 0; i < areas; ++i) (void)names_.areas.number_of(fmt::format("{:04}", 100 + i));
  }
  [[nodiscard]] std::size_t blocks() const override {
    return (indicators_ + indicators_per_block - 1) / indicators_per_block;
  }
  [[nodiscard]] core::Result<std::vector<core::Fact>> block(std::size_t index) override {
    std::vector<core::Fact> facts;
    facts.reserve(indicators_per_block * per_indicator);
    for (std::size_t i = 0; i < indicators_per_block; ++i) {
      const std::size_t indicator =
          order_ == Order::scattered ? index + i * blocks() : index * indicators_per_block + i;
      if (indicator < indicators_) add(indicator, facts);
    }
    if (order_ == Order::shuffled) std::ranges::shuffle(facts, std::minstd_rand(static_cast<unsigned>(index)));
    return facts;
  }
  [[nodiscard]] const core::FactNames& names() const override { return names_; }
  [[nodiscard]] std::size_t size() const { return indicators_ * per_indicator; }

 private:
  void add(std::size_t indicator, std::vector<core::Fact>& facts) const {
    for (std::size_t period = 0; period < periods; ++period) {
      for (std::size_t area = 0; area < areas; ++area) {
        const std::size_t number = indicator * per_indicator + period * areas + area;
        core::Fact fact;
        fact.indicator = static_cast<std::uint32_t>(indicator + 1);
        fact.area = static_cast<std::uint32_t>(area + 1);
        fact.period = static_cast<std::int32_t>(2015 + period);
        fact.value = value_of(number) + (change_every_ != 0 && number % change_every_ == 0 ? 1 : 0);
        fact.has_value = true;
        fact.raw = static_cast<std::uint32_t>(number / 5000);
        fact.position = static_cast<std::uint32_t>(number % 5000);
        facts.push_back(fact);
      }
    }
  }
  std::size_t indicators_;
  Order order_;
  std::size_t change_every_;
  core::FactNames names_;
};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// In MiB; reset by clear_peak().
double peak_memory() {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with("VmHWM:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
  }
  return 0;
}
void clear_peak() {
  std::ofstream("/proc/self/clear_refs") << "5";
}

/// Nothing but the fourteen columns of core.fact, in whole chunks, in one transaction, with its checkpoint.
double bare_append(const std::filesystem::path& folder, GeneratedFacts& staged) {
  const auto start = Clock::now();
  auto database = must(
      core::duckdb::Database::open({.path = (folder / "bare.duckdb").string(), .spill = {.folder = folder / "spill"}}));
  auto connection = must(database.connect());
  must(connection.execute(
      "create table fact (a integer, b integer, c integer, d integer, e smallint, f smallint, g double, h integer, i "
      "smallint, j timestamp, k timestamp, l integer, m integer, n smallint); begin"));
  const std::array<duckdb_type, 14> types = {
      DUCKDB_TYPE_INTEGER,   DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER,  DUCKDB_TYPE_SMALLINT,
      DUCKDB_TYPE_SMALLINT,  DUCKDB_TYPE_DOUBLE,  DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_SMALLINT, DUCKDB_TYPE_TIMESTAMP,
      DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_SMALLINT};
  core::duckdb::DataChunk chunk(types);
  auto appender = must(core::duckdb::Appender::open(connection, "main", "fact"));
  for (std::size_t b = 0; b < staged.blocks(); ++b) {
    const auto facts = must(staged.block(b));
    for (std::size_t first = 0; first < facts.size(); first += 2048) {
      const std::size_t rows = std::min<std::size_t>(2048, facts.size() - first);
      chunk.reset();
      duckdb_vector counts = duckdb_data_chunk_get_vector(chunk.handle(), 7);
      duckdb_vector_ensure_validity_writable(counts);
      std::fill_n(duckdb_vector_get_validity(counts), (rows + 63) / 64, 0);
      for (std::size_t i = 0; i < rows; ++i) {
        const core::Fact& fact = facts[first + i];
        chunk.column<std::int32_t>(0)[i] = static_cast<std::int32_t>(fact.indicator);
        chunk.column<std::int32_t>(1)[i] = static_cast<std::int32_t>(fact.area);
        chunk.column<std::int32_t>(2)[i] = 0;
        chunk.column<std::int32_t>(3)[i] = fact.period;
        chunk.column<std::int16_t>(4)[i] = 1;
        chunk.column<std::int16_t>(5)[i] = 0;
        chunk.column<double>(6)[i] = fact.value;
        chunk.column<std::int16_t>(8)[i] = 0;
        chunk.column<std::int64_t>(9)[i] = 1'774'958'400'000'000;
        chunk.column<std::int64_t>(10)[i] = std::numeric_limits<std::int64_t>::max();
        chunk.column<std::int32_t>(11)[i] = 1;
        chunk.column<std::int32_t>(12)[i] = static_cast<std::int32_t>(fact.raw);
        chunk.column<std::int16_t>(13)[i] = 0;
      }
      chunk.set_size(rows);
      must(appender.append(chunk.handle()));
    }
  }
  must(appender.finish());
  must(connection.execute("commit; checkpoint"));
  return seconds_since(start);
}

struct LoadTimes {
  double merge = 0;
  double whole = 0;  ///< with the copy of the generation, commit, checkpoint, sum and sync
  warehouse::RowCounts rows;
};

LoadTimes load(warehouse::Warehouse& warehouse, GeneratedFacts& staged) {
  LoadTimes times;
  const auto start = Clock::now();
  auto writer = must(warehouse.writer("bench"));
  const auto run = must(writer->next_run(core::RunId{1}));
  const auto at = must(writer->recorded_at({1'774'958'400'000'000}));
  warehouse::MergeOptions options{.origin = "kolada", .beside = {}, .coverage = {}, .gates = {}, .hold = {}};
  options.coverage.push_back({.all_indicators = true,
                              .indicators = {},
                              .all_areas = true,
                              .areas = {},
                              .first_period = 1900,
                              .last_period = 2100});
  const auto merge_start = Clock::now();
  times.rows = must(writer->merge(staged, options, run, at, {})).rows;
  times.merge = seconds_since(merge_start);
  must(writer->put_run({.id = run,
                        .job = "bench",
                        .source = "kolada",
                        .cause = "run",
                        .status = "done",
                        .started_at = at,
                        .recorded_at = at,
                        .rows = times.rows,
                        .details = "{}",
                        .segments = {}}));
  must(writer->commit());
  times.whole = seconds_since(start);
  return times;
}

void report(const char* what, const LoadTimes& times, std::size_t facts, double bare) {
  fmt::print(
      "{:<12} merge {:6.2f} s   whole {:6.2f} s   {:>10.0f} rows/s   {:5.2f} of bare append   peak {:4.0f} MiB   "
      "(+{} ~{} ={})\n",
      what, times.merge, times.whole, static_cast<double>(facts) / times.whole, times.whole / bare, peak_memory(),
      times.rows.inserted, times.rows.revised, times.rows.unchanged);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t facts = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 5'000'000;
  const std::string named = argc > 2 ? argv[2] : "sorted";
  const Order order = named == "scattered" ? Order::scattered : named == "shuffled" ? Order::shuffled : Order::sorted;
  const tests::TemporaryFolder folder;
  GeneratedFacts first(facts, order == Order::shuffled ? Order::sorted : order, 0);
  double bare = bare_append(folder.path(), first);
  std::filesystem::remove(folder.path() / "bare.duckdb");
  clear_peak();
  bare = std::min(bare, bare_append(folder.path(), first));
  std::filesystem::remove(folder.path() / "bare.duckdb");
  fmt::print("{} facts, {}\nbare append  {:6.2f} s   {:>10.0f} rows/s   peak {:4.0f} MiB\n", first.size(), named, bare,
             static_cast<double>(first.size()) / bare, peak_memory());
  const auto files = core::real_files();
  auto warehouse = warehouse::duckdb::open_duckdb_warehouse(*files, {.folder = folder.path() / "warehouse"});
  must(warehouse->start());
  for (const auto& [what, change_every] : {std::pair{"first", 0}, {"unchanged", 0}, {"1 % changed", 100}}) {
    GeneratedFacts staged(facts, order, static_cast<std::size_t>(change_every));
    clear_peak();
    report(what, load(*warehouse, staged), staged.size(), bare);
  }
  return 0;
}
