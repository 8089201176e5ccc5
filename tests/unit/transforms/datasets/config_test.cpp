#include <gtest/gtest.h>

#include "transforms/datasets/description.h"
#include "transforms/datasets/indicator_config.h"
#include "transforms/datasets/models.h"

namespace sluss::transforms::datasets {
namespace {

std::string codes(const Errors& errors) {
  std::string text;
  for (const auto& error : errors)
    text += error.code + " " + std::to_string(error.place.line) + ":" + std::to_string(error.place.column) + " " +
            error.place.field + "\n";
  return text;
}

TEST(IndicatorConfig, reads_every_field_and_completes_ids) {
  const auto indicators = parse_indicators(R"(["kolada:U21468"]
short_name = "Brukarbedömning hemtjänst"
measure = "%"
decimals = 0
polarity = "higher"
respondents = "U23592"
response_rate = "kolada:U23593"
period_kind = "year"
series_break = 2023
note = "färre än 30 svar visas inte"

[N20402]
period_kind = "rolling_three_years"
)",
                                           "a.toml", "kolada");
  ASSERT_TRUE(indicators) << codes(indicators.error());
  ASSERT_EQ(indicators->size(), 2U);
  EXPECT_EQ(indicators->at(0).id, "kolada:N20402");
  EXPECT_EQ(indicators->at(0).period_kind, core::PeriodKind::rolling_three_years);
  EXPECT_EQ(indicators->at(0).polarity, Polarity::unknown);
  EXPECT_EQ(indicators->at(1).respondents, "kolada:U23592");
  EXPECT_EQ(indicators->at(1).response_rate, "kolada:U23593");
  EXPECT_EQ(indicators->at(1).decimals, 0);
  EXPECT_EQ(indicators->at(1).series_break, 2023);
}

TEST(IndicatorConfig, reports_every_error_with_its_place) {
  const auto indicators = parse_indicators(R"(["kolada:U21468"]
decimals = 12
polarity = "up"
polaritty = "higher"
measure = 7
["kolada:x y"]
period_kind = "fortnight"
)",
                                           "a.toml", "kolada");
  ASSERT_FALSE(indicators);
  const auto text = codes(indicators.error());
  for (const auto* expected :
       {"indicators.range 2:12 decimals", "indicators.polarity 3:12 polarity", "indicators.unknown_key 4:1 polaritty",
        "indicators.type 5:11 measure", "indicators.period_kind 7:15 period_kind"})
    EXPECT_NE(text.find(expected), std::string::npos) << expected << "\nin\n" << text;
}

TEST(IndicatorConfig, the_same_indicator_twice_and_broken_toml_are_errors) {
  const auto twice = parse_indicators("[U21468]\n[\"kolada:U21468\"]\n", "a.toml", "kolada");
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().front().code, "indicators.twice");
  const auto broken = parse_indicators("[U21468\n", "a.toml", "kolada");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().front().code, "indicators.toml");
  EXPECT_EQ(broken.error().front().place.file, "a.toml");
  EXPECT_EQ(broken.error().front().place.line, 1);
}

constexpr const char* good = R"(title = "T"
purpose = "P"
grain = "G"
source = "S"
owner = "O"
version = "1"
order = ["a"]
overview = ["b", "a"]

[[column]]
name = "a"
heading = "A"
type = "text"
description = "d"

[[column]]
name = "b"
heading = "B"
type = "tal"
measure = "%"
description = "d"
)";

TEST(Description, is_read_and_gives_the_select) {
  const auto dataset = parse_description("x", good, "x.toml");
  ASSERT_TRUE(dataset) << codes(dataset.error());
  EXPECT_EQ(dataset->select(), R"(select "a", "b" from mart."x" order by "a" asc nulls last)");
  EXPECT_EQ(dataset->columns.at(1).measure, "%");
  EXPECT_EQ(dataset->overview, (std::vector<std::string>{"b", "a"}));
}

TEST(Description, what_is_missing_wrong_or_unknown_is_reported) {
  const auto dataset = parse_description("x", R"(title = "T"
purpose = "P"
grain = "G"
source = "S"
owner = "O"
order = ["c"]
report_table = "pie"
overview = ["d"]
[[column]]
name = "a"
headding = "A"
type = "float"
description = "d"
)",
                                         "x.toml");
  ASSERT_FALSE(dataset);
  const auto text = codes(dataset.error());
  for (const auto* expected :
       {"datasets.missing 1:1", "datasets.order 6:", "datasets.report_table 7:", "datasets.overview 8:",
        "datasets.missing 9:", "datasets.unknown_key 11:1 headding", "datasets.type 12:"})
    EXPECT_NE(text.find(expected), std::string::npos) << expected << "\nin\n" << text;
}

TEST(Description, columns_are_compared_with_the_models) {
  const auto dataset = parse_description("x", good, "x.toml").value();
  using core::Type;
  EXPECT_TRUE(check_columns(dataset, {{.name = "a", .type = Type::text}, {.name = "b", .type = Type::float64}}));
  EXPECT_TRUE(check_columns(dataset, {{.name = "a", .type = Type::text}, {.name = "b", .type = Type::decimal}}));
  for (const auto& wrong : {core::Schema{{.name = "a", .type = Type::text}},
                            core::Schema{{.name = "b", .type = Type::float64}, {.name = "a", .type = Type::text}},
                            core::Schema{{.name = "a", .type = Type::text}, {.name = "b", .type = Type::text}}}) {
    const auto result = check_columns(dataset, wrong);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, "datasets.columns");
  }
}

TEST(Models, without_a_whole_header_are_refused) {
  const auto model = parse_model("m", "-- m\n-- Purpose: p\nselect 1", "m.sql");
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, "model.header");
  const std::string head =
      "-- Purpose: p\n-- Grain: g\n-- Keys: k\n-- Reads: r\n-- Models: b, c\n-- Version: 2\nselect 1";
  const auto whole = parse_model("m", head, "m.sql");
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->depends_on, (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(whole->version, "2");
}

}  // namespace
}  // namespace sluss::transforms::datasets
