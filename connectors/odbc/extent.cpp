#include "connectors/odbc/extent.h"

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace sluss::connectors::odbc {

using nlohmann::json;

std::string extent_text(const TableExtent& extent) {
  json text{{"table", extent.table}};
  if (extent.may_be_empty) text["may_be_empty"] = true;
  return core::json_text(text);
}

core::Result<TableExtent> parse_extent(std::string_view text) {
  const auto object = json::parse(text, nullptr, false);
  if (object.is_object() && object.contains("table") && object["table"].is_string())
    return TableExtent{.table = object["table"], .may_be_empty = object.value("may_be_empty", false)};
  return core::fail(core::ErrorClass::data, "archive.resolution",
                    "an archived load over ODBC does not say which table it fills",
                    "run `sluss archive verify`; a run without it cannot be applied again");
}

}  // namespace sluss::connectors::odbc
