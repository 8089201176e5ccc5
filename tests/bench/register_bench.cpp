// Files as a source beside the engine's own readers of the same files: CSV to the typed table and through the whole
// run, a workbook through the reader of XLSX. Stages are processes of their own, interleaved in rounds; medians,
// ratios.
//   register_bench               all stages; millions of rows from $SLUSS_BENCH_MILLIONS (0.5), rounds from
//                                $SLUSS_BENCH_ROUNDS (5). From a million rows on the workbook has its 250,000
//   register_bench STAGE FOLDER  one stage
// The engine's excel extension is loaded where it is installed, or from the file $SLUSS_BENCH_EXCEL. Judges nothing.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

#include "connectors/register/mapping/locate.h"
#include "connectors/register/source/extent.h"
#include "connectors/register/source/mapping_files.h"
#include "connectors/register/source/parts.h"
#include "connectors/register/xlsx/xlsx.h"
#include "core/duckdb/duckdb.h"
#include "core/files.h"
#include "core/log.h"
#include "core/text.h"
#include "daemon/run/runner/runner.h"
#include "daemon/settings/load.h"
#include "measured_stage.h"
#include "register_files.h"
#include "transforms/normalise/register/register_normaliser.h"
#include "warehouse/archive/archive.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace {

using namespace sluss;
namespace fs = std::filesystem;
namespace registers = connectors::registers;

constexpr std::string_view memory_limit = "512MB";

[[noreturn]] void stop_with(std::string_view why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(2);
}

