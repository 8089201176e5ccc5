#include "transforms/datasets/description.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/ids.h"
#include "core/small_file.h"
#include "core/text.h"
#include "core/toml_reader.h"

namespace sluss::transforms::datasets {

namespace {

constexpr std::size_t largest_file = 1U << 20U;

using core::ErrorClass;
using core::Type;

struct TypeWord {
  std::string_view word;
  std::vector<Type> types;
};

const std::vector<TypeWord>& type_words() {
  static const std::vector<TypeWord> words{
      {"text", {Type::text}},
      {"heltal", {Type::int32, Type::int64}},
      {"tal", {Type::float64, Type::decimal}},
      {"dag", {Type::date}},
      {"tid", {Type::timestamp}},
      {"ja/nej", {Type::boolean}},
  };
  return words;
}

bool fits(std::string_view word, Type type) {
  return std::ranges::any_of(type_words(), [&](const TypeWord& known) {
    return known.word == word && std::ranges::find(known.types, type) != known.types.end();
  });
}

ColumnDescription read_column(const toml::table& table, const std::string& file, Errors& errors) {
  core::TableReader reader(table, file, "datasets", errors);
  ColumnDescription column;
  column.name = reader.required_text("name");
  column.heading = reader.required_text("heading");
  column.type = reader.required_text("type");
  column.description = reader.required_text("description");
  column.measure = reader.text("measure").value_or("");
  if (!column.type.empty() && std::ranges::find(type_words(), column.type, &TypeWord::word) == type_words().end())
    reader.add("type", "\"" + column.type + "\" is no type", "Write text, heltal, tal, dag, tid or ja/nej", "type");
  reader.finish();
  return column;
}

std::string undescribed(const std::string& key, const std::string& name) {
  return key + " names the column " + name + ", which is not described";
}

void check_names(const DatasetDescription& dataset, core::TableReader& reader) {
  std::set<std::string> names;
  for (const auto& column : dataset.columns)
    if (!names.insert(column.name).second)
      reader.add("columns", "the column " + column.name + " is described twice", "Keep one of them", "column");
  if (dataset.columns.empty()) reader.add("columns", "no column is described", "Write each as [[column]]", "column");
  const auto check = [&](const std::string& key, const std::vector<std::string>& list) {
    for (const auto& name : list)
      if (!names.contains(name)) reader.add(key, undescribed(key, name), "Name described columns", key);
  };
  check("order", dataset.order);
  check("overview", dataset.overview);
}

}  // namespace

std::string DatasetDescription::select(std::string_view condition, std::size_t most) const {
  std::string sql = "select ";
  for (std::size_t i = 0; i < columns.size(); ++i) sql += (i == 0 ? "" : ", ") + core::sql_name(columns[i].name);
  sql += " from mart." + core::sql_name(name);
  if (!condition.empty()) sql += " where " + std::string(condition);
  for (std::size_t i = 0; i < order.size(); ++i)
    sql += (i == 0 ? " order by " : ", ") + core::sql_name(order[i]) + " asc nulls last";
  if (most != 0) sql += " limit " + std::to_string(most);
  return sql;
}

std::expected<DatasetDescription, Errors> parse_description(const std::string& name, const std::string& text,
                                                            const std::string& file) {
  Errors errors;
  const auto document = core::parse_toml(text, file, "datasets", errors);
  if (!document) return std::unexpected(std::move(errors));
  core::TableReader reader(*document, file, "datasets", errors);
  DatasetDescription dataset{.name = name,
                             .title = reader.required_text("title"),
                             .purpose = reader.required_text("purpose"),
                             .grain = reader.required_text("grain"),
                             .source = reader.required_text("source"),
                             .owner = reader.required_text("owner"),
                             .version = reader.required_text("version"),
                             .order = reader.texts("order"),
                             .overview = reader.texts("overview"),
                             .report_table = reader.text("report_table").value_or(""),
                             .columns = {}};
  if (!dataset.report_table.empty() && dataset.report_table != "indicators")
    reader.add("report_table", "\"" + dataset.report_table + "\" is no report table",
               "Write \"indicators\" or remove it", "report_table");
  if (const auto* columns = reader.tables("column"))
    for (const auto& column : *columns) dataset.columns.push_back(read_column(*column.as_table(), file, errors));
  check_names(dataset, reader);
  reader.finish();
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return dataset;
}

std::expected<std::vector<DatasetDescription>, Errors> load_descriptions(
    core::Files& files, std::span<const std::filesystem::path> config_folders) {
  Errors errors;
  std::map<std::string, DatasetDescription> found;
  for (const auto& folder : config_folders) {
    if (!files.exists(folder / "datasets")) continue;
    const auto paths = files.list(folder / "datasets");
    if (!paths) return std::unexpected(Errors{paths.error()});
    for (const auto& path : *paths) {
      const auto name = path.stem().string();
      if (path.extension() != ".toml" || found.contains(name)) continue;
      const auto text = core::read_small_file(path, largest_file);
      if (!text) return std::unexpected(Errors{text.error()});
      auto dataset = parse_description(name, *text, path.string());
      if (dataset) {
        found.emplace(name, *std::move(dataset));
      } else {
        errors.insert(errors.end(), dataset.error().begin(), dataset.error().end());
      }
    }
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  std::vector<DatasetDescription> datasets;
  datasets.reserve(found.size());
  for (auto& [name, dataset] : found) datasets.push_back(std::move(dataset));
  return datasets;
}

core::Result<DatasetDescription> find_description(std::span<const DatasetDescription> all, std::string_view name) {
  std::string names;
  for (const auto& dataset : all) {
    if (dataset.name == name) return dataset;
    names += (names.empty() ? "" : ", ") + dataset.name;
  }
  return core::fail(ErrorClass::config, "datasets.unknown", "there is no dataset " + std::string(name),
                    "These are prepared: " + names);
}

core::Result<> check_columns(const DatasetDescription& dataset, const core::Schema& schema) {
  const auto wrong = [&](const std::string& what) {
    return core::fail(
        ErrorClass::config, "datasets.columns", "the model " + dataset.name + " " + what,
        "Make transforms/models/" + dataset.name + ".sql and config/datasets/" + dataset.name + ".toml agree");
  };
  if (schema.size() != dataset.columns.size())
    return wrong("gives " + std::to_string(schema.size()) + " columns, but " + std::to_string(dataset.columns.size()) +
                 " are described");
  for (std::size_t i = 0; i < schema.size(); ++i) {
    const auto& column = dataset.columns[i];
    if (schema[i].name != column.name)
      return wrong("gives the column " + schema[i].name + " where " + column.name + " is described");
    if (!fits(column.type, schema[i].type))
      return wrong("gives " + column.name + " as " + std::string(core::name_of(schema[i].type)) +
                   ", but it is described as " + column.type);
  }
  return {};
}

nlohmann::json describe_in_json(const DatasetDescription& dataset) {
  auto columns = nlohmann::json::array();
  for (const auto& column : dataset.columns) {
    columns.push_back({{"name", column.name},
                       {"heading", column.heading},
                       {"type", column.type},
                       {"description", column.description},
                       {"measure", column.measure}});
  }
  return {{"name", dataset.name},     {"title", dataset.title}, {"purpose", dataset.purpose}, {"grain", dataset.grain},
          {"source", dataset.source}, {"owner", dataset.owner}, {"version", dataset.version}, {"columns", columns}};
}

std::string describe_in_markdown(std::span<const DatasetDescription> all) {
  std::string text;
  for (const auto& dataset : all) {
    text += "## `" + dataset.name + "`: " + dataset.title + "\n\n" + dataset.purpose + "\n\n";
    text += "- Korn: " + dataset.grain + "\n- Källa: " + dataset.source + "\n- Ägare: " + dataset.owner +
            "\n- Version: " + dataset.version + "\n\n";
    text += "| kolumn | rubrik | typ | mått | beskrivning |\n|---|---|---|---|---|\n";
    for (const auto& column : dataset.columns)
      text += "| `" + column.name + "` | " + column.heading + " | " + column.type + " | " + column.measure + " | " +
              column.description + " |\n";
    text += "\n";
  }
  return text;
}

}  // namespace sluss::transforms::datasets
