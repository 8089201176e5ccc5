// query, export, datasets, calendar: figures out to people.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <mutex>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>
#include <tuple>

#include "connectors/registry.h"
#include "core/duration.h"
#include "core/json.h"
#include "core/numbers.h"
#include "core/swedish_words.h"
#include "core/text.h"
#include "daemon/program/commands.h"
#include "daemon/program/memory_bound.h"
#include "daemon/program/output_place.h"
#include "daemon/program/workspace.h"
#include "daemon/serve/service/dataset_readings.h"
#include "daemon/settings/spill_place.h"
#include "transforms/datasets/csv_writer.h"
#include "transforms/datasets/description.h"
#include "transforms/datasets/export.h"
#include "transforms/datasets/json_writer.h"
#include "transforms/datasets/row_writer.h"
#include "transforms/datasets/table_writer.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::program {
namespace {

namespace datasets = transforms::datasets;
constexpr std::size_t write_at = 64U << 10U;
constexpr std::size_t largest_query = 1U << 20U;

/// Standard output, or a stream, in large pieces; the last one goes with finish().
class BufferedOutput {
 public:
  explicit BufferedOutput(OutputStream output) : output_(std::move(output)) {}
  datasets::Sink sink() {
    return [this](std::string_view piece) -> core::Result<> {
      buffer_ += piece;
      return buffer_.size() < write_at ? core::Result<>{} : finish();
    };
  }
  core::Result<> finish() {
    const auto written = output_.write(buffer_);
    buffer_.clear();
    return written;
  }

 private:
  OutputStream output_;
  std::string buffer_;
};

core::Result<std::vector<datasets::DatasetDescription>> descriptions(Environment& environment,
                                                                     const settings::Settings& settings) {
  auto loaded = datasets::load_descriptions(environment.files, settings.config_folders);
  if (loaded) return *std::move(loaded);
  environment.output.errors(loaded.error());
  return std::unexpected(already_printed(core::ErrorClass::config));
}

std::size_t table_width(const Output& output) {
  return output.terminal_out() ? static_cast<std::size_t>(output.width()) : 0;
}

/// The engine checks for an interrupt between the pieces of its work, not within one function of a query: a query that
/// has not ended a little after its time is ended with the process, with the same error. Until this is destroyed.
class TimeBound {
 public:
  TimeBound(const Output& output, std::chrono::milliseconds timeout)
      : thread_([this, &output, until = timeout + grace](const std::stop_token& done) {
          std::unique_lock lock(mutex_);
          changed_.wait_for(lock, done, until, [] { return false; });
          if (done.stop_requested()) return;
          const core::Error late{.code = "query.timeout",
                                 .error_class = core::ErrorClass::transient,
                                 .what = "the query took longer than it may",
                                 .remedy = "ask for less, or allow more time"};
          output.errors({late});
          ::_exit(static_cast<int>(exit_code_of(late)));
        }) {}