template <class T>
T must(core::Result<T> result) {
  if (!result) stop_with(core::describe(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::vector<fs::path> config_folders(const fs::path& folder) {
  return {folder, fs::path(SLUSS_SOURCE_DIR) / "config"};
}

void write_mapping(const fs::path& folder, bench::Makes makes) {
  fs::create_directories(folder / "sources");
  std::ofstream(folder / "sources" / "utdrag.toml") << bench::csv_mapping(makes);
}

core::Spill spill(const fs::path& folder) {
  return {.folder = folder / "spill"};
}

core::duckdb::Connection engine(const fs::path& folder, const std::string& path = "") {
  const auto database = must(core::duckdb::Database::open(
      {.path = path, .memory_limit = std::string(memory_limit), .spill = spill(folder), .external_access = true}));
  return must(database.connect());
}

/// One thread, as the program reads; the types of the mapping's columns.
void read_csv(const fs::path& folder, bool stored) {
  const auto path = stored ? folder / "engine.duckdb" : fs::path();
  fs::remove(path);
  auto connection = engine(folder, path.string());
  must(connection.execute(fmt::format(
      "create table plain as select * from read_csv({}, delim = ';', header = true, decimal_separator = ',', "
      "columns = {{'kommun': 'VARCHAR', 'period': 'VARCHAR', 'verksamhet': 'VARCHAR', 'kon': 'VARCHAR', "
      "'alder': 'VARCHAR', 'insats': 'VARCHAR', 'antal': 'BIGINT', 'timmar': 'DOUBLE', 'kostnad': 'DOUBLE', "
      "'lopnummer': 'VARCHAR'}})",
      core::sql_text((folder / bench::csv_name).string()))));
  if (stored) must(connection.execute("checkpoint"));
  fmt::print("    read {}\n", must(connection.number("select count(*) from plain")));
}

/// Counts what a normaliser hands on; the only figure is the number of rows.
class Counted final : public transforms::normalise::Output {
 public:
  core::FactNames& names() override { return names_; }
  core::Result<> facts(std::span<const core::Fact> facts) override {
    for (const auto& fact : facts) counted = fact.value;
    return {};
  }
  core::Result<> table(const transforms::normalise::TableSpec& /*table*/) override { return {}; }
  core::Result<> rows(const core::Batch& /*rows*/) override { return {}; }
  core::Result<> rejected(core::Reject reject) override { stop_with(reject.error + " " + reject.shown); }
  double counted = 0;

 private:
  core::FactNames names_;
};

/// From the file to the typed table of the normaliser, in memory.
void typed(const fs::path& folder) {
  write_mapping(folder, bench::Makes::count);
  const auto folders = config_folders(folder);
  const auto mapping = registers::read_mapping("utdrag", folders);
  if (!mapping) stop_with(core::describe(registers::first_of(mapping.error())));
  const auto codelists = must(registers::read_codelists(*mapping, folders));
  const std::string name(bench::csv_name);
  Counted output;
  const auto normaliser = transforms::normalise::make_register(
      {.origin = "register", .scratch = spill(folder), .memory_limit = std::string(memory_limit)}, output);
  must(normaliser->begin(registers::extent_text(
      {.mapping = *mapping, .file = {.query = "file:utdrag", .name = name, .pages = 1}, .codelists = codelists})));
  const auto files = core::real_files();
  const registers::Limits limits;
  const auto opened = must(registers::FileParts::open(
      folder / name, name, {.mapping = *mapping, .limits = limits, .files = *files, .scratch = folder}));
  const registers::Receiver receiver{
      .rows = [&](const registers::Table& table,
                  const core::Batch& batch) { return normaliser->take(registers::stream_of(table), 1, batch); },
      .reject = [](const registers::Reject& reject) -> core::Result<> { stop_with(reject.code + " " + reject.shown); }};
  const auto summary = must(registers::locate(*mapping, name, opened.parts(), receiver));
  if (summary.refused) stop_with(core::describe(*summary.refused));
  must(normaliser->finish());
  fmt::print("    read {:.0f}\n", output.counted);
}

/// The program's own run: folder, search for identities, archive and fsync, rows, normaliser, gates, merge, commit.
void run_job(const fs::path& folder, bench::Makes makes) {
  const auto state = folder / "state";
  fs::remove_all(state);
  fs::create_directories(state / "in");
  write_mapping(state, makes);
  fs::create_hard_link(folder / bench::csv_name, state / "in" / bench::csv_name);
  core::log::configure(core::log::Level::error, core::log::Format::text);
  auto loaded = daemon::settings::load_texts(
      {{state / "sluss.toml",
        fmt::format("municipality = \"1981\"\nstate = \".\"\n[source.utdrag]\nkind = \"register\"\n"
                    "path = \"{}\"\n[[job]]\nname = \"utdrag\"\nsource = \"utdrag\"\n"
                    "mapping = \"utdrag\"\n",
                    (state / "in").string())}});
  if (!loaded) stop_with(core::describe(loaded.error().front()));
  auto settings = *std::move(loaded);
  settings.state = state;
  settings.config_folders = config_folders(state);
  const auto files = core::real_files();
  const core::FixedClock clock(must(core::parse_instant("2026-01-10T12:00:00Z")));
  warehouse::duckdb::Options options;
  options.folder = state / "warehouse";
  options.memory_limit = memory_limit;
  const auto warehouse = warehouse::duckdb::open_duckdb_warehouse(*files, options);
  (void)must(warehouse->start());
  warehouse::archive::Archive archive(*files, {.folder = state / "archive"});
  daemon::run::Context context{.settings = settings,
                               .files = *files,
                               .clock = clock,
                               .warehouse = *warehouse,
                               .archive = archive,
                               .journal_file = state / "journal.jsonl",
                               .staging_folder = state / "staging",
                               .claims_folder = state / "claims"};
  const auto summary = must(daemon::run::run_job(context, "utdrag", {}, {}));
  const auto& rows = summary.run.rows;
  fmt::print("    read {} inserted {} held {}: {}\n", rows.read, rows.inserted, rows.held, summary.run.status);
  if (summary.run.status != "done") stop_with("expected the run to be done");
}

/// In KiB, of this process.
long memory(std::string_view field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(field)) return std::strtol(line.c_str() + field.size() + 1, nullptr, 10);
  return 0;
}

void read_workbook(const fs::path& folder) {
  std::ofstream("/proc/self/clear_refs") << "5";
  const auto idle = memory("VmRSS:");
  std::int64_t cells = 0;
  {
    const auto document = must(registers::open_xlsx(folder / bench::workbook_name, {}, folder));
    const auto reader = must(document->open(0));
    while (const auto row = must(reader->next())) cells += std::ssize(row->cells);
  }
  std::ofstream(folder / "above_idle") << memory("VmHWM:") - idle;
  fmt::print("    read {} cells\n", cells);
}

core::Result<> load_excel(core::duckdb::Connection& connection) {
  const auto* const file = std::getenv("SLUSS_BENCH_EXCEL");
  if (file == nullptr) return connection.execute("load excel");
  SLUSS_TRY(connection.execute("set allow_extensions_metadata_mismatch = true"));  // of a version beside this one
  return connection.execute("load " + core::sql_text(file));
}

void read_excel(const fs::path& folder) {
  auto connection = engine(folder);
  must(load_excel(connection));
  must(connection.execute(fmt::format("create table plain as select * from read_xlsx({})",
                                      core::sql_text((folder / bench::workbook_name).string()))));
  fmt::print("    read {}\n", must(connection.number("select count(*) from plain")));
}

void stage(std::string_view name, const fs::path& folder) {
  if (name == "read_csv") read_csv(folder, false);
  if (name == "stored") read_csv(folder, true);
  if (name == "typed") typed(folder);
  if (name == "run") run_job(folder, bench::Makes::sums);
  if (name == "rows") run_job(folder, bench::Makes::table);
  if (name == "xlsx") read_workbook(folder);
  if (name == "excel") read_excel(folder);
}

/// By the clock, and of the core: others use the machine too.
struct Times {
  std::vector<double> clock, core;
  long peak_kib = 0;
};

void measure(const std::string& program, const std::string& name, const fs::path& folder, Times& times) {
  const auto measured = bench::run_stage(program, name, folder);
  times.clock.push_back(measured.clock);
  times.core.push_back(measured.core);
  times.peak_kib = std::max(times.peak_kib, measured.peak_kib);
}

struct Stage {
  const char* name;
  const char* what;
  const char* base = nullptr;  ///< its time is a multiple of this one's
  double limit = 0;
};
constexpr Stage csv_stages[] = {{"read_csv", "read_csv into a table in memory"},
                                {"typed", "file to typed table", "read_csv", 2},
                                {"stored", "read_csv into a table on the disk"},
                                {"run", "whole run, sums", "stored", 5},
                                {"rows", "whole run, rows kept", "stored", 5}};
constexpr Stage workbook_stages[] = {{"xlsx", "reader of XLSX", "excel", 2}, {"excel", "read_xlsx of the extension"}};

void report(std::span<const Stage> stages, std::map<std::string, Times>& times) {
  fmt::print("{:<36} {:>8} {:>8} {:>7} {:>7} {:>7} {:>9}\n", "", "seconds", "core", "ratio", "of core", "limit",
             "peak MiB");
  for (const auto& one : stages) {
    const auto& own = times[one.name];
    if (own.clock.empty()) continue;
    std::string ratios;
    if (one.base != nullptr && !times[one.base].clock.empty()) {
      const auto& base = times[one.base];
      ratios = fmt::format("{:>7.2f} {:>7.2f} {:>7.1f}", bench::median(own.clock) / bench::median(base.clock),
                           bench::median(own.core) / bench::median(base.core), one.limit);
    }
    fmt::print("{:<36} {:>8.2f} {:>8.2f} {:<23} {:>9}\n", one.what, bench::median(own.clock), bench::median(own.core),
               ratios, own.peak_kib / 1024);
  }
}

void in_rounds(const std::string& program, std::span<const Stage> stages, const fs::path& folder, bool excel) {
  const auto* const given = std::getenv("SLUSS_BENCH_ROUNDS");
  const int rounds = given == nullptr ? 5 : std::max(std::atoi(given), 1);
  std::map<std::string, Times> times;
  for (int round = 0; round < rounds; ++round)
    for (const auto& one : stages)
      if (excel || std::string_view(one.name) != "excel") measure(program, one.name, folder, times[one.name]);
  report(stages, times);
}

double megabytes(const fs::path& file) {
  return static_cast<double>(fs::file_size(file)) / 1e6;
}

void whole(const std::string& program) {
  const auto* const given = std::getenv("SLUSS_BENCH_MILLIONS");
  const double millions = given == nullptr ? 0.5 : std::atof(given);
  const auto rows = std::max<std::int64_t>(static_cast<std::int64_t>(millions * 1e6), 1'000);
  const auto folder = fs::temp_directory_path() / fmt::format("sluss-register-bench-{}", ::getpid());
  fs::create_directories(folder);
  bench::write_csv(folder / bench::csv_name, rows);
  fmt::print("CSV: {} rows of 10 columns, {:.0f} MB; one thread each\n", rows, megabytes(folder / bench::csv_name));
  in_rounds(program, csv_stages, folder, false);
  fs::remove(folder / bench::csv_name);
  const auto workbook_rows = std::min<std::int64_t>(rows / 4, 250'000);
  bench::write_workbook(folder / bench::workbook_name, workbook_rows);
  fmt::print("XLSX: {} x {} cells, {:.0f} MB\n", workbook_rows, bench::workbook_columns,
             megabytes(folder / bench::workbook_name));
  auto connection = engine(folder);
  const auto excel = load_excel(connection);
  in_rounds(program, workbook_stages, folder, excel.has_value());
  if (!excel) fmt::print("beside the engine's excel extension: not measured, the extension is not to be had\n");
  long above_idle = 0;
  std::ifstream(folder / "above_idle") >> above_idle;
  fmt::print("the reader's peak is {:.1f} MiB above idle (limit 64)\n", static_cast<double>(above_idle) / 1024);
  fs::remove_all(folder);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3) {
    stage(argv[1], argv[2]);
  } else {
    whole(argv[0]);
  }
  return 0;
}
