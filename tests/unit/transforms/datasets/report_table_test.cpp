// The table of a report, by itself and as the first sheet of a workbook.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "file_writers_fixture.h"
#include "transforms/datasets/report_table.h"
#include "transforms/datasets/xlsx_writer.h"

namespace sluss::transforms::datasets {
namespace {

using Report = Folder;

core::Batch indicator_rows(const std::string& late = "försenad",
                           const std::string& awaited = "v 14, 2026 (2026-03-31, preliminär)") {
  using core::Type;
  core::Batch batch(core::Schema{{.name = "nyckeltal_id"},
                                 {.name = "kort_namn"},
                                 {.name = "enhet"},
                                 {.name = "period"},
                                 {.name = "period_typ"},
                                 {.name = "varde", .type = Type::float64},
                                 {.name = "status"},
                                 {.name = "forvantad_publicering"},
                                 {.name = "antal_svarande", .type = Type::float64},
                                 {.name = "svarsfrekvens", .type = Type::float64},
                                 {.name = "forandring", .type = Type::float64},
                                 {.name = "riktning"},
                                 {.name = "riket", .type = Type::float64},
                                 {.name = "lan_medel", .type = Type::float64},
                                 {.name = "lan_n", .type = Type::int32},
                                 {.name = "grupp"},
                                 {.name = "grupp_varde", .type = Type::float64},
                                 {.name = "rang", .type = Type::int32},
                                 {.name = "rang_av", .type = Type::int32}});
  const auto row = [&batch](std::vector<std::string> texts, std::vector<std::optional<double>> numbers) {
    std::size_t text = 0;
    std::size_t number = 0;
    for (std::size_t i = 0; i < batch.columns(); ++i) {
      if (batch[i].type() == Type::text) {
        const auto& value = texts[text++];
        value.empty() ? batch[i].append_null() : batch[i].append_text(value);
      } else {
        const auto value = numbers[number++];
        if (!value) {
          batch[i].append_null();
        } else if (batch[i].type() == Type::int32) {
          batch[i].append<std::int32_t>(static_cast<std::int32_t>(*value));
        } else {
          batch[i].append<double>(*value);
        }
      }
    }
  };
  const std::nullopt_t no = std::nullopt;
  // varde, svarande, frekvens, forandring, riket, lan_medel, lan_n, grupp_varde, rang, rang_av
  row({"kolada:U1", "Helhetssyn", "%", "2024", "år", "publicerad", "", "ej bedömd", "Lika"},
      {93, 160, 61, no, 89, 90.25, 10, 88, 40, 290});
  row({"kolada:U1", "Helhetssyn", "%", "2025", "år", "preliminär", "v 40, 2025 (2025-10-05)", "bättre", "Lika"},
      {95, 171, 62.1, 2, 89, 90.25, 10, 88, 12, 290});
  row({"kolada:U1", "Helhetssyn", "%", "2026", "år", "väntar", "v 40, 2026 (2026-10-04)", "ej bedömd", "Lika"},
      {no, no, no, no, no, no, 0, no, no, 0});
  row({"kolada:N2", "Kostnad, kr/inv", "kr/inv", "2023", "år", "skyddad", "", "ej bedömd", ""},
      {no, no, no, no, no, no, no, no, no, no});
  row({"kolada:N2", "Kostnad, kr/inv", "kr/inv", "2025", "år", late, awaited, "ej bedömd", ""},
      {no, no, no, no, no, no, no, no, no, no});
  row({"kolada:N2", "Kostnad, kr/inv", "kr/inv", "2026", "år", "hållen", "", "ej bedömd", ""},
      {no, no, no, no, no, no, no, no, no, no});
  row({"kolada:N2", "Kostnad, kr/inv", "kr/inv", "2024", "rullande treårsmedel", "publicerad", "", "sämre", ""},
      {1104.126, no, no, -0.5, no, no, no, no, no, no});
  return batch;
}

TEST_F(Report, reads_as_reports_print_it) {
  ReportTableBuilder builder({{"kolada:U1", 0}, {"kolada:N2", 1}});
  builder.add(indicator_rows());
  const auto table = builder.take();
  EXPECT_EQ(table.periods, (std::vector<std::string>{"2023", "2024", "2025", "2026"}));
  ASSERT_EQ(table.lines.size(), 3U);
  const auto& first = table.lines[0];
  EXPECT_EQ(first.indicator, "Helhetssyn (%)");
  EXPECT_EQ(first.periods.at("2025").words, "prel.");
  EXPECT_EQ(first.periods.at("2026").words, "Publ v 40, 2026");
  EXPECT_EQ(first.development, "+2 (bättre)");
  EXPECT_EQ(first.comparison, "Riket 89; länet 90 (10 kommuner); Lika: 88; rang 12 av 290");
  EXPECT_EQ(first.comment, "171 svarande, svarsfrekvens 62,1 %");
  EXPECT_EQ(table.lines[1].indicator, "Kostnad, kr/inv");
  EXPECT_EQ(table.lines[1].periods.at("2023").words, "skyddad");
  EXPECT_EQ(table.lines[1].periods.at("2025").words, "Försenad, publ v 14, 2026");
  EXPECT_EQ(table.lines[1].periods.at("2026").words, "Har kommit, väntar på beslut");
  EXPECT_EQ(table.lines[2].indicator, "Kostnad, kr/inv, rullande treårsmedel");
  EXPECT_EQ(table.lines[2].development, "−0,5 (sämre)");
}

TEST_F(Report, shows_a_bound_as_a_text_that_no_formula_adds_up) {
  const auto all = indicator_rows();
  std::vector<core::ColumnSpec> columns;
  for (std::size_t i = 0; i < all.columns(); ++i) columns.push_back(all[i].spec());
  columns.push_back({.name = "grans"});
  core::Batch batch{core::Schema(std::move(columns))};
  for (const auto& column : {"nyckeltal_id", "kort_namn", "enhet", "period", "period_typ", "status", "grans"})
    batch[*batch.schema().find(column)].append_text(std::string_view(column) == "grans" ? "högst" : column);
  for (const auto* column : {"varde", "antal_svarande"}) batch[*batch.schema().find(column)].append<double>(5);
  for (std::size_t i = 0; i < batch.columns(); ++i)
    if (batch[i].size() == 0) batch[i].append_null();
  ReportTableBuilder builder({});
  builder.add(batch);
  const auto table = builder.take();
  const auto& cell = table.lines.at(0).periods.at("period");
  EXPECT_EQ(cell.words, "högst 5");
  EXPECT_FALSE(cell.value);
  EXPECT_EQ(table.lines[0].comment, "5 svarande") << "it is the latest period with a value";
}

TEST_F(Report, shows_since_when_no_job_has_queried) {
  const auto words = [](const std::string& awaited) {
    ReportTableBuilder builder({{"kolada:U1", 0}, {"kolada:N2", 1}});
    builder.add(indicator_rows("inte kontrollerad", awaited));
    return builder.take().lines.at(1).periods.at("2025").words;
  };
  EXPECT_EQ(words("v 14, 2026 (2026-03-31, preliminär, inte kontrollerad sedan 2026-04-01)"),
            "Inte kontrollerad sedan 2026-04-01, publ v 14, 2026");
  EXPECT_EQ(words("v 14, 2026 (2026-03-31)"), "Inte kontrollerad, publ v 14, 2026");
}

TEST_F(Report, leaves_out_means_of_one_municipality_and_guesses_decimals) {
  ReportTableBuilder builder({});
  builder.add(indicator_rows());
  const auto table = builder.take();
  EXPECT_EQ(table.lines[0].development, "+2,0 (bättre)");
  EXPECT_EQ(table.lines[2].decimals, 0);
  auto alone = indicator_rows();
  core::Batch batch(alone.schema());
  for (std::size_t i = 0; i < alone.columns(); ++i) {
    const auto& spec = alone[i].spec();
    if (spec.type == core::Type::int32) {
      batch[i].append<std::int32_t>(1);
    } else if (spec.type == core::Type::float64) {
      batch[i].append<double>(0.25);
    } else {
      batch[i].append_text(spec.name);
    }
  }
  builder.add(batch);
  const auto one = builder.take();
  EXPECT_EQ(one.lines.at(0).comparison, "Riket 0,25; grupp: 0,25");
}

TEST_F(Report, is_the_first_sheet_of_the_workbook) {
  auto dataset = small_dataset();
  dataset.report_table = "indicators";
  XlsxOptions options{
      .description = dataset, .provenance = {}, .decimals = {{"kolada:U1", 0}, {"kolada:N2", 1}}, .created = {}};
  write(*xlsx_writer(folder / "a.xlsx", options), one(indicator_rows()));
  const auto book = workbook(folder / "a.xlsx");
  EXPECT_EQ(book["names"], (json{"Rapporttabell", "Data", "Beskrivning"}));
  const auto& rows = book["sheets"]["Rapporttabell"]["rows"];
  std::vector<std::string> heads;
  for (const auto& cell : rows[0]) heads.push_back(cell["text"]);
  EXPECT_EQ(heads, (std::vector<std::string>{"Nyckeltal", "2023", "2024", "2025", "2026", "Utveckling", "Jämförelse",
                                             "Kommentar"}));
  EXPECT_EQ(rows[1][3], (json{{"number", 95.0}, {"format", "0\" (prel.)\""}}));
  EXPECT_EQ(rows[1][4]["text"], "Publ v 40, 2026");
  EXPECT_EQ(rows[3][2], (json{{"number", 1104.126}, {"format", "0.0"}}));
  const auto& heights = book["sheets"]["Rapporttabell"]["heights"];
  EXPECT_EQ(heights["2"], 30) << "the comparison has two lines";
  EXPECT_FALSE(heights.contains("4")) << "all is on one line: the usual height";
}

TEST_F(Report, a_place_among_others_is_a_whole_number) {
  auto rows = indicator_rows();
  core::Batch batch(rows.schema());
  for (std::size_t i = 0; i < rows.columns(); ++i) {
    const auto& spec = rows[i].spec();
    if (spec.type == core::Type::int32)
      batch[i].append<std::int32_t>(1);
    else if (spec.type == core::Type::float64)
      batch[i].append<double>(spec.name == "forandring" ? -5 : 84);
    else
      batch[i].append_text(spec.name == "enhet" ? "placering" : spec.name);
  }
  ReportTableBuilder builder({});
  builder.add(batch);
  const auto table = builder.take();
  EXPECT_EQ(table.lines.at(0).decimals, 0);
  EXPECT_EQ(table.lines.at(0).development, "−5 (riktning)");
}

}  // namespace
}  // namespace sluss::transforms::datasets
