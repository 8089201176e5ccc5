// Kolada does what every source must: pages from a map in the place of HTTP.
#include "connectors/testing/conformance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/kolada/source.h"
#include "tests/tools/kept_problems.h"
#include "tests/unit/connectors/kolada/fakes.h"

namespace sluss::connectors::kolada {
namespace {

using ::testing::IsEmpty;

/// A catalogue of two pages, and data of two pages, one value of which is no number.
std::shared_ptr<FakePages> small_kolada() {
  auto pages = std::make_shared<FakePages>();
  pages->put("kpi?per_page=5000", page_json(R"({"id":"N00001","title":"Ett","has_ou_data":true})",
                                            "https://api.kolada.se/v3/kpi?page=2&per_page=5000"));
  pages->put("kpi?page=2&per_page=5000", page_json(R"({"id":"N00002","title":"Två"})"));
  pages->put("municipality?per_page=5000",
             page_json(R"({"id":"0000","title":"Riket","type":"L"},{"id":"1980","title":"Västerås","type":"K"},
                          {"id":"1981","title":"Sala","type":"K"})"));
  pages->put("municipality_groups?per_page=5000",
             page_json(R"({"id":"G1","title":"Liknande, Sala, 2025","members":[{"member_id":"1980"}]})"));
  pages->put("kpi_groups?per_page=5000",
             page_json(R"({"id":"GK1","title":"Grupp","members":[{"member_id":"N00001"}]})"));
  pages->put("ou?municipality=1981&per_page=5000", page_json(R"({"id":"V1","title":"Norr","municipality":"1981"})"));
  const std::string data = "data/kpi/N00001,N00002/municipality/1980,1981";
  const std::string no_number =
      R"({"values":[{"gender":"T","count":1,"status":"","value":"tolv","isdeleted":false}],"kpi":"N00002","period":2023,"municipality":"1981"})";
  pages->put(data + "?per_page=5000",
             page_json(value_json("N00001", "1981", 2024, 1) + "," + value_json("N00002", "1981", 2024, 0.1),
                       "/v3/" + data + "?page=2&per_page=5000"));
  pages->put(data + "?page=2&per_page=5000", page_json(value_json("N00001", "1980", 2024, 3) + "," + no_number));
  return pages;
}

/// Sixty pages of 600 kB, made when they are asked for.
class LargePages final : public PageSource {
 public:
  explicit LargePages(std::shared_ptr<FakePages> small) : small_(std::move(small)) {}

  core::Result<Page> get(const std::string& url, std::string_view query, int page, ObjectWriter* archive,
                         const std::function<core::Result<>(const Page&)>& accept, std::stop_token stop) override {
    if (!url.contains("data/kpi/")) return small_->get(url, query, page, archive, accept, std::move(stop));
    std::string values;
    for (int i = 0; page <= data_pages && i < values_a_page; ++i)
      values += (i == 0 ? "" : ",") + value_json("N00001", "1981", 1970 + (page * 7 + i) % 50, i);
    const auto next =
        "/v3/data/kpi/N00001,N00002/municipality/1980,1981?page=" + std::to_string(page + 1) + "&per_page=5000";
    Page made{.status = 200,
              .body = page_json(values, page < data_pages ? next : ""),
              .media_type = "application/json",
              .etag = {},
              .fetched_at = {}};
    made.body.reserve(made.body.size() + 64);  // the parser's padding
    if (accept) SLUSS_TRY(accept(made));
    if (archive != nullptr) SLUSS_TRY(archive->write(made.body));
    return made;
  }
  [[nodiscard]] int parallel() const override { return 1; }

 private:
  static constexpr int values_a_page = 5'000, data_pages = 60;
  std::shared_ptr<FakePages> small_;
};

core::Result<std::unique_ptr<Source>> open_small(const core::Clock& clock, bool large = false) {
  core::config::Table source("source.kolada");
  source.put("url", {.text = base});
  source.put("per_page", {.integer = 5000});
  auto job = tests::table_of("job.0", {{"indicators", {"N00001", "N00002"}}, {"areas", {"1981", "1980"}}});
  // A table that is made by hand has no standard values: these two are the keys' own.
  job.put("first_year", {.integer = 1970});
  job.put("full_reload", {.text = "always"});
  const Setup setup{.name = "kolada",
                    .source = std::move(source),
                    .job = std::move(job),
                    .municipality = "1981",
                    .clock = clock,
                    .secret = {},
                    .http = {},
                    .expand_sets = [](const std::vector<std::string>& texts) { return texts; }};
  if (large) return make_source(setup, std::make_unique<LargePages>(small_kolada()));
  return make_source(setup, small_kolada());
}

TEST(KoladaConformance, DoesWhatEverySourceMust) {
  const core::FixedClock clock{{.micros = 1'774'958'400'000'000}};  // 2026-03-31T12:00:00Z
  EXPECT_THAT(testing::check_source({.open = [&] { return open_small(clock); },
                                     .read_again = make_reader,
                                     .open_large = [&] { return open_small(clock, true); },
                                     .memory_most = 16'000'000}),
              IsEmpty());
}

}  // namespace
}  // namespace sluss::connectors::kolada
