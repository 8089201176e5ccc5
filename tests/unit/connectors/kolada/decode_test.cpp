#include "connectors/kolada/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <tuple>

#include "tests/unit/connectors/kolada/fakes.h"

namespace sluss::connectors::kolada {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Outcome {
  core::Result<Envelope> envelope;
  std::vector<std::string> rows;
  std::vector<std::string> flaws;  ///< "field error shown"
  std::vector<std::int64_t> bytes;
};

Outcome decode(Stream stream, std::string_view text) {
  Decoder decoder;
  Outcome out;
  out.envelope = decoder.decode(
      stream, {.text = text, .spare = 0},
      [&out](const core::Batch& batch) -> core::Result<> {
        EXPECT_TRUE(batch.consistent());
        for (std::size_t row = 0; row < batch.rows(); ++row) {
          out.rows.push_back(FakeSink::row_text(batch, row));
        }
        return {};
      },
      [&out](const Flaw& flaw) -> core::Result<> {
        out.flaws.push_back(flaw.field + " " + std::string(flaw.error) + " " + flaw.shown);
        out.bytes.push_back(flaw.byte);
        return {};
      });
  return out;
}

std::string data_page(std::string_view value) {
  return R"({"values":[{"values":[)" + std::string(value) +
         R"(],"kpi":"N00001","period":2023,"municipality":"1981"}],"next_url":null})";
}

struct ValueCase {
  const char* name;
  const char* value;     ///< JSON
  const char* expected;  ///< what follows kpi, place and period; empty: rejected
};

class OneValue : public ::testing::TestWithParam<ValueCase> {};

TEST_P(OneValue, IsReadAsItWasSaid) {
  const Outcome out = decode(Stream::data, data_page(GetParam().value));
  ASSERT_TRUE(out.envelope) << core::describe(out.envelope.error());
  if (*GetParam().expected == '\0') {
    EXPECT_THAT(out.rows, IsEmpty());
    EXPECT_EQ(out.flaws.size(), 1U);
  } else {
    EXPECT_THAT(out.rows, ElementsAre("N00001|1981|2023|" + std::string(GetParam().expected)));
    EXPECT_THAT(out.flaws, IsEmpty());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Kolada, OneValue,
    ::testing::Values(
        ValueCase{"plain", R"({"gender":"T","count":1,"status":"","value":7.25,"isdeleted":false})", "T|1||7.25|no|0"},
        ValueCase{"other_order", R"({"isdeleted":false,"value":7,"status":"","count":2,"gender":"K"})", "K|2||7|no|0"},
        ValueCase{"placeholder_v3", R"({"gender":"T","count":0,"status":"","value":null,"isdeleted":false})",
                  "T|0||-|no|0"},
        ValueCase{"placeholder_v2", R"({"gender":"T","count":1,"status":"","value":null})", "T|1||-|no|0"},
        ValueCase{"missing", R"({"gender":"M","count":1,"status":"Missing","value":null})", "M|1|Missing|-|no|0"},
        ValueCase{"privacy", R"({"gender":"M","count":1,"status":"Privacy","value":null})", "M|1|Privacy|-|no|0"},
        ValueCase{"not_applicable", R"({"gender":"M","count":1,"status":"Not applicable","value":null})",
                  "M|1|Not applicable|-|no|0"},
        ValueCase{"privacy_with_value", R"({"gender":"M","count":1,"status":"Privacy","value":3})",
                  "M|1|Privacy|3|no|0"},
        ValueCase{"unknown_status", R"({"gender":"T","count":1,"status":"Kaffepaus","value":3})",
                  "T|1|Kaffepaus|3|no|0"},
        ValueCase{"status_null", R"({"gender":"T","count":1,"status":null,"value":3})", "T|1|-|3|no|0"},
        ValueCase{"deleted_bool", R"({"gender":"T","count":1,"status":"","value":null,"isdeleted":true})",
                  "T|1||-|yes|0"},
        ValueCase{"deleted_one", R"({"gender":"T","is_deleted":1,"value":null})", "T|-|-|-|yes|0"},
        ValueCase{"deleted_zero", R"({"gender":"T","is_deleted":0,"value":1})", "T|-|-|1|no|0"},
        ValueCase{"deleted_text", R"({"gender":"T","isdeleted":"true","value":1})", "T|-|-|1|yes|0"},
        ValueCase{"deleted_text_one", R"({"gender":"T","isdeleted":"1","value":1})", "T|-|-|1|yes|0"},
        ValueCase{"deleted_null", R"({"gender":"T","isdeleted":null,"value":1})", "T|-|-|1|no|0"},
        ValueCase{"count_float", R"({"gender":"T","count":5.0,"value":1})", "T|5|-|1|no|0"},
        ValueCase{"count_null", R"({"gender":"T","count":null,"value":1})", "T|-|-|1|no|0"},
        ValueCase{"count_text", R"({"gender":"T","count":"12","value":1})", "T|12|-|1|no|0"},
        ValueCase{"value_text", R"({"gender":"T","value":"-12.5"})", "T|-|-|-12.5|no|0"},
        ValueCase{"value_exponent", R"({"gender":"T","value":1.5e3})", "T|-|-|1500|no|0"},
        ValueCase{"value_negative", R"({"gender":"T","value":-0.25})", "T|-|-|-0.25|no|0"},
        ValueCase{"unknown_keys", R"({"gender":"T","extra":{"a":[1,2]},"value":1,"more":[{}]})", "T|-|-|1|no|0"},
        ValueCase{"escaped_status", R"({"gender":"T","status":"Mi\u0073sing","value":1})", "T|-|Missing|1|no|0"},
        ValueCase{"deleted_without_value", R"({"gender":"T","isdeleted":true})", "T|-|-|-|yes|0"},
        ValueCase{"no_value", R"({"gender":"T","count":1,"status":"","isdeleted":false})", ""},
        ValueCase{"no_value_missing", R"({"gender":"T","count":1,"status":"Missing"})", ""},
        ValueCase{"value_twice", R"({"gender":"T","count":1,"status":"","value":14,"value":15,"isdeleted":false})", ""},
        ValueCase{"value_twice_last", R"({"gender":"T","count":1,"status":"","value":1,"isdeleted":false,"value":2})",
                  ""},
        ValueCase{"value_twice_null", R"({"gender":"T","value":14,"value":null})", ""},
        ValueCase{"gender_twice", R"({"gender":"K","gender":"M","value":14})", ""},
        ValueCase{"status_twice", R"({"gender":"T","status":"Privacy","status":"","value":14})", ""},
        ValueCase{"deleted_twice", R"({"gender":"T","isdeleted":true,"isdeleted":false,"value":14})", ""},
        ValueCase{"unknown_key_twice", R"({"gender":"T","extra":1,"extra":2,"value":14})", "T|-|-|14|no|0"},
        ValueCase{"count_half", R"({"gender":"T","count":1.5,"value":1})", ""},
        ValueCase{"count_large", R"({"gender":"T","count":99999999999,"value":1})", ""},
        ValueCase{"count_word", R"({"gender":"T","count":"många","value":1})", ""},
        ValueCase{"value_comma", R"({"gender":"T","value":"12,5"})", ""},
        ValueCase{"value_empty_text", R"({"gender":"T","value":""})", ""},
        ValueCase{"value_infinite", R"({"gender":"T","value":1e999})", ""},
        ValueCase{"value_list", R"({"gender":"T","value":[1]})", ""},
        ValueCase{"value_bool", R"({"gender":"T","value":true})", ""},
        ValueCase{"deleted_word", R"({"gender":"T","isdeleted":"ja","value":1})", ""},
        ValueCase{"deleted_two", R"({"gender":"T","isdeleted":2,"value":1})", ""},
        ValueCase{"status_number", R"({"gender":"T","status":1,"value":1})", ""},
        ValueCase{"no_gender", R"({"count":1,"value":1})", ""},
        ValueCase{"gender_null", R"({"gender":null,"value":1})", ""},
        ValueCase{"gender_number", R"({"gender":1,"value":1})", ""}, ValueCase{"not_an_object", R"(7)", ""},
        ValueCase{"null", R"(null)", ""}, ValueCase{"text", R"("T")", ""}, ValueCase{"list", R"([1,2])", ""}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(DecodeData, KeepsTheOrderAndThePositionOfEverySex) {
  const Outcome out = decode(Stream::data, R"({"count":2,"values":[
    {"kpi":"N00001","municipality":"0580","period":"2023","values":[
      {"gender":"K","value":7.2},{"gender":"T","value":6},{"gender":"M","value":4.4}]},
    {"values":[{"gender":"M","value":1}],"kpi":"N00002","period":2024,"municipality":"0000"},
    {"values":[],"kpi":"N00003","period":2024,"municipality":"0000"}],
    "next_url":"https://api.kolada.se/v3/kpi?page=2"})");
  ASSERT_TRUE(out.envelope);
  EXPECT_THAT(out.rows, ElementsAre("N00001|0580|2023|K|-|-|7.2|no|0", "N00001|0580|2023|T|-|-|6|no|1",
                                    "N00001|0580|2023|M|-|-|4.4|no|2", "N00002|0000|2024|M|-|-|1|no|3"));
  EXPECT_EQ(out.envelope->items, 3);
  EXPECT_EQ(out.envelope->rows, 4);
  EXPECT_EQ(out.envelope->next_url, "https://api.kolada.se/v3/kpi?page=2");
}

TEST(DecodeData, UnitsStandUnderOu) {
  const Outcome out =
      decode(Stream::oudata,
             R"({"values":[{"kpi":"U00001","period":2024,"ou":"V23E1981","values":[{"gender":"T","value":8}]}]})");
  ASSERT_TRUE(out.envelope);
  EXPECT_THAT(out.rows, ElementsAre("U00001|V23E1981|2024|T|-|-|8|no|0"));
}

TEST(DecodeData, AFlawTakesItsValueAndNoOther) {
  const std::string page =
      data_page(R"({"gender":"K","value":"x"},{"gender":"T","value":6},{"gender":"M","count":"ett","value":4})");
  const Outcome out = decode(Stream::data, page);
  ASSERT_TRUE(out.envelope);
  EXPECT_THAT(out.rows, ElementsAre("N00001|1981|2023|T|-|-|6|no|1"));
  EXPECT_THAT(out.flaws, ElementsAre("values[0].values[0].value kolada.wrong_type \"x\"",
                                     "values[0].values[2].count kolada.wrong_type \"ett\""));
  EXPECT_EQ(out.bytes[0], static_cast<std::int64_t>(page.find("\"x\"")));
  EXPECT_EQ(out.envelope->flaws, 2);
}

TEST(DecodeData, AValueThatIsNotSaidIsNotMissing) {
  const Outcome out = decode(Stream::data, data_page(R"({"gender":"K","count":1,"status":"","isdeleted":false},)"
                                                     R"({"gender":"T","value":null})"));
  ASSERT_TRUE(out.envelope);
  EXPECT_THAT(out.rows, ElementsAre("N00001|1981|2023|T|-|-|-|no|1"));
  EXPECT_THAT(out.flaws, ElementsAre(HasSubstr("values[0].values[0].value kolada.missing_field {\"gender\":\"K\"")));
}

TEST(DecodeData, WhatADoubleCannotHoldIsRejected) {
  for (const char* digits : {"9007199254740993", "-9007199254740993", "12345678901234567890", "9007199254740993.0",
                             "36028797018963970", "1e-400", "-0.001e-400", "1e400"}) {
    const std::string text = fmt::format(R"("{}")", digits);
    for (const std::string& value : {std::string(digits), text}) {
      for (const char* form : {R"({{"gender":"T","count":1,"status":"","value":{},"isdeleted":false}})",
                               R"({{"gender":"T","value":{} }})"}) {
        const Outcome out = decode(Stream::data, data_page(fmt::format(fmt::runtime(form), value)));
        ASSERT_TRUE(out.envelope) << value;
        EXPECT_THAT(out.rows, IsEmpty()) << value;
        EXPECT_THAT(out.flaws, ElementsAre("values[0].values[0].value kolada.out_of_range " + value));
      }
    }
  }
}

TEST(DecodeData, WhatADoubleHoldsIsKept) {
  const struct {
    const char* digits;
    double value;
  } cases[] = {{"9007199254740992", 9007199254740992.0},
               {"9007199254740994", 9007199254740994.0},
               {"-9007199254740992", -9007199254740992.0},
               {"9007199254740991", 9007199254740991.0},
               {"9007199254740994.00", 9007199254740994.0},
               {"100000000000000000000", 1e20},
               {"1e23", 1e23},
               {"0", 0.0},
               {"-0.000", 0.0},
               {"0e5", 0.0},
               {"1e-300", 1e-300},
               {"0.12345678901234567890123", 0.12345678901234567890123},
               {"-0.00123456789012345678901234", -0.00123456789012345678901234},
               {"1234.12345678901234567890123e-2", 12.3412345678901234567890123}};
  for (const auto& c : cases) {
    const std::string text = fmt::format(R"("{}")", c.digits);
    for (const std::string& value : {std::string(c.digits), text}) {
      Decoder decoder;
      std::vector<double> values;
      const auto envelope = decoder.decode(
          Stream::data,
          {.text =
               data_page(fmt::format(R"({{"gender":"T","count":1,"status":"","value":{} ,"isdeleted":false}})", value)),
           .spare = 0},
          [&](const core::Batch& batch) -> core::Result<> {
            for (const double one : batch.column("value").values<double>()) values.push_back(one);
            return {};
          },
          [](const Flaw&) -> core::Result<> { return {}; });
      ASSERT_TRUE(envelope) << value;
      EXPECT_THAT(values, ElementsAre(c.value)) << value;
    }
  }
}

TEST(DecodeData, AnObjectWithoutItsKeysLosesEachOfItsValues) {
  const char* two = R"([{"gender":"K","value":1},{"gender":"M","value":2}])";
  const struct {
    std::string object;
    std::size_t flaws;
    const char* field;
  } cases[] = {
      {fmt::format(R"({{"values":{},"period":2023,"municipality":"1981"}})", two), 2, "values[0].kpi"},
      {fmt::format(R"({{"values":{},"kpi":"","period":2023,"municipality":"1981"}})", two), 2, "values[0].kpi"},
      {fmt::format(R"({{"kpi":"N1","values":{},"municipality":"1981"}})", two), 2, "values[0].period"},
      {fmt::format(R"({{"kpi":"N1","values":{},"period":"våren","municipality":"1981"}})", two), 2, "values[0].period"},
      {fmt::format(R"({{"kpi":"N1","values":{},"period":2023.5,"municipality":"1981"}})", two), 2, "values[0].period"},
      {fmt::format(R"({{"kpi":"N1","values":{},"period":2023,"municipality":180}})", two), 2, "values[0].municipality"},
      {fmt::format(R"({{"kpi":"N1","values":{},"period":2023,"ou":"V1"}})", two), 2, "values[0].municipality"},
      {fmt::format(R"({{"kpi":"N1","values":{},"municipality":"1981","period":2023,"municipality":"1980"}})", two), 2,
       "values[0].municipality kolada.repeated_field \"1980\""},
      {fmt::format(R"({{"period":2022,"kpi":"N1","values":{},"municipality":"1981","period":2023}})", two), 2,
       "values[0].period kolada.repeated_field 2023"},
      {fmt::format(R"({{"kpi":"N1","values":{0},"municipality":"1981","period":2023,"values":{0}}})", two), 4,
       "values[0].values kolada.repeated_field"},
      {R"({"kpi":"N1","values":null,"period":2023,"municipality":"1981"})", 1, "values[0].values"},
      {R"({"kpi":"N1","values":7,"period":2023,"municipality":"1981"})", 1, "values[0].values"},
      {R"({"kpi":"N1","period":2023,"municipality":"1981"})", 1, "values[0].values"},
      {"7", 1, "values[0]"},
      {"null", 1, "values[0]"},
      {"[]", 1, "values[0]"},
  };
  for (const auto& c : cases) {
    const Outcome out = decode(Stream::data, page_json(c.object + "," + value_json("N2", "0114", 2020, 5)));
    ASSERT_TRUE(out.envelope) << c.object;
    EXPECT_EQ(out.flaws.size(), c.flaws) << c.object;
    EXPECT_THAT(out.flaws.front(), HasSubstr(c.field)) << c.object;
    // The rest of the page goes on.
    ASSERT_EQ(out.rows.size(), 1U) << c.object;
    EXPECT_THAT(out.rows[0], HasSubstr("N2|0114|2020|T|1||5|no|"));
  }
}

TEST(DecodeData, OfAnIndicatorSaidTwiceItIsNotKnownWhoseTheValuesAre) {
  Decoder decoder;
  std::vector<Flaw> flaws;
  const auto refuse = [](const core::Batch&) -> core::Result<> {
    return core::fail(core::ErrorClass::data, "test.rows", "no row is to come");
  };
  const std::string page =
      R"({"values":[{"kpi":"N1","values":[{"gender":"T","value":1}],"kpi":"N2","period":2023,"municipality":"1981"}]})";
  const auto envelope = decoder.decode(Stream::data, body_of(page), refuse, [&flaws](const Flaw& flaw) {
    flaws.push_back(flaw);
    return core::Result<>{};
  });
  ASSERT_TRUE(envelope) << core::describe(envelope.error());
  ASSERT_EQ(flaws.size(), 1U);
  EXPECT_EQ(flaws[0].error, "kolada.repeated_field");
  EXPECT_EQ(flaws[0].kpi, "");
}

TEST(DecodeData, HandsOnInBatchesAndCountsPositionsAcrossThem) {
  std::string items;
  for (int i = 0; i < 5000; ++i) items += (i > 0 ? "," : "") + value_json("N00001", "1981", 1900 + i % 100, i);
  const std::string page = page_json(items);
  Decoder decoder;
  std::vector<std::size_t> sizes;
  std::int32_t last = -1;
  const auto envelope = decoder.decode(
      Stream::data, body_of(page),
      [&](const core::Batch& batch) -> core::Result<> {
        sizes.push_back(batch.rows());
        for (const std::int32_t position : batch.column("position").values<std::int32_t>()) {
          EXPECT_EQ(position, ++last);
        }
        return {};
      },
      [](const Flaw&) -> core::Result<> { return {}; });
  ASSERT_TRUE(envelope);
  EXPECT_THAT(sizes, ElementsAre(2048U, 2048U, 904U));
}

TEST(DecodeData, AnErrorOfTheReceiverEndsThePage) {
  Decoder decoder;
  const auto refuse = [](auto&&) -> core::Result<> {
    return core::fail(core::ErrorClass::storage, "disk.full", "full");
  };
  EXPECT_EQ(decoder.decode(Stream::data, {data_page(R"({"gender":"T","value":1})"), 0}, refuse, refuse).error().code,
            "disk.full");
  EXPECT_EQ(decoder.decode(Stream::data, {data_page(R"({"gender":7,"value":1})"), 0}, refuse, refuse).error().code,
            "disk.full");
}

TEST(DecodeData, WhatIsShownIsShortAndWholeCharacters) {
  std::string name = "\"";
  for (int i = 0; i < 100; ++i) name += "å";
  name += "\"";
  const Outcome out = decode(Stream::data, data_page(R"({"gender":"T","value":)" + name + "}"));
  ASSERT_EQ(out.flaws.size(), 1U);
  const std::string shown = out.flaws[0].substr(out.flaws[0].rfind(' ') + 1);
  EXPECT_LE(shown.size(), 80U);
  EXPECT_EQ(shown.size(), 79U);  // a quote and 39 two-byte letters
}

TEST(DecodeCatalogue, IndicatorsInEveryTypeTheyWereSeenIn) {
  const Outcome out = decode(Stream::kpi, R"({"values":[
    {"id":"N00001","title":"Ett  två","description":"a\\nb åäö","is_divided_by_gender":true,"municipality_type":"K",
     "auspice":"E","operating_area":"Äldre","perspective":"Resurser","prel_publication_date":"2026-04-01",
     "publication_date":"2026-08-28","publ_period":"2025","has_ou_data":false},
    {"id":"N00002","title":"T","description":null,"is_divided_by_gender":1,"municipality_type":"A","auspices":"X",
     "publ_period":2026,"has_ou_data":"true"},
    {"id":"N00003","title":"T","is_divided_by_gender":"0","publ_period":null,"has_ou_data":0},
    {"id":"N00004","title":"T","has_ou_data":"kanske"},
    {"title":"utan id"},
    {"id":"N00005","title":7}]})");
  ASSERT_TRUE(out.envelope);
  EXPECT_THAT(out.rows, ElementsAre("N00001|Ett  två|a\\nb åäö|yes|K|E|Äldre|Resurser|2026-04-01|2026-08-28|2025|no",
                                    "N00002|T|-|yes|A|X|-|-|-|-|2026|yes", "N00003|T|-|no|-|-|-|-|-|-|-|no",
                                    "N00004|T|-|-|-|-|-|-|-|-|-|-"))
      << "a bad field costs itself, one that the row needs costs the row";
  EXPECT_THAT(out.flaws, ElementsAre(HasSubstr("values[3].has_ou_data kolada.wrong_type \"kanske\""),
                                     HasSubstr("values[4].id kolada.missing_field"),
                                     HasSubstr("values[5].title kolada.wrong_type 7")));
}

