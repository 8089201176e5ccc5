#include "transforms/codelists/diff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "transforms/codelists/load.h"

namespace sluss::transforms::codelists {
namespace {

using nlohmann::json;

Codelist list_of(const std::string& file, const std::string& text, const std::string& title = "T") {
  auto list = parse_codelist("title = \"" + title + "\"\nsource = \"S\"\nlicence = \"L\"\nparents = \"lan\"\n" + text,
                             "kommuner", file);
  if (!list) throw std::runtime_error(core::describe(list.error().front()));
  return *std::move(list);
}

Codelist of_2006() {
  return list_of("old.toml", R"(entry = [
  { code = "1917", text = "Heby", parent = "19" },
  { code = "2023", text = "Malung", parent = "20" },
  { code = "9001", text = "Gone", parent = "20" },
  { code = "1535", text = "Moved", parent = "15", aliases = ["a"] },
  { code = "0180", text = "Stockholm", parent = "01" },
]
)");
}

Codelist of_2008() {
  return list_of("new.toml", R"(layout = "verified"
entry = [
  { code = "0180", text = "Stockholm", parent = "01" },
  { code = "0331", text = "Heby", parent = "03", from = 2007-01-01 },
  { code = "1917", text = "Heby", parent = "19", to = 2006-12-31, successors = ["0331"] },
  { code = "2023", text = "Malung-Sälen", parent = "20", layout = "assumed" },
  { code = "1535", text = "Moved", parent = "14", aliases = ["a", "b"] },
]
)",
                 "New");
}

TEST(Diff, names_each_kind_of_change) {
  const auto before = of_2006();
  const auto after = of_2008();
  EXPECT_EQ(diff_text(before, after, difference(before, after)),
            R"(old.toml → new.toml: 1 added, 1 removed, 1 renamed, 1 re-dated, 1 re-parented, 5 other
+ 0331 Heby (2007-01-01–), parent 03
- 9001 Gone, parent 20
~ 2023 Malung-Sälen: text: Malung → Malung-Sälen
~ 1917 Heby: to: nothing → 2006-12-31
~ 1535 Moved: parent: 15 → 14
~ 1535 Moved: aliases: a → a, b
~ 1917 Heby: successors: nothing → 0331
~ 2023 Malung-Sälen: layout: the list's → assumed
~ the list: title: T → New
~ the list: layout: assumed → verified
)");
}

TEST(Diff, as_json) {
  const auto before = of_2006();
  const auto after = of_2008();
  const auto shown = json::parse(diff_json(before, after, difference(before, after)));
  EXPECT_EQ(shown["old"], (json{{"id", "kommuner"}, {"file", "old.toml"}}));
  EXPECT_EQ(shown["added"][0]["code"], "0331");
  EXPECT_EQ(shown["added"][0]["from"], "2007-01-01");
  EXPECT_EQ(shown["added"][0]["to"], nullptr);
  EXPECT_EQ(shown["removed"][0]["text"], "Gone");
  EXPECT_EQ(shown["renamed"],
            json::parse(R"([{"code":"2023","key":"text","before":"Malung","after":"Malung-Sälen"}])"));
  EXPECT_EQ(shown["redated"], json::parse(R"([{"code":"1917","key":"to","before":"","after":"2006-12-31"}])"));
  EXPECT_EQ(shown["reparented"], json::parse(R"([{"code":"1535","key":"parent","before":"15","after":"14"}])"));
  EXPECT_EQ(shown["other"].back()["code"], nullptr);
}

TEST(Diff, of_a_list_and_itself_is_none_whatever_the_order) {
  const auto list = of_2008();
  auto turned = list;
  std::ranges::reverse(turned.entries);
  const auto none = difference(list, turned);
  EXPECT_TRUE(none.none());
  EXPECT_EQ(diff_text(list, turned, none), "new.toml → new.toml: no difference\n");
}

TEST(Diff, a_code_with_several_validities_is_compared_one_by_one) {
  const auto before = list_of("a", R"(entry = [
  { code = "1", text = "a", to = 1999-12-31 },
  { code = "1", text = "b", from = 2000-01-01 },
]
)");
  const auto after = list_of("b", R"(entry = [
  { code = "1", text = "a", to = 1999-12-31 },
  { code = "1", text = "b", from = 2000-01-01, to = 2009-12-31 },
  { code = "1", text = "c", from = 2010-01-01 },
]
)");
  EXPECT_EQ(diff_text(before, after, difference(before, after)),
            "a → b: 1 added, 0 removed, 0 renamed, 1 re-dated, 0 re-parented, 0 other\n+ 1 c (2010-01-01–)\n"
            "~ 1 b: to: nothing → 2009-12-31\n");
  EXPECT_EQ(difference(after, before).removed.size(), 1U);
}

TEST(ListJson, has_the_entries_of_a_day) {
  const auto list = of_2008();
  EXPECT_EQ(json::parse(list_json(list, std::nullopt))["entries"].size(), 5U);
  const auto on = json::parse(list_json(list, core::day_of(2006, 6, 1)));
  EXPECT_EQ(on["entries"].size(), 4U);
  EXPECT_EQ(on["layout"], "verified");
  EXPECT_EQ(on["entries"][1]["successors"], json::parse(R"(["0331"])"));
}

}  // namespace
}  // namespace sluss::transforms::codelists
