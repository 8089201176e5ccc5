#include "daemon/run/hold/unmet_evidence.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "core/json.h"

namespace sluss::daemon::run {

using nlohmann::json;

namespace {

constexpr std::size_t most_rows_in_all = 100;
constexpr std::size_t most_places_named = 5;

json row_json(const core::UnmetRow& row) {
  json shown = json::object();
  if (row.row != 0) shown["row"] = row.row;
  const auto put = [&](const char* key, const std::string& text) {
    if (!text.empty()) shown[key] = text;
  };
  put("file", row.file);
  put("sheet", row.sheet);
  put("column", row.column);
  put("shown", row.shown);
  put("expected", row.expected);
  return shown;
}

/// "blad Total rad 17, 18; blad Män rad 3", "rad 1, 2, 3, 4, 5 och 7 till"
std::string places_words(const core::Unmet& unmet) {
  std::set<std::tuple<std::string, std::string, std::int64_t>> places;  // a row that shows several things stands once
  for (const auto& row : unmet.rows)
    if (row.row != 0) places.emplace(row.file, row.sheet, row.row);
  std::string text;
  std::size_t named = 0;
  std::string file_before;
  std::string sheet_before;
  for (const auto& [file, sheet, row] : places) {
    if (named == most_places_named) return text + " och " + std::to_string(places.size() - named) + " till";
    const bool same = named > 0 && sheet_before == sheet && file_before == file;
    if (!same) {
      text += named == 0 ? "" : "; ";
      if (!sheet.empty()) text += "blad " + sheet + " ";
      text += "rad ";
    }
    text += (same ? ", " : "") + std::to_string(row);
    file_before = file;
    sheet_before = sheet;
    ++named;
  }
  return text;
}

}  // namespace

std::string unmet_evidence(const std::vector<core::Unmet>& unmet) {
  auto list = json::array();
  auto room = most_rows_in_all;
  for (const auto& one : unmet) {
    auto rows = json::array();
    for (const auto& row : one.rows) {
      if (room == 0) break;
      rows.push_back(row_json(row));
      --room;
    }
    json shown{{"table", one.table},     {"kind", one.kind},   {"expectation", one.expectation},
               {"outcome", one.outcome}, {"count", one.count}, {"expected", one.expected},
               {"rows", std::move(rows)}};
    if (!one.column.empty()) shown["column"] = one.column;
    if (!one.level.empty()) shown["level"] = one.level;
    if (!one.found.empty()) shown["found"] = one.found;
    list.push_back(std::move(shown));
  }
  return core::json_text(json{{"unmet", std::move(list)}});
}

std::vector<core::Finding> unmet_findings(const std::vector<core::Unmet>& unmet) {
  std::vector<core::Finding> findings;
  for (const auto& one : unmet) {
    const auto places = places_words(one);
    const auto* remedy =
        one.kind == "one_value"
            ? "Säger filen själv två saker: förkasta den, och be om en rättad. Släpps den igenom blir uppgifterna utan "
              "värde. Till den som sköter Sluss: skilj raderna åt med en [[dimension]], eller summera dem i SELECT "
              "(group by)."
            : "Är filen rätt: släpp igenom den. Är den fel: förkasta den, och be om en rättad. Till den som sköter "
              "Sluss: är filen rätt, ändra kravet under [[table.expect]] i mappningen.";
    findings.push_back({.code = "run.unmet",
                        .severity = core::Severity::error,
                        .subject = one.table + (one.column.empty() ? "" : "." + one.column),
                        .what = core::words_of(one) + (places.empty() ? "" : " Se " + places + "."),
                        .remedy = remedy,
                        .count = one.count});
  }
  return findings;
}

}  // namespace sluss::daemon::run
