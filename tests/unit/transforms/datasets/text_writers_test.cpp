#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>

#include "reader_fake.h"
#include "transforms/datasets/cells.h"
#include "transforms/datasets/csv_writer.h"
#include "transforms/datasets/export.h"
#include "transforms/datasets/json_writer.h"
#include "transforms/datasets/row_writer.h"
#include "transforms/datasets/table_writer.h"

namespace sluss::transforms::datasets {
namespace {

template <class Make>
std::string written(Make make, const std::vector<core::Batch>& batches) {
  std::string text;
  const std::unique_ptr<RowWriter> writer = make([&text](std::string_view piece) -> core::Result<> {
    text += piece;
    return {};
  });
  EXPECT_TRUE(writer->begin(batches.front().schema()));
  for (const auto& batch : batches) EXPECT_TRUE(writer->rows(batch));
  EXPECT_TRUE(writer->end());
  return text;
}

std::vector<core::Batch> one(core::Batch batch) {
  std::vector<core::Batch> batches;
  batches.push_back(std::move(batch));
  return batches;
}

TEST(Csv, plain_holds_every_type) {
  EXPECT_EQ(written([](Sink sink) { return csv_writer(std::move(sink), {}); }, one(every_value())),
            "t,b,i,l,d,m,y,u,day,tid,ts,tz\r\n"
            "Åäö 🙂,true,-7,1234567890123,12.5,-12.50,00ff,01234567-89ab-cdef-0123-456789abcdef,2026-03-31,14:05:09,"
            "2026-03-31 14:00:00,2026-03-31 14:00:00+02:00\r\n"
            "\"\",false,-2147483648,9223372036854775807,1e+300,999999999999999999999999999999999999.99,,"
            "00000000-0000-0000-0000-000000000000,0001-01-01,00:00:00.000001,1969-12-31 23:59:59.999999,"
            "1969-12-31 22:30:00-01:30\r\n"
            ",,,,,,,,,,,\r\n");
}

TEST(Csv, swedish_excel_has_a_byte_order_mark_semicolons_and_decimal_commas) {
  const auto text = written([](Sink sink) { return text_writer(Format::csv, std::move(sink)); }, one(every_value()));
  EXPECT_TRUE(text.starts_with("\xEF\xBB\xBFt;b;i;l;d;m;"));
  EXPECT_NE(text.find("\r\nÅäö 🙂;SANT;-7;1234567890123;12,5;-12,50;"), std::string::npos);
}

TEST(Csv, what_would_run_as_a_formula_is_neutralised_unless_configured_otherwise) {
  const auto safe = written([](Sink sink) { return text_writer(Format::csv_plain, std::move(sink)); },
                            one(text_batch(naughty_texts())));
  for (const auto* line :
       {"0,'=1+1\r\n", "1,'+46 70\r\n", "2,'-helhetssyn\r\n", "3,'@SUM(A1)\r\n", "4,'\ttab first\r\n",
        "5,\"'\rreturn first\"\r\n", "6,\"'\nnewline first\"\r\n", "12,'apostrophe\r\n", "13,0180\r\n"})
    EXPECT_NE(safe.find(line), std::string::npos) << line;
  const auto raw = written([](Sink sink) { return csv_writer(std::move(sink), {.neutralise_formulas = false}); },
                           one(text_batch({"=1+1", "a,b"})));
  EXPECT_EQ(raw, "n,text\r\n0,=1+1\r\n1,\"a,b\"\r\n");
}

TEST(Csv, a_single_column_never_writes_an_empty_line) {
  core::Batch batch(core::Schema{{.name = "a", .type = core::Type::text}});
  batch[0].append_null();
  batch[0].append_text("");
  batch[0].append_text("x");
  EXPECT_EQ(written([](Sink sink) { return csv_writer(std::move(sink), {}); }, one(std::move(batch))),
            "a\r\n\"\"\r\n\"\"\r\nx\r\n");
}

TEST(Json, is_an_array_of_objects_with_numbers_as_numbers) {
  EXPECT_EQ(
      written([](Sink sink) { return json_writer(std::move(sink)); }, one(every_value())),
      "[\n{\"t\": \"Åäö 🙂\", \"b\": true, \"i\": -7, \"l\": 1234567890123, \"d\": 12.5, \"m\": -12.50, \"y\": "
      "\"00ff\", "
      "\"u\": \"01234567-89ab-cdef-0123-456789abcdef\", \"day\": \"2026-03-31\", \"tid\": \"14:05:09\", "
      "\"ts\": \"2026-03-31T14:00:00\", \"tz\": \"2026-03-31T14:00:00+02:00\"},\n"
      "{\"t\": \"\", \"b\": false, \"i\": -2147483648, \"l\": 9223372036854775807, \"d\": 1e+300, "
      "\"m\": 999999999999999999999999999999999999.99, \"y\": \"\", \"u\": \"00000000-0000-0000-0000-000000000000\", "
      "\"day\": \"0001-01-01\", \"tid\": \"00:00:00.000001\", \"ts\": \"1969-12-31T23:59:59.999999\", "
      "\"tz\": \"1969-12-31T22:30:00-01:30\"},\n"
      "{\"t\": null, \"b\": null, \"i\": null, \"l\": null, \"d\": null, \"m\": null, \"y\": null, \"u\": null, "
      "\"day\": null, \"tid\": null, \"ts\": null, \"tz\": null}\n]\n");
}

TEST(Json, escapes_and_replaces) {
  core::Batch batch(core::Schema{{.name = "a\"b", .type = core::Type::text}});
  batch[0].append_text("\"\\\n\t\x01 \xC3(");
  EXPECT_EQ(written([](Sink sink) { return json_writer(std::move(sink)); }, one(std::move(batch))),
            "[\n{\"a\\\"b\": \"\\\"\\\\\\n\\u0009\\u0001 \xEF\xBF\xBD(\"}\n]\n");
  core::Batch numbers(core::Schema{{.name = "d", .type = core::Type::float64}});
  for (const double value : {std::nan(""), -HUGE_VAL, -0.0, 1e-7, 1e-8, 1e21, 0.1}) numbers[0].append<double>(value);
  EXPECT_EQ(written([](Sink sink) { return json_writer(std::move(sink)); }, one(std::move(numbers))),
            "[\n{\"d\": null},\n{\"d\": null},\n{\"d\": 0},\n{\"d\": 0.0000001},\n{\"d\": 1e-08},\n{\"d\": "
            "1e+21},\n{\"d\": 0.1}\n]\n");
  EXPECT_EQ(written([](Sink sink) { return json_writer(std::move(sink)); }, one(core::Batch(every_type()))), "[]\n");
}

TEST(Table, aligns_by_display_width_and_cuts_to_the_terminal) {
  core::Batch batch(
      core::Schema{{.name = "namn", .type = core::Type::text}, {.name = "värde", .type = core::Type::float64}});
  const auto row = [&batch](std::string_view name, double value) {
    batch[0].append_text(name);
    batch[1].append<double>(value);
  };
  row("Åmål", 1);
  row("e\xCC\x81", 12.5);
  row("🙂", -3);
  row("a\nb\x1B[31m", 4);
  batch[0].append_null();
  batch[1].append_null();
  EXPECT_EQ(written([](Sink sink) { return table_writer(std::move(sink), {}); }, one(std::move(batch))),
            "namn      värde\n"
            "────────  ─────\n"
            "Åmål          1\n"
            "e\xCC\x81          12.5\n"
            "🙂           -3\n"
            "a·b·[31m      4\n"
            "\n");
  EXPECT_EQ(written([](Sink sink) { return table_writer(std::move(sink), {.width = 12}); },
                    one(text_batch({"abcdefghijklmnop", "abc"}))),
            "n  text\n"
            "─  ─────────\n"
            "0  abcdefgh…\n"
            "1  abc\n");
}

TEST(Table, rows_after_the_measured_ones_are_cut_to_the_same_widths) {
  EXPECT_EQ(written([](Sink sink) { return table_writer(std::move(sink), {.measured_rows = 1}); },
                    one(text_batch({"abcd", "abcdefgh"}))),
            "n  text\n─  ────\n0  abcd\n1  abc…\n");
}

TEST(Json, a_name_is_once_in_an_object) {
  core::Batch batch(core::Schema{{"a"}, {"a"}, {"a_2"}, {"a"}});
  for (std::size_t i = 0; i < batch.columns(); ++i) batch[i].append_text(std::to_string(i));
  EXPECT_EQ(written([](Sink sink) { return json_writer(std::move(sink)); }, one(std::move(batch))),
            "[\n{\"a\": \"0\", \"a_3\": \"1\", \"a_2\": \"2\", \"a_4\": \"3\"}\n]\n");
}

TEST(Cells, what_has_no_end_and_far_years_are_what_they_are) {
  using core::Type;
  core::Batch batch(core::Schema{{"day", Type::date}, {"at", Type::timestamp}});
  const auto row = [&](std::int32_t day, std::int64_t micros) {
    batch[0].append(day);
    batch[1].append(micros);
  };
  constexpr std::int64_t day_micros = 86'400'000'000;
  row(std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int64_t>::max());
  row(-std::numeric_limits<std::int32_t>::max(), -std::numeric_limits<std::int64_t>::max());
  row(12'000'000, 12'000'000 * day_micros);  // beyond the year 32767
  row(-735'160, -735'160 * day_micros);      // the Ides of March
  row(-719'162, -719'162 * day_micros - 1);
  row(11'016, 11'016 * day_micros);  // a leap day
  const auto text = [&](std::size_t at) { return cell_text(batch[0], at) + " " + cell_text(batch[1], at); };
  EXPECT_EQ(text(0), "infinity infinity");
  EXPECT_EQ(text(1), "-infinity -infinity");
  EXPECT_EQ(text(2), "34824-11-19 34824-11-19 00:00:00");
  EXPECT_EQ(text(3), "0044-03-15 (BC) 0044-03-15 (BC) 00:00:00");
  EXPECT_EQ(text(4), "0001-01-01 0001-12-31 (BC) 23:59:59.999999");
  EXPECT_EQ(text(5), "2000-02-29 2000-02-29 00:00:00");
  const auto json = written([](Sink sink) { return json_writer(std::move(sink)); }, one(std::move(batch)));
  EXPECT_NE(json.find("{\"day\": \"infinity\", \"at\": \"infinity\"}"), std::string::npos);
}

TEST(Cells, width_and_utf8) {
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(cut_to_width("日本語", 4), "日…");
  EXPECT_EQ(cut_to_width("abc", 0), "");
  EXPECT_EQ(printable_utf8(std::string_view("a\0\xFF\xED\xA0\x80z", 7)),
            "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
}

/// For the round trip with Python's csv and json (round_trip.py).
TEST(RoundTrip, files_for_python_are_written) {
  const auto* folder = std::getenv("SLUSS_ROUND_TRIP");
  if (folder == nullptr) return;
  auto texts = naughty_texts();
  std::erase_if(texts, [](const std::string& text) { return printable_utf8(text) != text; });
  const auto save = [&](const char* name, const std::string& text) {
    std::ofstream(std::string(folder) + "/" + name, std::ios::binary) << text;
  };
  save("raw.csv", written([](Sink sink) { return csv_writer(std::move(sink), {.neutralise_formulas = false}); },
                          one(text_batch(texts))));
  save("plain.csv",
       written([](Sink sink) { return text_writer(Format::csv_plain, std::move(sink)); }, one(text_batch(texts))));
  save("texts.json", written([](Sink sink) { return json_writer(std::move(sink)); }, one(text_batch(texts))));
}

}  // namespace
}  // namespace sluss::transforms::datasets
