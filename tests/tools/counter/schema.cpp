#include "tests/tools/counter/schema.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/json.h"

namespace sluss::tests::counter {

using nlohmann::json;

const core::Schema& values_schema() {
  static const core::Schema schema{{.name = "counter", .type = core::Type::text, .nullable = false},
                                   {.name = "area", .type = core::Type::text, .nullable = false},
                                   {.name = "year", .type = core::Type::int32, .nullable = false},
                                   {.name = "value", .type = core::Type::float64, .nullable = false},
                                   {.name = "position", .type = core::Type::int32, .nullable = false}};
  return schema;
}

std::string extent_text(const CounterExtent& extent) {
  return core::json_text(json{{"counters", extent.counters}, {"factor", extent.factor}});
}

core::Result<CounterExtent> parse_extent(std::string_view text) {
  const auto object = json::parse(text, nullptr, false);
  if (object.is_object() && object.contains("counters")) {
    return CounterExtent{.counters = object["counters"].get<std::vector<std::string>>(),
                         .factor = object.value("factor", 1.0)};
  }
  return core::fail(core::ErrorClass::data, "archive.resolution", "an archived load of counters names none",
                    "run `sluss archive verify`");
}

core::Result<double> read_factor(const std::vector<std::filesystem::path>& config_folders) {
  for (const auto& folder : config_folders) {
    const auto file = folder / "counter.txt";
    if (!std::filesystem::exists(file)) continue;
    std::ifstream in(file);
    double factor = 0;
    if (in >> factor) return factor;
    return core::fail(core::ErrorClass::config, "counter.factor", file.string() + " has no number", "Write one.",
                      {.file = file.string()});
  }
  return 1;
}

}  // namespace sluss::tests::counter
