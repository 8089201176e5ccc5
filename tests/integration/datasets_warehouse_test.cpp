// The datasets on the embedded warehouse: a run is written, the models are refreshed in it, and a reader's exports
// agree with what the run loaded, now and as of the run before.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "core/ids.h"
#include "tests/tools/put_rows.h"
#include "tests/tools/temporary_folder.h"
#include "transforms/datasets/export.h"
#include "transforms/datasets/models.h"
#include "transforms/datasets/session.h"
#include "warehouse/as_of.h"
#include "warehouse/duckdb/duckdb_warehouse.h"
#include "warehouse/ledger_checks.h"

namespace sluss {
namespace {

namespace fs = std::filesystem;
namespace datasets = transforms::datasets;
using nlohmann::json;

struct StagedValue {
  std::string indicator;
  std::string area;
  std::int32_t period;
  double value;
};

class StagedValues final : public warehouse::StagedFacts {
 public:
  explicit StagedValues(const std::vector<StagedValue>& values) {
    for (const auto& one : values) {
      core::Fact fact;
      fact.indicator = names_.indicators.number_of(one.indicator);
      fact.area = names_.areas.number_of(one.area);
      fact.period = one.period;
      fact.value = one.value;
      fact.has_value = true;
      facts_.push_back(fact);
    }
  }
  [[nodiscard]] std::size_t blocks() const override { return 1; }
  [[nodiscard]] core::Result<std::vector<core::Fact>> block(std::size_t) override { return facts_; }
  [[nodiscard]] const core::FactNames& names() const override { return names_; }

