#include "transforms/codelists/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/tools/temporary_folder.h"

namespace sluss::transforms::codelists {
namespace {

using testing::HasSubstr;

std::string head(const std::string& more = "") {
  return "title = \"T\"\nsource = \"S\"\nlicence = \"L\"\nlayout = \"verified\"\n" + more;
}

std::string shown(const Errors& errors) {
  std::string text;
  for (const auto& error : errors)
    text += error.code + " " + std::to_string(error.place.line) + " " + error.place.field + ": " + error.what + "\n";
  return text;
}

std::string errors_of(const std::string& text) {
  const auto list = parse_codelist(text, "x", "x.toml");
  return list ? "no error" : shown(list.error());
}

TEST(Codelists, reads_every_key) {
  const auto list = parse_codelist(head(R"(code_length = 4
endings = [" kommun"]
beginnings = ["Region "]
not_stated = ["Okänd"]
[[entry]]
code = "1917"
text = "Heby"
to = 2006-12-31
successors = ["0331"]
[[entry]]
code = "0331"
text = "Heby"
from = 2007-01-01
aliases = ["Heby by"]
equals = { kolada = "0331", scb = "331" }
layout = "assumed"
)"),
                                   "kommuner", "kommuner.toml");
  ASSERT_TRUE(list) << shown(list.error());
  EXPECT_EQ(list->id, "kommuner");
  EXPECT_EQ(list->title + list->source + list->licence, "TSL");
  EXPECT_EQ(list->layout, Layout::verified);
  EXPECT_EQ(list->code_length, 4U);
  EXPECT_EQ(list->endings, std::vector<std::string>{" kommun"});
  EXPECT_EQ(list->beginnings, std::vector<std::string>{"Region "});
  EXPECT_EQ(list->not_stated, std::vector<std::string>{"Okänd"});
  ASSERT_EQ(list->entries.size(), 2U);
  const auto& old = list->entries[0];
  const auto& now = list->entries[1];
  EXPECT_EQ(old.layout, Layout::verified) << "the list's, where an entry has none";
  EXPECT_EQ(old.successors, std::vector<std::string>{"0331"});
  EXPECT_TRUE(old.valid_on(core::day_of(2006, 12, 31)));
  EXPECT_FALSE(old.valid_on(core::day_of(2007, 1, 1)));
  EXPECT_FALSE(now.valid_on(core::day_of(2006, 12, 31)));
  EXPECT_TRUE(now.valid_on(core::day_of(2007, 1, 1)));
  EXPECT_FALSE(old.overlaps(now));
  EXPECT_EQ(now.aliases, std::vector<std::string>{"Heby by"});
  EXPECT_EQ(now.equals.at("scb"), "331");
  EXPECT_EQ(now.layout, Layout::assumed);
  EXPECT_EQ(now.line, 14);
  EXPECT_EQ(validity_text(old), "–2006-12-31");
  EXPECT_EQ(validity_text(now), "2007-01-01–");
}

TEST(Codelists, what_states_nothing_of_its_layout_is_assumed) {
  const auto list = parse_codelist(
      "title = \"T\"\nsource = \"S\"\nlicence = \"L\"\nentry = [{ code = \"1\", text = \"a\" }]\n", "x", "x.toml");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->layout, Layout::assumed);
  EXPECT_EQ(list->entries[0].layout, Layout::assumed);
  EXPECT_EQ(list->not_stated, std::vector<std::string>{"Uppgift saknas"});
}

TEST(Codelists, reports_every_error_of_form_at_once_with_its_line) {
  const auto text = errors_of(R"(title = "T"
source = ""
layout = "sure"
codelength = 4
[[entry]]
code = 180
text = "Stockholm"
from = "1971-01-01"
[[entry]]
text = "Sala"
)");
  for (const auto* expected : {"codelists.missing 2 source", "codelists.missing 1 : licence",
                               "codelists.layout 3 layout", "codelists.unknown_key 4 codelength",
                               "codelists.type 6 code", "codelists.type 8 from", "codelists.missing 9 : code"})
    EXPECT_THAT(text, HasSubstr(expected));
}

TEST(Codelists, a_code_is_once_on_a_day) {
  const auto twice = errors_of(head(R"(entry = [
  { code = "1", text = "a", to = 2007-01-01 },
  { code = "1", text = "b", from = 2007-01-01 },
]
)"));
  EXPECT_THAT(twice, HasSubstr("codelists.twice 7 code: the code 1 is already that of 1 a (line 6)"));
  EXPECT_EQ(errors_of(head(R"(entry = [
  { code = "1", text = "a", to = 2006-12-31 },
  { code = "1", text = "b", from = 2007-01-01 },
]
)")),
            "no error");
}

TEST(Codelists, an_alias_means_one_entry_on_a_day) {
  const auto shared = errors_of(head(R"(entry = [
  { code = "1", text = "Upplands-Bro" },
  { code = "2", text = "b", aliases = ["UPPLANDS BRO"] },
]
)"));
  EXPECT_THAT(shared, HasSubstr("codelists.alias 7 aliases"));
  EXPECT_THAT(shared, HasSubstr("1 Upplands-Bro (line 6)"));
  EXPECT_EQ(errors_of(head(R"(entry = [
  { code = "1", text = "a", to = 2025-06-30, aliases = ["SoL 12:1"] },
  { code = "2", text = "b", from = 2025-07-01, aliases = ["SoL 12:1"] },
]
)")),
            "no error")
      << "on different days";
  EXPECT_EQ(errors_of(head("entry = [{ code = \"1\", text = \"a\" }, { code = \"2\", text = \"a\" }]\n")), "no error")
      << "areas may share a name";
}

TEST(Codelists, validity_code_and_successors_are_checked) {
  const auto text = errors_of(head(R"(code_length = 4
entry = [
  { code = "0180", text = "a", from = 2007-01-01, to = 2006-12-31 },
  { code = "180", text = "b" },
  { code = "018x", text = "c" },
  { code = "0181", text = "d", successors = ["9999"] },
]
)"));
  for (const auto* expected : {"codelists.validity 7 to", "codelists.code 8 code: the code 180 does not have 4 digits",
                               "codelists.code 9 code", "codelists.successor 10 successors: the successor 9999"})
    EXPECT_THAT(text, HasSubstr(expected));
  EXPECT_THAT(errors_of(head()), HasSubstr("codelists.empty"));
  EXPECT_THAT(errors_of("title = "), HasSubstr("codelists.toml 1"));
}

TEST(Codelists, a_parent_of_its_own_list_is_there_on_its_days) {
  EXPECT_THAT(errors_of(head("entry = [{ code = \"1\", text = \"a\", parent = \"2\" }]\n")),
              HasSubstr("codelists.parent 5 parent: the parent 2 of 1 is not in x on its days"));
  EXPECT_THAT(errors_of(head("entry = [{ code = \"1\", text = \"a\", parent = \"2\", from = 2007-01-01 },\n"
                             "{ code = \"2\", text = \"b\", to = 2006-12-31 }]\n")),
              HasSubstr("codelists.parent 5 parent"));
  EXPECT_EQ(errors_of(head("entry = [{ code = \"1\", text = \"a\", parent = \"2\", to = 2006-12-31 },\n"
                           "{ code = \"2\", text = \"b\", to = 2006-12-31 }]\n")),
            "no error");
}

class Folders : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    const auto path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  [[nodiscard]] std::expected<std::vector<Codelist>, Errors> load() const {
    const auto files = core::real_files();
    return load_codelists(*files,
                          std::vector{folder_.path() / "own", folder_.path() / "none", folder_.path() / "ours"});
  }

 private:
  tests::TemporaryFolder folder_;
};

TEST_F(Folders, the_first_folders_file_wins_whole) {
  write("ours/codelists/b.toml",
        head("entry = [{ code = \"1\", text = \"ours\" }, { code = \"2\", text = \"ours\" }]\n"));
  write("ours/codelists/a.toml", head("entry = [{ code = \"1\", text = \"a\" }]\n"));
  write("own/codelists/b.toml", head("entry = [{ code = \"1\", text = \"own\" }]\n"));
  write("own/codelists/notes.txt", "no list");
  const auto lists = load();
  ASSERT_TRUE(lists) << shown(lists.error());
  ASSERT_EQ(lists->size(), 2U);
  EXPECT_EQ(lists->at(0).id, "a");
  ASSERT_EQ(lists->at(1).entries.size(), 1U);
  EXPECT_EQ(lists->at(1).entries[0].text, "own");
  EXPECT_THAT(lists->at(1).file, HasSubstr("own/codelists/b.toml"));
  const auto unknown = find_list(*lists, "bb");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, "codelists.unknown");
  EXPECT_THAT(unknown.error().remedy, HasSubstr("There are: a, b."));
}

