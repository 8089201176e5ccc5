#include "tests/tools/counter/schema.h"

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

std::string extent_text(const std::vector<std::string>& counters) {
  return core::json_text(json{{"counters", counters}});
}

core::Result<std::vector<std::string>> parse_extent(std::string_view text) {
  const auto object = json::parse(text, nullptr, false);
  if (object.is_object() && object.contains("counters")) return object["counters"].get<std::vector<std::string>>();
  return core::fail(core::ErrorClass::data, "archive.resolution", "an archived load of counters names none",
                    "run `sluss archive verify`");
}

}  // namespace sluss::tests::counter