 private:
  static constexpr std::chrono::seconds grace{2};
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::jthread thread_;  // last: ends before what it uses
};

core::Result<> answer(warehouse::Reader& reader, const std::string& sql, datasets::RowWriter& writer,
                      const std::stop_token& stop) {
  SLUSS_TRY(reader.select(
      sql, [&](const core::Schema& schema) { return writer.begin(schema); },
      [&](const core::Batch& batch) { return writer.rows(batch); }, stop));
  return writer.end();
}

/// The engine does not understand the query, or knows no table, column or function of that name.
bool is_of_text(const core::Error& error) {
  return std::ranges::any_of(std::array{"Parser Error", "Catalog Error", "Binder Error"},
                             [&](std::string_view words) { return error.what.starts_with(words); });
}

core::Result<std::string> query_text(const Invocation& invocation) {
  auto sql = invocation.get("SQL");
  if (sql != "-") return sql;
  sql.assign(std::istreambuf_iterator<char>(std::cin), {});
  if (sql.size() <= largest_query) return sql;
  return core::fail(core::ErrorClass::config, "usage.query", "the query is longer than 1 MiB", "Shorten it.");
}

core::Result<ExitCode> to_stream(Environment& environment, const OutputPlace& place, warehouse::Reader& reader,
                                 const datasets::DatasetDescription& dataset, datasets::Format format) {
  if (format == datasets::Format::xlsx || format == datasets::Format::parquet) {
    return core::fail(core::ErrorClass::config, "usage.output", "this format is written to a regular file only",
                      "Add --output PATH, with the name of a file.");
  }
  auto stream = SLUSS_TRY(OutputStream::open(environment.output, place, environment.stop));
  BufferedOutput buffered(std::move(stream));
  const bool own = place.kind == OutputPlace::Kind::standard_output;
  const auto writer = datasets::text_writer(format, buffered.sink(), own ? table_width(environment.output) : 0);
  std::ignore = SLUSS_TRY(datasets::write_dataset(reader, dataset, *writer, environment.stop));
  SLUSS_TRY(buffered.finish());
  return ExitCode::done;
}

core::Result<datasets::Format> export_format(const Invocation& invocation, const OutputPlace& place, bool json) {
  if (invocation.has("--format")) return datasets::parse_format(invocation.get("--format"));
  const auto path = invocation.get("--output");
  if (place.kind == OutputPlace::Kind::standard_output) return json ? datasets::Format::json : datasets::Format::table;
  for (const auto format : {datasets::Format::csv_plain, datasets::Format::csv, datasets::Format::xlsx,
                            datasets::Format::parquet, datasets::Format::json, datasets::Format::table}) {
    if (path.ends_with(datasets::extension_of(format))) return format;
  }
  return core::fail(core::ErrorClass::config, "usage.format", "the extension of '" + path + "' is no known format",
                    "Add --format csv, csv-plain, xlsx, parquet, json or table.");
}

core::Result<> check_folder(const std::filesystem::path& file) {
  const auto folder = std::filesystem::absolute(file).parent_path();
  std::error_code problem;
  if (std::filesystem::exists(folder, problem) || problem) return {};
  return core::fail(core::ErrorClass::config, "usage.output", "the folder " + folder.string() + " is not there",
                    "Make it, or name another with --output.", core::Place{.file = file.string()});
}

core::Result<ExitCode> print_dataset(Environment& environment, const datasets::DatasetDescription& dataset) {
  if (environment.output.json) {
    SLUSS_TRY(environment.output.write(core::json_text(datasets::describe_in_json(dataset), 2) + "\n"));
    return ExitCode::done;
  }
  std::string text = dataset.name + ": " + dataset.title + "\n" + dataset.purpose + "\n" + dataset.grain + "\n\n";
  std::vector<std::vector<std::string>> rows;
  rows.reserve(dataset.columns.size());
  for (const auto& column : dataset.columns)
    rows.push_back({column.name, column.heading, column.type, column.description});
  text += text_table({"column", "heading", "type", "description"}, rows);
  SLUSS_TRY(environment.output.write(text));
  return ExitCode::done;
}

/// What of the calendar a terminal shows: the day without its week, one name.
constexpr std::array<std::string_view, 8> calendar_columns{"nyckeltal_id", "kort_namn", "period",     "publicering",
                                                           "vantad_dag",   "status",    "forst_sedd", "dagar_sen"};

datasets::DatasetDescription for_a_terminal(datasets::DatasetDescription dataset) {
  std::erase_if(dataset.columns, [](const auto& column) {
    return std::ranges::find(calendar_columns, column.name) == calendar_columns.end();
  });
  return dataset;
}

/// COLUMNS, or the terminal's; 100 where there is neither.
std::size_t calendar_width(const Output& output) {
  constexpr std::size_t otherwise = 100;
  constexpr std::size_t widest = 10'000;
  if (const char* given = std::getenv("COLUMNS")) {  // NOLINT(concurrency-mt-unsafe): nobody sets it
    const std::string_view text = given;
    std::size_t width = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), width);
    if (read.ec == std::errc() && read.ptr == text.data() + text.size() && width > 0 && width <= widest) return width;
  }
  return output.terminal_out() ? static_cast<std::size_t>(output.width()) : otherwise;
}

/// Which rows, and how many of them: all without an option.
struct CalendarQuery {
  std::string condition;  ///< in SQL
  std::string_view none = "nothing is announced\n";
  std::size_t most = 0;
};