TEST_F(Folders, parents_are_checked_across_lists) {
  write("ours/codelists/kommuner.toml",
        head("parents = \"lan\"\nentry = [\n{ code = \"0180\", text = \"Stockholm\", parent = \"01\" },\n"
             "{ code = \"1981\", text = \"Sala\", parent = \"19\" }]\n"));
  write("ours/codelists/lan.toml", head("entry = [{ code = \"01\", text = \"Stockholms län\" }]\n"));
  const auto lists = load();
  ASSERT_FALSE(lists);
  ASSERT_EQ(lists.error().size(), 1U);
  EXPECT_EQ(lists.error()[0].code, "codelists.parent");
  EXPECT_EQ(lists.error()[0].place.line, 8);
  EXPECT_THAT(lists.error()[0].place.file, HasSubstr("kommuner.toml"));
  EXPECT_THAT(lists.error()[0].what, HasSubstr("the parent 19 of 1981 is not in lan"));
}

TEST_F(Folders, the_list_of_parents_is_there) {
  write("ours/codelists/kommuner.toml",
        head("parents = \"lan\"\nentry = [{ code = \"0180\", text = \"Stockholm\", parent = \"01\" }]\n"));
  const auto lists = load();
  ASSERT_FALSE(lists);
  EXPECT_EQ(lists.error()[0].code, "codelists.parent");
  EXPECT_THAT(lists.error()[0].what, HasSubstr("no code list has the id 'lan'"));
}

TEST_F(Folders, errors_of_all_files_come_at_once_and_a_name_is_an_id) {
  write("ours/codelists/Kommuner 2024.toml", head("entry = [{ code = \"1\", text = \"a\" }]\n"));
  write("ours/codelists/b.toml", "title = ");
  const auto lists = load();
  ASSERT_FALSE(lists);
  EXPECT_THAT(shown(lists.error()), HasSubstr("codelists.name"));
  EXPECT_THAT(shown(lists.error()), HasSubstr("codelists.toml"));
}

}  // namespace
}  // namespace sluss::transforms::codelists
