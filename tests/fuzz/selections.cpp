// Any words as a selection: ids of the catalogue in requests that Kolada accepts, or errors that can be acted on.
// The first line holds indicators, the second areas, the third what is compared with, the fourth units, each word
// behind a '|'.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "connectors/kolada/names.h"
#include "connectors/kolada/plan.h"
#include "connectors/kolada/selection.h"

using namespace sluss;
using sluss::fuzz::check;
using namespace sluss::connectors::kolada;

namespace {

void add(Catalogue& catalogue, Stream stream, const std::string& items) {
  Decoder decoder;
  const std::string page = "{\"values\":[" + items + "]}";
  const auto done = decoder.decode(
      stream, body_of(page),
      [&](const core::Batch& rows) -> core::Result<> {
        catalogue.add(stream, rows);
        return {};
      },
      [](const Flaw&) -> core::Result<> { std::abort(); });
  check(done.has_value());
}

const Catalogue& small_catalogue() {
  static const Catalogue catalogue = [] {
    Catalogue out;
    std::string many;
    for (int i = 10; i < 60; ++i) {
      many += R"(,{"id":"N000)" + std::to_string(i) + R"(","title":"Mått nr )" + std::to_string(i) + R"("})";
    }
    add(out, Stream::kpi,
        R"x({"id":"N00001","title":"Väntetid i dagar","operating_area":"Äldre","has_ou_data":true})x" + many);
    add(out, Stream::kpi_group,
        R"x({"id":"G2KPI1","title":"Kvalitet","members":[{"member_id":"N00001"},{"member_id":"N9"}]})x");
    add(out, Stream::municipality,
        R"x({"id":"0000","title":"Riket","type":"L"},{"id":"1980","title":"Västerås","type":"K"},
      {"id":"1981","title":"Sala","type":"K"},{"id":"0019","title":"Region Västmanland","type":"L"})x");
    add(out, Stream::municipality_group,
        R"x({"id":"G1","title":"Liknande, Sala, 2024","members":[{"member_id":"1980"}]},
      {"id":"G2","title":"Dubbel, Sala, 2024"},{"id":"G3","title":"Dubbel, Sala, 2024"},{"id":"G4","title":", , 2024"},
      {"id":"G5","title":"a,b"})x");
    add(out, Stream::ou, R"x({"id":"V1","title":"Norr","municipality":"1981"})x");
    return out;
  }();
  return catalogue;
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> out;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find('|'), line.size());
    out.emplace_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return out;
}

void check_plan(const ResolvedSelection& resolved, const Catalogue& catalogue) {
  const auto plan = data_queries(resolved, catalogue);
  check(plan.has_value());
  for (const Query& query : plan->queries) {
    std::size_t ids = 1;
    for (const char c : query.key) {
      ids = c == '/' ? 1 : c == ',' ? ids + 1 : ids;
      check(ids <= most_ids);
      check(c == '/' || c == ',' || is_path_id({&c, 1}));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  Selection selection;
  selection.municipality = "1981";
  for (auto* words : {&selection.indicators, &selection.areas, &selection.compare, &selection.units}) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    *words = words_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const Catalogue& catalogue = small_catalogue();
  const auto resolved = resolve(selection, catalogue, 2026);
  if (!resolved) {
    check(resolved.error().error_class == core::ErrorClass::config && !resolved.error().remedy.empty());
    return 0;
  }
  for (const std::string& id : resolved->indicators) check(catalogue.indicator(id) != nullptr);
  for (const std::string& id : resolved->areas) check(catalogue.area(id) != nullptr);
  for (const std::string& id : resolved->groups) check(catalogue.group(id) != nullptr);
  check(resolved->all_indicators || !resolved->indicators.empty());
  check_plan(*resolved, catalogue);
  return 0;
}
