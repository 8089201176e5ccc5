#pragma once
// A load from pages in memory: two indicators, two areas and their catalogue.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "connectors/kolada/kolada.h"
#include "tests/unit/connectors/kolada/fakes.h"

namespace sluss::connectors::kolada {

inline constexpr std::int64_t day = 86'400'000'000;
// 2026-03-31T12:00:00Z
inline const core::Instant now{.micros = 1'774'958'400'000'000};

struct Extract : ::testing::Test {
  FakePages pages;
  FakeSink sink;
  core::FixedClock clock{now};
  Selection selection;

  Extract() {
    selection.municipality = "1981";
    selection.indicators = {"N00001", "N00002"};
    selection.areas = {"1981", "1980"};
    pages.put("kpi?per_page=5000", page_json(R"({"id":"N00001","title":"Ett","has_ou_data":true})",
                                             "https://api.kolada.se/v3/kpi?page=2&per_page=5000"));
    pages.put("kpi?page=2&per_page=5000", page_json(R"({"id":"N00002","title":"Två"})"));
    pages.put("municipality?per_page=5000",
              page_json(R"({"id":"0000","title":"Riket","type":"L"},{"id":"1980","title":"Västerås","type":"K"},
                           {"id":"1981","title":"Sala","type":"K"})"));
    pages.put("municipality_groups?per_page=5000",
              page_json(R"({"id":"G1","title":"Liknande, Sala, 2025","members":[{"member_id":"1980"}]})"));
    pages.put("kpi_groups?per_page=5000",
              page_json(R"({"id":"GK1","title":"Grupp","members":[{"member_id":"N00001"}]})"));
    pages.put("ou?municipality=1981&per_page=5000", page_json(R"({"id":"V1","title":"Norr","municipality":"1981"})"));
  }

  static constexpr std::string_view data = "data/kpi/N00001,N00002/municipality/1980,1981";

  void put_data(std::string_view items, std::string_view next = {}) {
    pages.put(std::string(data) + "?per_page=5000", page_json(items, next));
  }

  core::Result<LoadExtent> run() {
    Kolada kolada(base + "/", pages, clock);
    return kolada.extract(selection, sink, {});
  }

  [[nodiscard]] std::vector<std::string> codes() const {
    std::vector<std::string> out;
    out.reserve(sink.findings.size());
    for (const core::Finding& finding : sink.findings) out.push_back(finding.code + " " + finding.subject);
    return out;
  }
};

}  // namespace sluss::connectors::kolada
