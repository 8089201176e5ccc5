// The pages of data.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/connectors/kolada/decode_fixture.h"

namespace sluss::connectors::kolada {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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

}  // namespace
}  // namespace sluss::connectors::kolada
