// The catalogue's pages, and pages that are broken, cut or of another kind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <tuple>

#include "tests/unit/connectors/kolada/decode_fixture.h"

namespace sluss::connectors::kolada {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

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
