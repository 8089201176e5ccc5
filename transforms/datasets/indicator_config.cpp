#include "transforms/datasets/indicator_config.h"

#include <map>

#include "core/ids.h"
#include "core/small_file.h"
#include "core/toml_reader.h"

namespace sluss::transforms::datasets {

namespace {

constexpr std::size_t largest_file = 1U << 20U;

/// "U23592" beside "kolada:U23593" is "kolada:U23592".
std::string full_id(std::string_view id, std::string_view origin) {
  return id.find(':') == std::string_view::npos ? std::string(origin) + ":" + std::string(id) : std::string(id);
}

Polarity polarity_of(core::TableReader& reader) {
  const auto word = reader.text("polarity");
  if (!word) return Polarity::unknown;
  if (*word == "higher") return Polarity::higher;
  if (*word == "lower") return Polarity::lower;
  if (*word == "none") return Polarity::none;
  reader.add("polarity", "\"" + *word + "\" is no polarity",
             "Write \"higher\" (higher is better), \"lower\" or \"none\"", "polarity");
  return Polarity::unknown;
}

core::PeriodKind period_kind_of(core::TableReader& reader) {
  const auto word = reader.text("period_kind");
  if (!word) return core::PeriodKind::year;
  if (const auto kind = core::period_kind(*word)) return *kind;
  reader.add("period_kind", "\"" + *word + "\" is no kind of period",
             "Write year, half, tertial, quarter, month, week, year_to_date, rolling_three_years, window or day",
             "period_kind");
  return core::PeriodKind::year;
}

IndicatorConfig read_indicator(const toml::table& table, std::string id, const std::string& file,
                               std::string_view origin, Errors& errors) {
  core::TableReader reader(table, file, "indicators", errors);
  IndicatorConfig indicator;
  if (id.empty()) id = reader.required_text("id");
  indicator.id = full_id(id, origin);
  const auto parsed = core::IndicatorId::parse(indicator.id);
  if (!parsed) reader.add("id", "\"" + id + "\" is no indicator: " + parsed.error().what, parsed.error().remedy, "id");
  const std::string own = parsed ? parsed->text().substr(0, parsed->text().find(':')) : std::string(origin);
  indicator.short_name = reader.text("short_name");
  indicator.measure = reader.text("measure");
  if (const auto decimals = reader.integer("decimals", 0, 9)) indicator.decimals = static_cast<int>(*decimals);
  indicator.polarity = polarity_of(reader);
  if (const auto other = reader.text("respondents")) indicator.respondents = full_id(*other, own);
  if (const auto other = reader.text("response_rate")) indicator.response_rate = full_id(*other, own);
  indicator.period_kind = period_kind_of(reader);
  if (const auto year = reader.integer("series_break", 1900, 2200)) indicator.series_break = static_cast<int>(*year);
  indicator.note = reader.text("note");
  reader.finish();
  return indicator;
}

}  // namespace

std::expected<std::vector<IndicatorConfig>, Errors> parse_indicators(const std::string& text, const std::string& file,
                                                                     std::string_view origin) {
  Errors errors;
  std::vector<IndicatorConfig> indicators;
  const auto document = core::parse_toml(text, file, "indicators", errors);
  if (!document) return std::unexpected(std::move(errors));
  std::map<std::string, std::int64_t> lines;
  const auto add = [&](const toml::table& table, std::string id) {
    auto indicator = read_indicator(table, std::move(id), file, origin, errors);
    const auto line = static_cast<std::int64_t>(table.source().begin.line);
    const auto [known, fresh] = lines.try_emplace(indicator.id, line);
    if (!fresh)
      errors.push_back(core::fail(core::ErrorClass::config, "indicators.twice",
                                  indicator.id + " is already on line " + std::to_string(known->second),
                                  "Keep one of them", {.file = file, .line = line, .column = 0, .field = indicator.id})
                           .error());
    indicators.push_back(std::move(indicator));
  };
  for (const auto& [key, node] : *document) {
    if (const auto* table = node.as_table()) {
      add(*table, std::string(key.str()));
    } else if (const auto* list = node.as_array(); list != nullptr && key == "indicator") {
      for (const auto& item : *list)
        if (item.is_table()) add(*item.as_table(), {});
    } else {
      errors.push_back(core::fail(core::ErrorClass::config, "indicators.unknown_key",
                                  "the key " + std::string(key.str()) + " is not known",
                                  "An indicator is a table: [\"kolada:U21468\"]",
                                  {.file = file,
                                   .line = static_cast<std::int64_t>(key.source().begin.line),
                                   .column = static_cast<std::int64_t>(key.source().begin.column),
                                   .field = {}})
                           .error());
    }
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return indicators;
}

std::expected<std::vector<IndicatorConfig>, Errors> load_indicators(
    core::Files& files, std::span<const std::filesystem::path> config_folders, std::string_view origin) {
  Errors errors;
  std::map<std::string, IndicatorConfig> found;
  for (const auto& folder : config_folders) {
    if (!files.exists(folder / "indicators")) continue;
    const auto paths = files.list(folder / "indicators");
    if (!paths) return std::unexpected(Errors{paths.error()});
    for (const auto& path : *paths) {
      if (path.extension() != ".toml") continue;
      const auto text = core::read_small_file(path, largest_file);
      if (!text) return std::unexpected(Errors{text.error()});
      auto indicators = parse_indicators(*text, path.string(), origin);
      if (indicators) {
        for (auto& indicator : *indicators) found.try_emplace(indicator.id, std::move(indicator));
      } else {
        errors.insert(errors.end(), indicators.error().begin(), indicators.error().end());
      }
    }
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  std::vector<IndicatorConfig> indicators;
  indicators.reserve(found.size());
  for (auto& [id, indicator] : found) indicators.push_back(std::move(indicator));
  return indicators;
}

}  // namespace sluss::transforms::datasets