core::Result<CalendarQuery> calendar_query(const Invocation& invocation) {
  const bool late = invocation.has("--late");
  if (!invocation.has("--next")) {
    if (!late) return CalendarQuery{};
    return CalendarQuery{.condition = "status in (" + core::sql_text(core::swedish_status::late) + ", " +
                                      core::sql_text(core::swedish_status::not_checked) + ")",
                         .none = "nothing is late\n"};
  }
  if (late) {
    return core::fail(core::ErrorClass::config, "usage.calendar", "what is late is not what comes next",
                      "Write --late or --next, one of them.");
  }
  CalendarQuery query{.condition = "status = " + core::sql_text(core::swedish_status::pending),
                      .none = "nothing is awaited\n"};
  const auto text = invocation.get("--next");
  const auto read = std::from_chars(text.data(), text.data() + text.size(), query.most);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || query.most == 0 || query.most > 1000) {
    return core::fail(core::ErrorClass::config, "usage.next",
                      "'" + core::shortened(text, 40) + "' is not a number from 1 to 1000",
                      "Write for example --next 20.");
  }
  return query;
}

}  // namespace

core::Result<ExitCode> command_query(Environment& environment) {
  const auto sql = SLUSS_TRY(query_text(environment.invocation));
  const auto workspace = SLUSS_TRY(Workspace::open(environment));
  SLUSS_TRY(begin_reading(environment, workspace->settings(), "query", "query"));  // its text may name a person
  const auto reader = SLUSS_TRY(workspace->reader(true, true));
  const bool people = environment.output.terminal_out() && !environment.output.json;
  const auto format = environment.invocation.get("--format", environment.output.json ? "json"
                                                             : people                ? "table"
                                                                                     : "csv");
  auto stream = SLUSS_TRY(OutputStream::open(environment.output, {}, environment.stop));
  BufferedOutput buffered(std::move(stream));
  std::unique_ptr<datasets::RowWriter> writer;
  if (format == "json") {
    writer = datasets::json_writer(buffered.sink());
  } else if (format == "table") {
    writer = datasets::table_writer(buffered.sink(), {.width = table_width(environment.output)});
  } else {
    // Exactly what is stored: a script reads this, and a value with a sign before it would be another value.
    writer = datasets::csv_writer(buffered.sink(), {.neutralise_formulas = false});
  }
  const auto& settings = workspace->settings();
  std::chrono::milliseconds timeout = warehouse::ReadOptions{}.timeout;
  if (environment.invocation.has("--timeout")) {
    timeout = SLUSS_TRY(from_command_line(core::parse_duration(environment.invocation.get("--timeout")), "--timeout"));
  }
  SLUSS_TRY(bound_memory(settings.memory_bytes + beside_the_engine));
  try {
    std::optional<TimeBound> bound(std::in_place, environment.output, timeout);
    auto answered = answer(*reader, sql, *writer, environment.stop);
    bound.reset();
    if (!answered && is_of_text(answered.error())) answered = from_command_line(std::move(answered), "SQL");
    if (!answered) return std::unexpected(explain_memory(std::move(answered).error(), settings.memory));
    SLUSS_TRY(buffered.finish());
  } catch (const std::bad_alloc& none) {  // the only exception that a person's query can cause
    return std::unexpected(explain_memory({.code = "query.memory", .what = none.what()}, settings.memory));
  }
  return ExitCode::done;
}

