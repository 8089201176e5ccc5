// XLSX, Parquet and exports.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "core/duckdb/duckdb.h"
#include "core/text.h"
#include "file_writers_fixture.h"
#include "tests/tools/golden.h"
#include "transforms/datasets/export.h"
#include "transforms/datasets/parquet_writer.h"
#include "transforms/datasets/xlsx_writer.h"

namespace sluss::transforms::datasets {
namespace {

using Xlsx = Folder;

TEST_F(Xlsx, cells_are_typed_and_codes_stay_texts) {
  write(*xlsx_writer(folder / "a.xlsx", {}), one(every_value()));
  const auto book = workbook(folder / "a.xlsx");
  const auto& sheet = book["sheets"]["Data"];
  EXPECT_EQ(sheet["frozen"], "A2");
  EXPECT_EQ(sheet["filter"], "A1:L4");
  const auto& first = sheet["rows"][1];
  EXPECT_EQ(first[0], (json{{"text", "Åäö 🙂"}, {"format", "@"}}));
  EXPECT_EQ(first[1], (json{{"boolean", true}}));
  EXPECT_EQ(first[2], (json{{"number", -7.0}}));
  EXPECT_EQ(first[4], (json{{"number", 12.5}}));
  EXPECT_EQ(first[5], (json{{"number", -12.5}}));
  EXPECT_EQ(first[8], (json{{"number", 46112.0}, {"format", "yyyy-mm-dd"}}));
  EXPECT_EQ(first[10]["format"], "yyyy-mm-dd hh:mm:ss");
  EXPECT_NEAR(first[10]["number"].get<double>(), 46112.0 + 14.0 / 24, 1e-9);
  EXPECT_EQ(first[11]["text"], "2026-03-31 14:00:00+02:00");
  const auto& edge = sheet["rows"][2];
  EXPECT_EQ(edge[3]["text"], "9223372036854775807");  // fifteen digits are all that Excel keeps
  EXPECT_EQ(edge[5]["text"], "999999999999999999999999999999999999.99");
  EXPECT_EQ(edge[8]["text"], "0001-01-01");
  EXPECT_FALSE(book.dump().find("\"formula\"") != std::string::npos);
}

TEST_F(Xlsx, naughty_texts_come_back_as_they_were_and_none_is_a_formula) {
  const auto texts = naughty_texts();
  write(*xlsx_writer(folder / "a.xlsx", {}), one(text_batch(texts)));
  const auto book = workbook(folder / "a.xlsx");
  const auto& rows = book["sheets"]["Data"]["rows"];
  ASSERT_EQ(rows.size(), texts.size() + 1);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    ASSERT_TRUE(rows[i + 1][1].contains("text")) << texts[i] << rows[i + 1].dump();
    EXPECT_FALSE(rows[i + 1][1].contains("formula"));
    if (texts[i].size() > 32'767)
      EXPECT_TRUE(rows[i + 1][1]["text"].get<std::string>().ends_with("x…"));
    else if (texts[i] == "\xC3(")
      EXPECT_EQ(rows[i + 1][1]["text"], "\xEF\xBF\xBD(");
    else
      EXPECT_EQ(rows[i + 1][1]["text"].get<std::string>(), texts[i]) << i;
  }
}

TEST_F(Xlsx, more_rows_than_a_sheet_holds_go_to_further_sheets) {
  std::vector<std::string> texts(25, "x");
  write(*xlsx_writer(folder / "a.xlsx", {.rows_a_sheet = 11}), one(text_batch(texts)));
  const auto book = workbook(folder / "a.xlsx");
  EXPECT_EQ(book["names"], (json{"Data", "Data 2", "Data 3"}));
  EXPECT_EQ(book["sheets"]["Data"]["rows"].size(), 11U);
  EXPECT_EQ(book["sheets"]["Data 3"]["rows"].size(), 6U);
  EXPECT_EQ(book["sheets"]["Data 3"]["rows"][0][0]["text"], "n");
  EXPECT_EQ(book["sheets"]["Data 3"]["rows"][5][0]["number"], 24.0);
  EXPECT_EQ(book["sheets"]["Data 2"]["filter"], "A1:B11");
}

TEST_F(Xlsx, a_target_that_cannot_be_written_is_an_error) {
  auto writer = xlsx_writer(folder / "missing" / "a.xlsx", {});
  const auto begun = writer->begin(every_type());
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().code, "xlsx.write");
}

using Parquet = Folder;

TEST_F(Parquet, keeps_every_value) {
  write(*parquet_writer(folder / "a.parquet", {.provenance = {{"Senaste körning", "7"}}}), one(every_value()));
  auto database = core::duckdb::Database::open({.external_access = true});
  auto connection = database->connect();
  const auto name = core::sql_text((folder / "a.parquet").string());
  const auto rows = connection->rows("select t, b, i, l, d, m, hex(y), u, day, tid, ts from " + name);
  ASSERT_TRUE(rows) << core::describe(rows.error());
  using Row = core::duckdb::TextRow;
  EXPECT_EQ(rows->at(0),
            (Row{"Åäö 🙂", "true", "-7", "1234567890123", "12.5", "-12.50", "00FF",
                 "01234567-89ab-cdef-0123-456789abcdef", "2026-03-31", "14:05:09", "2026-03-31 14:00:00"}));
  EXPECT_EQ(rows->at(1).at(5), "999999999999999999999999999999999999.99");
  EXPECT_EQ(rows->at(2), Row(11, std::nullopt));
  EXPECT_EQ(
      connection->number("select count(*) from parquet_kv_metadata(" + name + ") where decode(value) = '7'").value(),
      1);
}

FakeReader small_reader() {
  std::vector<core::Batch> batches;
  batches.push_back(text_batch({"a", "b"}));
  batches.push_back(text_batch({"=c"}));
  auto schema = batches.front().schema();
  return {std::move(schema), std::move(batches)};
}

const ExportOptions noon{
    .now = core::parse_instant("2026-03-31T22:30:00Z").value(), .run = core::RunId{7}, .as_of = "", .decimals = {}};

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

using Export = Folder;

TEST_F(Export, every_format_is_written_and_nothing_is_left_beside) {
  for (const auto format :
       {Format::csv, Format::csv_plain, Format::json, Format::table, Format::xlsx, Format::parquet}) {
    auto reader = small_reader();
    const auto path = folder / ("x" + extension_of(format));
    const auto exported = export_dataset(*files, reader, small_dataset(), format, path, noon);
    ASSERT_TRUE(exported) << core::describe(exported.error());
    EXPECT_EQ(exported->rows, 3);
    EXPECT_TRUE(fs::exists(path));
    EXPECT_EQ(reader.last_sql, R"(select "n", "text" from mart."liten" order by "n" asc nulls last)");
  }
  EXPECT_EQ(names_in(folder),
            (std::vector<std::string>{"x.csv", "x.json", "x.parquet", "x.plain.csv", "x.txt", "x.xlsx"}));
  EXPECT_EQ(tests::read_file(folder / "x.plain.csv"), "n,text\r\n0,a\r\n1,b\r\n0,'=c\r\n");
  const auto book = workbook(folder / "x.xlsx");
  EXPECT_EQ(book["names"], (json{"Data", "Beskrivning"}));
  const auto description = book["sheets"]["Beskrivning"].dump();
  for (const auto* words : {"Senaste körning", "000007.duckdb", "2026-04-01 00:30", "Källa: Kolada", "Nummer"})
    EXPECT_NE(description.find(words), std::string::npos) << words;
}

TEST_F(Export, the_description_shows_as_of_when_it_knows_and_when_the_file_was_made) {
  const auto facts = [&](const char* as_of) {
    auto options = noon;
    options.recorded_at = core::parse_instant("2026-03-30T04:16:00Z").value();
    options.as_of = as_of;
    auto reader = small_reader();
    EXPECT_TRUE(export_dataset(*files, reader, small_dataset(), Format::xlsx, folder / "x.xlsx", options));
    std::map<std::string, std::string> texts;
    const json book = workbook(folder / "x.xlsx");
    for (const auto& row : book["sheets"]["Beskrivning"]["rows"])
      if (row.size() == 2) texts[row[0].value("text", "")] = row[1].value("text", "");
    return texts;
  };
  auto now = facts("");
  EXPECT_EQ(now["Så som det var känt (svensk tid)"], "2026-03-30 06:16");
  EXPECT_EQ(now["Skapad (svensk tid)"], "2026-04-01 00:30");
  EXPECT_FALSE(now.contains("Så som det var känt"));
  EXPECT_EQ(now["Källangivelse"], "Källa: Kolada");
  EXPECT_FALSE(now.contains("Källa")) << "the same sentence, once";
  EXPECT_EQ(facts("run:7")["Så som det var känt (svensk tid)"], "2026-03-30 06:16");
  auto day = facts("2026-01-31");
  EXPECT_EQ(day["Så som det var känt"], "2026-01-31");
  EXPECT_EQ(day["Så som det var känt (svensk tid)"], "2026-01-31 23:59");
  EXPECT_EQ(day["Skapad (svensk tid)"], "2026-04-01 00:30");
}

TEST_F(Export, a_failing_reader_leaves_the_old_file) {
  std::ofstream(folder / "x.csv") << "old";
  for (const auto format : {Format::csv, Format::xlsx, Format::parquet}) {
    auto reader = small_reader();
    reader.fails = true;
    const auto exported = export_dataset(*files, reader, small_dataset(), format, folder / "x.csv", noon);
    ASSERT_FALSE(exported);
    EXPECT_EQ(exported.error().code, "fake.select");
  }
  EXPECT_EQ(names_in(folder), (std::vector<std::string>{"x.csv"}));
  EXPECT_EQ(tests::read_file(folder / "x.csv"), "old");
}

TEST_F(Export, a_target_that_cannot_be_replaced_is_reported_with_its_cure) {
  fs::create_directories(folder / "x.csv" / "inside");  // a folder where the file should be: rename refuses
  for (const auto format : {Format::csv, Format::xlsx}) {
    auto reader = small_reader();
    const auto exported = export_dataset(*files, reader, small_dataset(), format, folder / "x.csv", noon);
    ASSERT_FALSE(exported);
    EXPECT_EQ(exported.error().code, "export.target");
    EXPECT_NE(core::describe(exported.error()).find("Close the file where it is open"), std::string::npos);
  }
  EXPECT_EQ(names_in(folder), (std::vector<std::string>{"x.csv"}));
}

TEST_F(Export, columns_that_the_description_does_not_know_are_refused) {
  auto reader = small_reader();
  auto dataset = small_dataset();
  dataset.columns.pop_back();
  const auto exported = export_dataset(*files, reader, dataset, Format::csv, folder / "x.csv", noon);
  ASSERT_FALSE(exported);
  EXPECT_EQ(exported.error().code, "datasets.columns");
  EXPECT_TRUE(names_in(folder).empty());
}

TEST(Formats, are_known_by_name) {
  EXPECT_EQ(parse_format("csv-plain").value(), Format::csv_plain);
  EXPECT_EQ(parse_format("pdf").error().code, "export.format");
}

}  // namespace
}  // namespace sluss::transforms::datasets
