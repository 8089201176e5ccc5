#include "pretended_daemon.h"

#include <map>
#include <stop_token>

namespace sluss::daemon::door {
namespace {

constexpr const char* a_run =
    R"({"run":12,"job":"kolada","source":"kolada","cause":"run","status":"done","started_at":"2026-03-31T12:00:00Z",
"recorded_at":"2026-03-31T12:00:01Z","rows":{},"open":{},"held":[],"findings":[],"rejects":[]})";

}  // namespace

WarehouseQueries pretended_reading(const std::filesystem::path& folder) {
  WarehouseQueries reading;
  reading.runs = [](std::int64_t, const std::stop_token&) { return std::string("[") + a_run + "]"; };
  reading.run = [](const std::string& run, const std::stop_token&) -> WarehouseQueries::Json {
    if (run == "12" || run == "last") return a_run;
    return core::fail(core::ErrorClass::config, "usage.run", "there is no run " + run, "`sluss runs` lists them.");
  };
  reading.held = [](const std::stop_token&) { return R"([{"run":12,"series":"kolada:U07417","gate":"revised"}])"; };
  reading.datasets = [] {
    return R"([{"name":"figures","title":"Figures","version":"1","columns":[{"name":"a","heading":"A","type":"text","description":"A"}]}])";
  };
  reading.publications = [](const std::stop_token&) { return R"([{"nyckeltal_id":"kolada:U07417"}])"; };
  reading.freshness = [](const std::stop_token&) {
    return R"([{"dataset":"figures","run":12,"recorded_at":"2026-03-31T12:00:01Z","checked_at":null,"age_seconds":60,)"
           R"("sources":[{"source":"kolada","checked_at":null,"jobs":["kolada"]}]}])";
  };
  reading.deliveries = [](std::int64_t) { return R"([{"dataset":"figures"}])"; };
  reading.dataset = [folder](const std::string& name, const std::string& format, const Request&,
                             const std::stop_token&) -> core::Result<Response> {
    if (name == "made") return core::fail(core::ErrorClass::busy, "datasets.making", "another is being made", "Wait.");
    if (name != "figures") return core::fail(core::ErrorClass::config, "dataset.unknown", "no such dataset", "");
    const std::map<std::string, std::string> types{
        {"json", "application/json"},
        {"csv", "text/csv; charset=utf-8"},
        {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {"parquet", "application/vnd.apache.parquet"}};
    if (!types.contains(format)) return core::fail(core::ErrorClass::config, "request.format", "no such format", "");
    Response response;
    response.type = types.at(format);
    response.file = folder / ("figures." + format);
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"figures." + format + "\"");
    return response;
  };
  return reading;
}

}  // namespace sluss::daemon::door