TEST(DecodeCatalogue, GroupsAreOneRowAMember) {
  const Outcome out = decode(Stream::municipality_group, R"({"values":[
    {"id":"G1","title":"Liknande, Ale, 2024","members":[{"member_id":"1292","member_title":"Ängelholm"},
      {"member_id":"1427"},{"member_title":"utan id"},7]},
    {"id":"G2","title":"Tom","members":[]},{"id":"G3","title":"Null","members":null},{"id":"G4","title":"Inga"},
    {"id":"G5","title":"Fel","members":"x"}]})");
  ASSERT_TRUE(out.envelope);
  EXPECT_THAT(out.rows, ElementsAre("G1|Liknande, Ale, 2024|1292|Ängelholm", "G1|Liknande, Ale, 2024|1427|-",
                                    "G2|Tom|-|-", "G3|Null|-|-", "G4|Inga|-|-"));
  EXPECT_EQ(out.flaws.size(), 3U);
}

TEST(DecodeCatalogue, AFieldSaidTwiceCostsWhatAFieldThatCannotBeReadCosts) {
  const Outcome indicators = decode(Stream::kpi, R"({"values":[
    {"id":"N1","title":"Ett","auspice":"E","auspice":"T","description":"b"},{"id":"N2","id":"N3","title":"Två"}]})");
  ASSERT_TRUE(indicators.envelope);
  EXPECT_THAT(indicators.rows, ElementsAre("N1|Ett|b|-|-|-|-|-|-|-|-|-"));
  EXPECT_THAT(indicators.flaws, ElementsAre("values[0].auspice kolada.repeated_field \"T\"",
                                            "values[1].id kolada.repeated_field \"N3\""));
  const Outcome groups = decode(Stream::municipality_group, R"({"values":[
    {"id":"G1","title":"A","members":[{"member_id":"1980","member_id":"1981"},{"member_id":"1982"}]},
    {"id":"G2","title":"B","members":[{"member_id":"1980"}],"members":[{"member_id":"1981"}]}]})");
  ASSERT_TRUE(groups.envelope);
  EXPECT_THAT(groups.rows, ElementsAre("G1|A|1982|-"));
  EXPECT_THAT(groups.flaws, ElementsAre("values[0].values[0].member_id kolada.repeated_field \"1981\"",
                                        HasSubstr("values[1].members kolada.repeated_field [")));
}