 private:
  core::FactNames names_;
  std::vector<core::Fact> facts_;
};

warehouse::Session session() {
  auto files = core::real_files();
  const std::vector<fs::path> folders{fs::path(SLUSS_SOURCE_DIR) / "config"};
  datasets::SessionInputs inputs{
      .municipality = "1981",
      .compare = {"riket", "county", "group:Liknande kommuner äldreomsorg"},
      .selected = {"kolada:N31910"},
      .indicators = datasets::load_indicators(*files, folders, "kolada").value(),
      .sources = {{.origin = "kolada", .title = "Kolada", .attribution = "Källa: Kolada"}},
      .jobs = {{.job = "kolada", .indicators = {"kolada:N31910"}}, {.job = "annat", .indicators = {"kolada:U21468"}}}};
  return datasets::make_session(
      inputs, datasets::load_models(*files, {fs::path(SLUSS_SOURCE_DIR) / "transforms/models"}).value());
}

core::Instant at(std::string_view text) {
  return core::parse_instant(text).value();
}

/// Catalogue, facts, run row, models, in one generation.
std::vector<warehouse::RefreshedModel> put_run(warehouse::Warehouse& house, const std::vector<StagedValue>& values,
                                               core::Instant now, const std::string& job = "kolada") {
  auto writer = house.writer("test").value();
  const auto run = writer->next_run(core::RunId{1}).value();
  const auto recorded = writer->recorded_at(now).value();
  const std::vector<core::Indicator> indicators{
      {.id = "kolada:U21468", .source = "kolada", .title = "Brukarbedömning"},
      {.id = "kolada:N31910", .source = "kolada", .title = "Biståndshushåll"}};
  const std::vector<core::Area> areas{{"1981", "municipality", "Sala", "1981"},
                                      {"1980", "municipality", "Västerås", "1980"},
                                      {"0360", "municipality", "Tierp", "0360"},
                                      {"SE", "country", "Riket", "0000"},
                                      {"kolada:G2", "group", "Liknande kommuner äldreomsorg, Sala, 2024", "G2"}};
  const std::vector<core::AreaMember> members{{"kolada:G2", "0360", 2024, "Liknande kommuner äldreomsorg", "Sala"}};
  const std::vector<core::Publication> publications{{"kolada:N31910", "2025", {}, core::day_of(2026, 6, 10)}};
  EXPECT_TRUE(tests::put_rows(*writer, warehouse::indicator_table(), indicators, {"kolada", true}, run, recorded));
  EXPECT_TRUE(tests::put_rows(*writer, warehouse::area_table(), areas, {"kolada", true}, run, recorded));
  EXPECT_TRUE(tests::put_rows(*writer, warehouse::area_member_table(), members, {"kolada", true}, run, recorded));
  EXPECT_TRUE(tests::put_rows(*writer, warehouse::publication_table(), publications, {"kolada"}, run, recorded));
  StagedValues staged(values);
  const auto merged =
      writer->merge(staged, {.origin = "kolada", .coverage = {}, .gates = {}, .hold = {}}, run, recorded, {});
  EXPECT_TRUE(merged) << core::describe(merged.error());
  warehouse::RawObjectRow raw;
  raw.sha256 = core::Sha256::of("page");
  raw.fetched_at = now;
  EXPECT_TRUE(writer->put_raw_objects(run, std::vector{raw}));
  warehouse::RunRecord record{.id = run,
                              .job = job,
                              .source = "kolada",
                              .origin = "kolada",
                              .cause = "run",
                              .status = "done",
                              .started_at = now,
                              .recorded_at = recorded,
                              .rows = merged->rows,
                              .details = "{}",
                              .segments = {},
                              .streams = {{.stream = "core.observation", .rows = merged->rows}}};
  EXPECT_TRUE(writer->put_run(record));
  EXPECT_TRUE(writer->mark_models_dirty(run));
  auto refreshed = writer->refresh_models(session(), run, now);
  EXPECT_TRUE(refreshed) << core::describe(refreshed.error());
  const auto committed = writer->commit();
  EXPECT_TRUE(committed) << (committed ? "" : core::describe(committed.error()));
  return refreshed.value_or(std::vector<warehouse::RefreshedModel>{});
}

TEST(DatasetsOnTheWarehouse, exports_agree_with_the_runs) {
  tests::TemporaryFolder folder;
  auto files = core::real_files();
  const auto house = warehouse::duckdb::open_duckdb_warehouse(*files, {.folder = folder.path() / "warehouse"});
  ASSERT_TRUE(house->start());
  const std::vector<StagedValue> first{{"kolada:U21468", "1981", 2023, 93},
                                       {"kolada:U21468", "1981", 2024, 93},
                                       {"kolada:U21468", "1980", 2024, 95},
                                       {"kolada:U21468", "0360", 2024, 80},
                                       {"kolada:U21468", "SE", 2024, 89}};
  auto second = first;
  second.push_back({"kolada:U21468", "1981", 2025, 95});
  second[1].value = 92;
  const auto refreshed = put_run(*house, first, at("2025-09-20T12:00:00Z"));
  EXPECT_EQ(refreshed.size(), 3U);
  for (const auto& model : put_run(*house, second, at("2026-03-31T12:00:00Z")))
    EXPECT_EQ(model.changed, model.name != "publiceringskalender") << model.name;

  const std::vector<fs::path> folders{fs::path(SLUSS_SOURCE_DIR) / "config"};
  const auto described = datasets::load_descriptions(*files, folders).value();
  const auto rows = [&](std::string_view name, const char* as_of, const char* now) {
    const auto dataset = datasets::find_description(described, name).value();
    warehouse::ReadOptions read;
    if (*as_of != '\0') read.as_of = warehouse::AsOf::parse(as_of).value();
    read.now = at(now);
    read.session = session();
    auto reader = house->reader(read);
    EXPECT_TRUE(reader) << core::describe(reader.error());
    const auto path = folder.path() / "out.json";
    const auto exported = datasets::export_dataset(*files, **reader, dataset, datasets::Format::json, path,
                                                   {.now = read.now, .run = {}, .as_of = as_of, .decimals = {}});
    EXPECT_TRUE(exported) << core::describe(exported.error());
    return json::parse(std::ifstream(path));
  };
  const auto table = rows("nyckeltal_jamforelse", "", "2026-03-31T12:00:00Z");
  ASSERT_EQ(table.size(), 4U);
  EXPECT_EQ(table[0]["nyckeltal_id"], "kolada:N31910");
  EXPECT_EQ(table[0]["status"], "väntar");
  EXPECT_EQ(table[0]["forvantad_publicering"], "v 24, 2026 (2026-06-10)");
  const auto& row = table[2];
  EXPECT_EQ(row["period"], "2024");
  EXPECT_EQ(row["varde"], 92);
  EXPECT_EQ(row["forandring"], -1);
  EXPECT_EQ(row["riktning"], "sämre");
  EXPECT_EQ(row["riket"], 89);
  EXPECT_EQ(row["lan_medel"], 93.5);
  EXPECT_EQ(row["lan_n"], 2);
  EXPECT_EQ(row["grupp"], "Liknande kommuner äldreomsorg, Sala, 2024");
  EXPECT_EQ(row["grupp_varde"], 80);
  EXPECT_EQ(row["rang"], 2);
  EXPECT_EQ(row["rang_av"], 3);
  EXPECT_EQ(row["kvartil"], 2);
  EXPECT_EQ(row["kalla"], "Källa: Kolada");
  EXPECT_EQ(row["hamtad"], "2026-03-31T14:00:00");
  EXPECT_EQ(row["korning"], 2);
  const auto unasked = rows("nyckeltal_jamforelse", "", "2026-06-15T12:00:00Z")[0];
  EXPECT_EQ(unasked["status"], "inte kontrollerad") << "nobody has asked since 31 March";
  EXPECT_EQ(unasked["forvantad_publicering"], "v 24, 2026 (2026-06-10, inte kontrollerad sedan 2026-03-31)");
  const auto not_late = rows("publiceringskalender", "", "2026-06-15T12:00:00Z")[0];
  EXPECT_EQ(not_late["status"], "inte kontrollerad");
  EXPECT_TRUE(not_late["dagar_sen"].is_null()) << not_late;
  const auto before = rows("nyckeltal_jamforelse", "run:1", "2026-03-31T12:00:00Z");
  ASSERT_EQ(before.size(), 3U);
  EXPECT_EQ(before[2]["varde"], 93);
  EXPECT_EQ(rows("publiceringskalender", "", "2026-03-31T12:00:00Z")[0]["vecka"], "v 24, 2026");
  const auto history = rows("nyckeltal_historik", "", "2026-03-31T12:00:00Z");
  EXPECT_EQ(history.size(), 5U);  // Sala 2023, 2024 twice, 2025; the country 2024

  put_run(*house, second, at("2026-06-15T08:00:00Z"), "annat");
  const auto others = rows("nyckeltal_jamforelse", "", "2026-06-15T12:00:00Z")[0];
  EXPECT_EQ(others["status"], "inte kontrollerad") << "another job of the same source has run, which does not bring it";
  EXPECT_EQ(others["forvantad_publicering"], "v 24, 2026 (2026-06-10, inte kontrollerad sedan 2026-03-31)");
  {
    warehouse::ReadOptions read;
    read.now = at("2026-06-15T12:00:00Z");
    read.session = session();
    auto reader = house->reader(read);
    ASSERT_TRUE(reader) << core::describe(reader.error());
    const auto queried =
        warehouse::ledger::last_queried(**reader, {"kolada:N31910", "kolada:U21468", "kolada:N99999"}).value();
    EXPECT_EQ(queried, (std::map<std::string, core::Instant>{{"kolada:N31910", at("2026-03-31T12:00:00Z")},
                                                             {"kolada:U21468", at("2026-06-15T08:00:00Z")}}));
  }

  put_run(*house, second, at("2026-06-15T10:00:00Z"));
  const auto figure = rows("nyckeltal_jamforelse", "", "2026-06-15T12:00:00Z")[0];
  EXPECT_EQ(figure["status"], "försenad");
  EXPECT_EQ(figure["forvantad_publicering"], "v 24, 2026 (2026-06-10)");
  const auto late = rows("publiceringskalender", "", "2026-06-15T12:00:00Z")[0];
  EXPECT_EQ(late["status"], "försenad");
  EXPECT_EQ(late["dagar_sen"], 5);
  EXPECT_EQ(rows("publiceringskalender", "2026-06-15T09:00:00Z", "2026-06-15T12:00:00Z")[0]["status"],
            "inte kontrollerad")
      << "as it was known before that run";
}

}  // namespace
}  // namespace sluss
