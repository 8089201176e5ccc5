#include "connectors/odbc/extent.h"

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace sluss::connectors::odbc {

using nlohmann::json;

std::string extent_text(std::string_view table) {
  return core::json_text(json{{"table", table}});
}

core::Result<std::string> parse_extent(std::string_view text) {
  const auto object = json::parse(text, nullptr, false);
  if (object.is_object() && object.contains("table") && object["table"].is_string())
    return object["table"].get<std::string>();
  return core::fail(core::ErrorClass::data, "archive.resolution",
                    "an archived load over ODBC does not say which table it fills",
                    "run `sluss archive verify`; a run without it cannot be applied again");
}

}  // namespace sluss::connectors::odbc
