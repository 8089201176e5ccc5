// The whole load of Kolada pages into the warehouse, against bare parsing plus bare append of the fact table's columns.
//   kolada_load_bench               all stages, interleaved rounds, medians, ratios ($SLUSS_BENCH_MILLIONS,
//                                   $SLUSS_BENCH_ROUNDS); a missed limit fails only with $SLUSS_BENCH_JUDGE
//   kolada_load_bench STAGE FOLDER  one stage in a process of its own, so that its peak memory is its own

#include <fmt/format.h>
#include <simdjson.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "core/duckdb/duckdb.h"
#include "core/log.h"
#include "daemon/run/runner/runner.h"
#include "daemon/settings/load.h"
#include "measured_stage.h"
#include "page_files.h"
#include "tests/tools/kolada_pages.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace {

namespace fs = std::filesystem;

constexpr std::string_view memory_limit = "512MB";
constexpr std::int64_t judged_from = 5'000'000;  ///< values; memory is judged always
constexpr double limit_first = 1.7, limit_unchanged = 1.7, limit_changed = 1.8;
constexpr long limit_memory_kib = 512L * 1000 * 1000 / 1024 + 128L * 1024;

[[noreturn]] void stop_with(const sluss::core::Error& error) {
  fmt::print(stderr, "{}\n", sluss::core::describe(error));
  std::exit(2);
}