TEST(DecodeCatalogue, AreasAndUnits) {
  EXPECT_THAT(
      decode(Stream::municipality, R"({"values":[{"id":"0000","title":"Riket","type":"L"},{"id":"0180","title":"S"}]})")
          .rows,
      ElementsAre("0000|Riket|L", "0180|S|-"));
  EXPECT_THAT(
      decode(Stream::ou, R"({"values":[{"id":"V1","municipality":"1981","title":"Norr"},{"id":"V2","title":"x"}]})")
          .rows,
      ElementsAre("V1|Norr|1981"));
}

struct PageCase {
  const char* name;
  std::string text;
  const char* code;
};

class BrokenPage : public ::testing::TestWithParam<PageCase> {};

TEST_P(BrokenPage, IsAnError) {
  const Outcome out = decode(Stream::data, GetParam().text);
  ASSERT_FALSE(out.envelope);
  EXPECT_EQ(out.envelope.error().code, GetParam().code) << core::describe(out.envelope.error());
  const bool again =
      std::string_view(GetParam().code) == "kolada.truncated" || std::string_view(GetParam().code) == "kolada.html";
  EXPECT_EQ(out.envelope.error().error_class, again ? core::ErrorClass::transient : core::ErrorClass::source);
  // Whoever judges by the ends of a page alone comes to no other end for these.
  const auto judged = judge("application/json", {.text = GetParam().text, .spare = 0});
  if (std::string_view(GetParam().code) != "kolada.not_json") {
    ASSERT_FALSE(judged);
    EXPECT_EQ(judged.error().code, GetParam().code);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Kolada, BrokenPage,
    ::testing::Values(PageCase{"empty", "", "kolada.truncated"}, PageCase{"blank", " \n ", "kolada.truncated"},
                      PageCase{"html", "<html><body>Planerat underhåll</body></html>", "kolada.html"},
                      PageCase{"doctype", "\n <!DOCTYPE html>", "kolada.html"},
                      PageCase{"half", data_page(R"({"gender":"T","value":1})").substr(0, 40), "kolada.truncated"},
                      PageCase{"cut_after_a_brace", R"({"values":[{"values":[{"gender":"T"})", "kolada.truncated"},
                      PageCase{"cut_in_a_text", R"({"values":[],"next_url":"htt)", "kolada.truncated"},
                      PageCase{"text", "\"values\"", "kolada.not_json"}, PageCase{"list", "[]", "kolada.not_json"},
                      PageCase{"words", "hej på dig", "kolada.not_json"},
                      PageCase{"no_values", R"({"detail":"Not Found"})", "kolada.values_not_list"},
                      PageCase{"values_null", R"({"values":null,"next_url":null})", "kolada.values_not_list"},
                      PageCase{"values_object", R"({"values":{},"next_url":null})", "kolada.values_not_list"},
                      PageCase{"values_text", R"({"values":"x"})", "kolada.values_not_list"},
                      PageCase{"next_url_number", R"({"values":[],"next_url":7})", "kolada.next_url"},
                      PageCase{"no_comma", R"({"values":[1 2],"next_url":null})", "kolada.not_json"},
                      PageCase{"bad_word", R"({"values":[nul],"next_url":null})", "kolada.not_json"},
                      PageCase{"trailing", R"({"values":[],"next_url":null} {"a":1})", "kolada.not_json"},
                      PageCase{"not_utf8", "{\"values\":[\"\xff\"],\"next_url\":null}", "kolada.not_json"}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(Judge, TakesWhatIsWhole) {
  EXPECT_TRUE(judge("application/json", {data_page(""), 0}));
  EXPECT_TRUE(judge("application/problem+json", {data_page(""), 0}));
  EXPECT_TRUE(judge("", {" \n{ \"values\" : [ ] } \n", 0}));
  EXPECT_TRUE(judge("", {"\xEF\xBB\xBF{\"values\":[]}", 0}));
  EXPECT_TRUE(judge("", {R"({"next_url":null,"count":0,"values":[]})", 0}));
  EXPECT_EQ(judge("text/html", {data_page(""), 0}).error().code, "kolada.html");
  EXPECT_EQ(judge("text/plain", {data_page(""), 0}).error().code, "kolada.not_json");
}

TEST(NextUrl, IsFoundWhereverItStands) {
  const auto next = [](std::string_view text) { return next_url_of({.text = text, .spare = 0}).value(); };
  EXPECT_EQ(next(R"({"values":[],"next_url":"/v3/a?page=2","previous_url":null})"), "/v3/a?page=2");
  EXPECT_EQ(next(R"({"values":[],"next_url" : null})"), "");
  EXPECT_EQ(next(R"({"values":[],"next_url":""})"), "");
  EXPECT_EQ(next(R"({"values":[]})"), "");
  EXPECT_EQ(next(R"({"next_url":"https:\/\/a\/b","values":[]})"), "https://a/b");
  EXPECT_EQ(next(R"({"next_url":"x","values":[)" + std::string(5000, ' ') + "]}"), "x");
}

TEST(NoItems, IsSeen) {
  EXPECT_TRUE(has_no_items({R"({"values":[ ],"next_url":null})", 0}));
  EXPECT_TRUE(has_no_items({R"({"next_url":null,"values":[]})", 0}));
  EXPECT_FALSE(has_no_items({R"({"values":[ 1],"next_url":null})", 0}));
}

// Every cut and many a spoilt byte of a good page: an answer or an error, never a crash, and rows and flaws add up.
TEST(Decode, SurvivesEveryCutAndManySpoiltBytes) {
  const std::string page = page_json(
      value_json("N00001", "1981", 2023, 1.5) + "," +
          R"({"values":[{"gender":"K","count":"x","status":"å\u00e5\n","value":"1e5"}],"period":"2020","municipality":"0000","kpi":"N2"})",
      "/v3/x?page=2");
  for (std::size_t size = 0; size < page.size(); ++size) {
    const Outcome out = decode(Stream::data, std::string_view(page).substr(0, size));
    ASSERT_FALSE(out.envelope) << size;
    EXPECT_EQ(out.envelope.error().code, "kolada.truncated") << size;
    EXPECT_FALSE(judge("", {.text = std::string_view(page).substr(0, size), .spare = 0})) << size;
  }
  std::mt19937 random(7);  // NOLINT: the same bytes each time
  constexpr std::string_view bytes = "{}[]\":,\\nt-019.eE \xc3\xff\x01";
  for (int round = 0; round < 5'000; ++round) {
    std::string spoilt = page;
    for (auto n = 1 + random() % 3; n > 0; --n) spoilt[random() % spoilt.size()] = bytes[random() % bytes.size()];
    for (const Stream stream : {Stream::data, Stream::kpi, Stream::municipality_group}) {
      const Outcome out = decode(stream, spoilt);
      if (!out.envelope) continue;
      EXPECT_EQ(static_cast<std::size_t>(out.envelope->rows), out.rows.size());
      EXPECT_EQ(static_cast<std::size_t>(out.envelope->flaws), out.flaws.size());
    }
    std::ignore = judge("", {.text = spoilt, .spare = 0});
  }
}

}  // namespace
}  // namespace sluss::connectors::kolada
