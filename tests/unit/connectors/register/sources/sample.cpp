#include "tests/unit/connectors/register/sources/sample.h"

#include <fmt/format.h>
#include <algorithm>
#include <stdexcept>

#include "connectors/register/mapping/table_schema.h"
#include "connectors/register/source/mapping_files.h"
#include "connectors/register/source/parts.h"
#include "core/files.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "tests/unit/connectors/register/mapping_documents.h"
#include "transforms/codelists/load.h"
#include "transforms/codelists/lookup.h"

namespace sluss::connectors::registers {

namespace {

using tests::must;
namespace lists = transforms::codelists;

const std::filesystem::path source_folder = SLUSS_SOURCE_DIR;

std::vector<std::filesystem::path> config_folders() {
  return {source_folder / "config"};
}

/// Of its own thread and test: made anew for each sample.
core::duckdb::Connection database() {
  return must(must(core::duckdb::Database::open({})).connect());
}

const std::vector<lists::Codelist>& codelists() {
  static const auto all = [] {
    const auto files = core::real_files();
    auto loaded = lists::load_codelists(*files, config_folders());
    if (!loaded) throw std::runtime_error("config/codelists");
    return *std::move(loaded);
  }();
  return all;
}

std::string area_of(const std::string& text) {
  static const lists::Lookup lookup = [] {
    std::vector<const lists::Codelist*> areas;
    for (const auto* id : {"kommuner", "lan", "riket"}) areas.push_back(must(lists::find_list(codelists(), id)));
    return lists::Lookup(areas);
  }();
  const auto match = lookup.find(text, core::day_of(2025, 12, 31));
  if (match.outcome != lists::Outcome::found) return {};
  const auto& entry = *match.hit.entry;
  const auto own = entry.equals.find("sluss");
  return own == entry.equals.end() ? entry.code : own->second;
}

std::string typed(const std::string& column, ColumnType type) {
  switch (type) {
    case ColumnType::integer:
      return fmt::format("{0}::bigint as {0}, {0}_status, {0}_least::bigint as {0}_least, {0}_most::bigint as {0}_most",
                         column);
    case ColumnType::number:
    case ColumnType::percent:
      return fmt::format("{0}::double as {0}, {0}_status, {0}_least::double as {0}_least, {0}_most::double as {0}_most",
                         column);
    case ColumnType::boolean:
      return fmt::format("{0}::boolean as {0}", column);
    case ColumnType::date:
      return fmt::format("{0}::date as {0}", column);
    case ColumnType::area:
      return fmt::format("(select id from areas_{0} where areas_{0}.text = raw.{0}) as {0}, {0} as {0}_text", column);
    case ColumnType::unit:
      return fmt::format("'register:' || {0} as {0}, {0} as {0}_text", column);
    case ColumnType::text:
    case ColumnType::period:
    case ColumnType::code:
      break;
  }
  return column;
}

}  // namespace

Mapping shipped_mapping(const std::string& id) {
  auto mapping = read_mapping(id, config_folders());
  if (!mapping) throw std::runtime_error(errors_text(mapping.error()));
  return *std::move(mapping);
}

std::vector<Mapping> shipped_mappings() {
  constexpr std::size_t fewest = 4;
  const auto ids = known_mappings(config_folders());
  if (ids.size() < fewest) throw std::runtime_error("config/sources has " + std::to_string(ids.size()) + " mappings");
  std::vector<Mapping> all;
  for (const auto& id : ids) all.push_back(shipped_mapping(id));
  return all;
}

std::filesystem::path sample_file(const std::string& module, const std::string& name) {
  return source_folder / "tests/samples/data" / module / name;
}

Sample::Sample(Mapping mapping, const std::filesystem::path& file)
    : connection_(database()), mapping_(std::move(mapping)) {
  for (const auto& table : mapping_.tables) {
    must(connection_.execute("create schema if not exists raw"));
    must(connection_.execute(core::duckdb::create_table_sql("raw." + table.name, schema_of(table))));
  }
  read(file);
  for (const auto& table : mapping_.tables) make_typed(table);
}

void Sample::read(const std::filesystem::path& file) {
  const tests::TemporaryFolder scratch;
  const auto files = core::real_files();
  const Limits limits;
  const auto opened =
      must(FileParts::open(file, file.filename().string(),
                           {.mapping = mapping_, .limits = limits, .files = *files, .scratch = scratch.path()}));
  const Receiver receiver{.rows = [&](const Table& table, const core::Batch& batch) -> core::Result<> {
                            auto appender = must(core::duckdb::Appender::open(connection_, "raw", table.name));
                            SLUSS_TRY(appender.append(whole_texts(table, batch)));
                            return appender.finish();
                          },
                          .reject = [&](const Reject& reject) -> core::Result<> {
                            rejects_.push_back(fmt::format("{} {} {} {} {}", reject.sheet, reject.row, reject.column,
                                                           reject.code, reject.shown));
                            return {};
                          }};
  summary_ = must(locate(mapping_, file.filename().string(), opened.parts(), receiver));
}

void Sample::look_up(const std::string& table, const std::string& column) {
  must(connection_.execute(fmt::format("create or replace table areas_{} (text varchar, id varchar)", column)));
  core::Batch batch(core::Schema{{.name = "text"}, {.name = "id"}});
  for (const auto& row :
       must(connection_.rows(fmt::format("select distinct {0} from raw.{1} where {0} is not null", column, table)))) {
    const auto area = area_of(*row[0]);
    batch[0].append_text(*row[0]);
    if (area.empty())
      batch[1].append_null();
    else
      batch[1].append_text(area);
  }
  auto appender = must(core::duckdb::Appender::open(connection_, "main", "areas_" + column));
  must(appender.append(batch));
  must(appender.finish());
}

void Sample::make_typed(const Table& table) {
  std::string columns = "file, sheet, \"row\"::bigint as \"row\", level, variant";
  for (const auto& column : table.columns) {
    if (column.type == ColumnType::area) look_up(table.name, column.name);
    columns += ", " + typed(column.name, column.type);
  }
  if (table.unpivot) {
    const auto schema = schema_of(table);
    const auto value = *schema.find(table.unpivot->value);
    std::size_t of_columns = 5;
    for (const auto& column : table.columns) of_columns += is_figure(column.type) ? 4 : 1;
    for (auto at = of_columns; at < value; ++at) columns += ", " + schema[at].name;
    columns += ", " + typed(table.unpivot->value, table.unpivot->type);
  }
  must(connection_.execute(fmt::format("create table {0} as select {1} from raw.{0} as raw", table.name, columns)));
}

std::vector<std::string> Sample::lines(const std::string& sql) {
  std::vector<std::string> made;
  for (const auto& row : must(connection_.rows(sql))) {
    std::string line;
    for (const auto& cell : row) {
      auto text = cell.value_or("~");
      if (text.ends_with(".0")) text.erase(text.size() - 2);
      line += (&cell == &row.front() ? "" : "|") + text;
    }
    made.push_back(line);
  }
  return made;
}

std::vector<std::string> Sample::figures(const std::string& columns, const std::string& where) {
  return lines(fmt::format("select {} from ({}) as figures {}", columns, mapping_.select, where));
}

const TableSummary& Sample::table(const std::string& name) const {
  const auto found = std::ranges::find(summary_.tables, name, &TableSummary::table);
  if (found == summary_.tables.end()) throw std::runtime_error("no table " + name + " was read: " + refused());
  return *found;
}

std::string Sample::refused() const {
  return summary_.refused ? core::describe(*summary_.refused) : "no";
}

}  // namespace sluss::connectors::registers