template <class T>
T must(sluss::core::Result<T> result) {
  if (!result) stop_with(result.error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct Row {
  std::int32_t indicator, area, period, count;
  double value;
  std::int16_t gender, status;
};

/// Whole chunks of 2,048 rows of the fact table's own columns.
class FactAppender {
 public:
  explicit FactAppender(sluss::core::duckdb::Connection& connection)
      : appender_(must(sluss::core::duckdb::Appender::open(connection, "main", "fact"))), chunk_(types) {}

  void add(const Row& row) {
    const auto at = rows_;
    chunk_.column<std::int32_t>(0)[at] = row.indicator;
    chunk_.column<std::int32_t>(1)[at] = row.area;
    chunk_.column<std::int32_t>(2)[at] = 0;
    chunk_.column<std::int32_t>(3)[at] = row.period;
    chunk_.column<std::int16_t>(4)[at] = 1;
    chunk_.column<std::int16_t>(5)[at] = row.gender;
    chunk_.column<double>(6)[at] = row.value;
    chunk_.column<std::int32_t>(7)[at] = row.count;
    chunk_.column<std::int16_t>(8)[at] = row.status;
    chunk_.column<std::int64_t>(9)[at] = 1;
    chunk_.column<std::int64_t>(10)[at] = INT64_MAX;
    chunk_.column<std::int32_t>(11)[at] = 1;
    chunk_.column<std::int32_t>(12)[at] = 1;
    if (++rows_ == 2048) flush();
  }
  void finish() {
    flush();
    must(appender_.finish());
  }

 private:
  static constexpr std::array types{
      DUCKDB_TYPE_INTEGER,   DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER,  DUCKDB_TYPE_SMALLINT,
      DUCKDB_TYPE_SMALLINT,  DUCKDB_TYPE_DOUBLE,  DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_SMALLINT, DUCKDB_TYPE_TIMESTAMP,
      DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER};
  void flush() {
    if (rows_ == 0) return;
    chunk_.set_size(rows_);
    must(appender_.append(chunk_.handle()));
    chunk_.reset();
    rows_ = 0;
  }
  sluss::core::duckdb::Appender appender_;
  sluss::core::duckdb::DataChunk chunk_;
  std::size_t rows_ = 0;
};

std::int32_t digits(std::string_view text) {
  std::int32_t number = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') number = number * 10 + (c - '0');
  }
  return number;
}

/// Every field of every value of a page, read on demand.
template <class F>
void parse_page(simdjson::ondemand::parser& parser, const fs::path& file, F&& each) {
  simdjson::padded_string text(fs::file_size(file));
  std::ifstream(file, std::ios::binary).read(text.data(), static_cast<std::streamsize>(text.size()));
  auto document = parser.iterate(text);
  std::array<Row, 8> rows;
  for (auto item : document["values"].get_array()) {
    auto object = item.get_object().value();
    std::size_t many = 0;
    for (auto value : object["values"].get_array()) {
      auto fields = value.get_object().value();
      Row& row = rows[many++];
      const std::string_view gender = fields["gender"].get_string().value();
      row.gender = static_cast<std::int16_t>(gender[0] == 'T' ? 0 : gender[0] == 'K' ? 1 : 2);
      row.count = static_cast<std::int32_t>(fields["count"].get_int64().value());
      row.status = static_cast<std::int16_t>(std::string_view(fields["status"].get_string().value()).size());
      auto number = fields["value"].value();
      row.value = number.is_null() ? 0 : number.get_double().value();
      if (fields["isdeleted"].get_bool().value()) row.status = -1;
    }
    const auto kpi = digits(object["kpi"].get_string().value());
    const auto period = static_cast<std::int32_t>(object["period"].get_int64().value());
    const auto area = digits(object["municipality"].get_string().value());
    for (std::size_t i = 0; i < many; ++i) {
      rows[i].indicator = kpi;
      rows[i].period = period;
      rows[i].area = area;
      each(rows[i]);
    }
  }
}

/// On-demand parse of every field, chunk append of the fact table's own columns, one transaction and its checkpoint.
void baseline(const fs::path& pages_folder, const fs::path& work) {
  const auto pages = sluss::bench::open_pages(pages_folder);
  fs::remove_all(work);
  fs::create_directories(work);
  sluss::core::duckdb::Options options;
  options.path = (work / "baseline.duckdb").string();
  options.memory_limit = memory_limit;
  auto database = must(sluss::core::duckdb::Database::open(options));
  auto connection = must(database.connect());
  must(
      connection.execute("create table fact(indicator_key integer, area_key integer, unit_key integer, period integer, "
                         "period_kind smallint, gender smallint, value double, count integer, status smallint, "
                         "recorded_from timestamp, recorded_to timestamp, run_id integer, raw_id integer); begin"));
  FactAppender appender(connection);
  simdjson::ondemand::parser parser;
  std::int64_t total = 0;
  for (const auto& file : pages.data_files) {
    parse_page(parser, file, [&](const Row& row) {
      appender.add(row);
      ++total;
    });
  }
  appender.finish();
  must(connection.execute("commit; checkpoint"));
  if (total != pages.values) {
    fmt::print(stderr, "the baseline saw {} of {} values\n", total, pages.values);
    std::exit(2);
  }
}

/// The program's own run, HTTP aside: connector, archive and fsync, normalisation, staging, gates, merge, commit.
void load(const fs::path& pages_folder, const fs::path& state, std::string_view expected) {
  namespace run = sluss::daemon::run;
  sluss::core::log::configure(sluss::core::log::Level::error, sluss::core::log::Format::text);
  auto loaded = sluss::daemon::settings::load_texts(
      {{state / "sluss.toml",
        fmt::format("municipality = \"1981\"\nstate = \".\"\n[gates]\nrevised_share = 1.0\n"
                    "[source.kolada]\nurl = \"http://127.0.0.1:9/v3\"\n"
                    "[[job]]\nname = \"kolada\"\nsource = \"kolada\"\nindicators = [\"*\"]\nunits = []\n"
                    "full_reload = \"always\"\nfirst_year = {}\n",
                    sluss::bench::first_year)}});
  if (!loaded) {
    fmt::print(stderr, "{}\n", sluss::core::describe(loaded.error().front()));
    std::exit(2);
  }
  auto settings = *std::move(loaded);
  settings.municipality = "0310";
  settings.state = state;
  const auto files = sluss::core::real_files();
  const sluss::core::FixedClock clock(must(sluss::core::parse_instant("2024-06-01T12:00:00Z")));
  sluss::warehouse::duckdb::Options warehouse_options;
  warehouse_options.folder = state / "warehouse";
  warehouse_options.memory_limit = memory_limit;
  const auto warehouse = sluss::warehouse::duckdb::open_duckdb_warehouse(*files, warehouse_options);
  (void)must(warehouse->start());
  sluss::warehouse::archive::Archive archive(*files, {.folder = state / "archive"});
  run::Context context{.settings = settings,
                       .files = *files,
                       .clock = clock,
                       .warehouse = *warehouse,
                       .archive = archive,
                       .journal_file = state / "journal.jsonl",
                       .staging_folder = state / "staging",
                       .claims_folder = state / "claims",
                       .open = sluss::tests::from_pages([&] {
                         return std::make_unique<sluss::bench::FilePages>(sluss::bench::open_pages(pages_folder));
                       })};
  const auto summary = must(run::run_job(context, "kolada", {}, {}));
  const auto& rows = summary.run.rows;
  fmt::print("    read {} inserted {} revised {} unchanged {} held {}: {}\n", rows.read, rows.inserted, rows.revised,
             rows.unchanged, rows.held, summary.run.status);
  if (summary.run.status != expected) {
    fmt::print(stderr, "expected the run to be {}\n", expected);
    std::exit(2);
  }
}

std::int64_t values_wanted() {
  const char* millions = std::getenv("SLUSS_BENCH_MILLIONS");
  return static_cast<std::int64_t>((millions == nullptr ? 0.5 : std::atof(millions)) * 1e6);
}

/// What the stages read.
sluss::bench::PageSet write_page_set(const fs::path& folder) {
  auto pages = sluss::bench::write_pages(folder / "pages", values_wanted(), 0);
  (void)sluss::bench::write_pages(folder / "changed", values_wanted(), 10);
  return pages;
}

int whole(const std::string& program) {
  const char* rounds_text = std::getenv("SLUSS_BENCH_ROUNDS");
  const int rounds = rounds_text == nullptr ? 3 : std::atoi(rounds_text);
  const fs::path folder = fs::temp_directory_path() / fmt::format("sluss-bench-{}", ::getpid());
  const auto values = values_wanted();
  const auto pages = write_page_set(folder);
  std::uintmax_t bytes = 0;
  for (const auto& file : pages.data_files) bytes += fs::file_size(file);
  fmt::print("{} values in {} pages, {} MB\n", pages.values, pages.data_files.size(), bytes / 1'000'000);
  std::map<std::string, std::vector<double>> seconds;
  std::map<std::string, long> peak;
  for (int round = 0; round < rounds; ++round) {
    fs::remove_all(folder / "state");
    for (const auto* stage : {"baseline", "first", "unchanged", "changed"}) {
      const auto measured = sluss::bench::run_stage(program, stage, folder);
      seconds[stage].push_back(measured.clock);
      peak[stage] = std::max(peak[stage], measured.peak_kib);
    }
  }
  const double base = sluss::bench::median(seconds["baseline"]);
  fmt::print("{:<10} {:>8} {:>12} {:>7} {:>7} {:>9}\n", "stage", "seconds", "rows/s", "ratio", "limit", "peak MiB");
  bool good = true;
  const std::map<std::string, double> limits{
      {"first", limit_first}, {"unchanged", limit_unchanged}, {"changed", limit_changed}};
  for (const auto* stage : {"baseline", "first", "unchanged", "changed"}) {
    const double time = sluss::bench::median(seconds[stage]);
    const auto limit = limits.find(stage);
    fmt::print("{:<10} {:>8.2f} {:>12.0f} {:>7.2f} {:>7} {:>9}\n", stage, time,
               static_cast<double>(pages.values) / time, time / base,
               limit == limits.end() ? "" : fmt::format("{:.1f}", limit->second), peak[stage] / 1024);
    if (limit == limits.end()) continue;
    // Of fewer values the fixed cost of a run (start, sync) is most of it.
    good = good && (values < judged_from || time / base <= limit->second) && peak[stage] <= limit_memory_kib;
  }
  fs::remove_all(folder);
  fmt::print("{}{}\n", good ? "all within their limits" : "NOT within the limits",
             values < judged_from ? " (ratios are judged from 5 million values)" : "");
  const bool judged = std::getenv("SLUSS_BENCH_JUDGE") != nullptr;  // else a busy machine would be a fault
  return good || !judged ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return whole(argv[0]);
  const std::string stage = argv[1];
  const fs::path folder = argv[2];
  if (stage == "pages") (void)write_page_set(folder);
  if (stage == "baseline") baseline(folder / "pages", folder / "baseline");
  if (stage == "first") load(folder / "pages", folder / "state", "done");
  if (stage == "unchanged") load(folder / "pages", folder / "state", "unchanged");
  if (stage == "changed") load(folder / "changed", folder / "state", "done");
  return 0;
}