core::Result<ExitCode> command_export(Environment& environment) {
  const auto& invocation = environment.invocation;
  const auto place = SLUSS_TRY(output_place(invocation.get("--output")));
  const auto format = SLUSS_TRY(export_format(invocation, place, environment.output.json));
  if (place.kind == OutputPlace::Kind::file) SLUSS_TRY(check_folder(place.file));
  const auto workspace = SLUSS_TRY(Workspace::open(environment));
  SLUSS_TRY(check_apart(place, workspace->settings()));
  const auto all = SLUSS_TRY(descriptions(environment, workspace->settings()));
  const auto dataset =
      SLUSS_TRY(from_command_line(datasets::find_description(all, invocation.get("DATASET")), "DATASET"));
  SLUSS_TRY(begin_reading(environment, workspace->settings(), serve::read_action, dataset.name));
  const auto reader = SLUSS_TRY(workspace->reader(true));
  if (place.kind != OutputPlace::Kind::file) return to_stream(environment, place, *reader, dataset, format);
  auto indicators = datasets::load_indicators(environment.files, workspace->settings().config_folders,
                                              connectors::understood_origin());
  if (!indicators) {
    environment.output.errors(indicators.error());
    return std::unexpected(already_printed(core::ErrorClass::config));
  }
  datasets::ExportOptions options;
  options.now = environment.clock.now();
  // With --as-of, the last run that was known then.
  options.run = SLUSS_TRY(warehouse::ledger::last_run_known(*reader));
  if (options.run) {
    const auto records = SLUSS_TRY(warehouse::ledger::runs_of(*reader, {*options.run}));
    if (!records.empty()) options.recorded_at = records.front().recorded_at;
  }
  options.as_of = invocation.get("--as-of");
  options.decimals = datasets::decimals_of(*indicators);
  options.spill = settings::spill_of(workspace->settings());
  options.stop = environment.stop;
  options.mode = core::usual_mode();
  const auto written =
      SLUSS_TRY(datasets::export_dataset(environment.files, *reader, dataset, format, place.file, options));
  if (environment.output.json) {
    nlohmann::json shown{{"path", written.path.string()}, {"rows", written.rows}, {"run", nullptr}};
    if (options.run) shown["run"] = options.run->value;
    SLUSS_TRY(environment.output.write(core::json_text(shown) + "\n"));
  } else {
    environment.output.say("wrote " + written.path.string() + ": " + core::counted(written.rows, "row", "rows") + ", " +
                           (options.run ? "run " + std::to_string(options.run->value) : "before the first run"));
  }
  return ExitCode::done;
}

core::Result<ExitCode> command_datasets(Environment& environment) {
  const auto settings = SLUSS_TRY(load_settings(environment));
  const auto all = SLUSS_TRY(descriptions(environment, settings));
  if (environment.invocation.has("DATASET")) {
    const auto dataset =
        SLUSS_TRY(from_command_line(datasets::find_description(all, environment.invocation.get("DATASET")), "DATASET"));
    return print_dataset(environment, dataset);
  }
  auto list = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& dataset : all) {
    list.push_back({{"name", dataset.name}, {"title", dataset.title}, {"version", dataset.version}});
    rows.push_back({dataset.name, dataset.title, dataset.grain});
  }
  SLUSS_TRY(environment.output.write(environment.output.json ? core::json_text(list) + "\n"
                                                             : text_table({"dataset", "title", "grain"}, rows)));
  return ExitCode::done;
}

core::Result<ExitCode> command_calendar(Environment& environment) {
  const auto& invocation = environment.invocation;
  const auto query = SLUSS_TRY(calendar_query(invocation));
  const auto format =
      SLUSS_TRY(datasets::parse_format(invocation.get("--format", environment.output.json ? "json" : "table")));
  const auto workspace = SLUSS_TRY(Workspace::open(environment));
  const auto all = SLUSS_TRY(descriptions(environment, workspace->settings()));
  auto dataset = SLUSS_TRY(datasets::find_description(all, "publiceringskalender"));
  const auto reader = SLUSS_TRY(workspace->reader(true));
  const bool table = format == datasets::Format::table;
  if (table) dataset = for_a_terminal(std::move(dataset));
  auto stream = SLUSS_TRY(OutputStream::open(environment.output, {}, environment.stop));
  BufferedOutput buffered(std::move(stream));
  const auto writer = datasets::text_writer(format, buffered.sink(), table ? calendar_width(environment.output) : 0);
  const auto rows = SLUSS_TRY(
      datasets::write_rows(*reader, dataset, dataset.select(query.condition, query.most), *writer, environment.stop));
  if (table && rows == 0) {
    SLUSS_TRY(environment.output.write(query.none));
    return ExitCode::done;
  }
  SLUSS_TRY(buffered.finish());
  return ExitCode::done;
}

}  // namespace sluss::daemon::program
