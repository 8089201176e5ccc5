#include "connectors/register/mapping/mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/register/mapping/locate.h"
#include "connectors/register/mapping/mapping_json.h"
#include "connectors/register/mapping/summary.h"
#include "tests/unit/connectors/register/mapping_documents.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr std::string_view shortest = R"(id = "bilar"
title = "Bilar"
publisher = "Serviceförvaltningen"
layout = "verified"
[files]
names = ["bilar {year}.*"]
[[table]]
name = "bilar"
[[table.column]]
name = "antal"
heading = "Antal"
type = "integer"
)";

std::string with(std::string_view from, std::string_view to) {
  std::string text(shortest);
  text.replace(text.find(from), from.size(), to);
  return text;
}

/// The errors, a line each: "code line field | what | remedy".
std::string errors_of(const std::string& text) {
  const auto mapping = parse_mapping(text, "/etc/sluss/sources/bilar.toml");
  if (mapping) return "none";
  std::string lines;
  for (const auto& error : mapping.error())
    lines += error.code + " " + std::to_string(error.place.line) + " " + error.place.field + " | " + error.what +
             " | " + error.remedy + "\n";
  return lines;
}

TEST(Mapping, TheWorkedExamplesOfThePageAreRight) {
  const auto examples = worked_examples();
  ASSERT_EQ(examples.size(), 4U);
  for (const std::string id :
       {"hemtjanstindex", "enhetsundersokningen_hemtjanst", "ekonomiskt_bistand", "arbetsformedlingen_tid"}) {
    const auto mapping = worked_example(id);
    EXPECT_EQ(mapping.id, id) << mapping.title;
  }
}

TEST(Mapping, HoldsWhatThePageSays) {
  const auto mapping = worked_example("enhetsundersokningen_hemtjanst");
  EXPECT_EQ(mapping.layout, Layout::assumed);
  EXPECT_EQ(mapping.files.formats, std::vector{FileFormat::xlsx});
  ASSERT_EQ(mapping.tables.size(), 3U);
  const auto& table = mapping.tables[0];
  EXPECT_EQ(table.header.rows, 2);
  EXPECT_EQ(table.header.within, 50);
  ASSERT_TRUE(table.unpivot.has_value());
  EXPECT_EQ(table.unpivot->type, ColumnType::percent);
  EXPECT_TRUE(table.unpivot->fraction);
  ASSERT_EQ(table.rules.size(), 7U);
  EXPECT_EQ(table.rules[3].level, "län");
  EXPECT_EQ(table.rules[3].filled, std::vector<std::string>{"lan"});
  EXPECT_EQ(table.rules[6].where, (std::vector<Named>{{"regi", {"", "Totalt", "Samtliga"}}}));
  EXPECT_FALSE(table.columns[2].required);
  EXPECT_THAT(mapping.select, HasSubstr("case level when 'rike'"));
  EXPECT_EQ(mapping.measures[0].dimensions, (std::vector<std::string>{"indikator", "variant", "stadsdel"}));
  EXPECT_EQ(worked_example("arbetsformedlingen_tid").marks[0].below, "{n}");
  EXPECT_EQ(worked_example("arbetsformedlingen_tid").marks[0].least, "1");
}

TEST(Mapping, IsTheSameAfterJson) {
  for (const auto& text : worked_examples()) {
    const auto id = text.substr(6, text.find('"', 6) - 6);
    const auto mapping = worked_example(id);
    const auto json = mapping_json(mapping);
    const auto back = mapping_of_json(json);
    ASSERT_TRUE(back.has_value()) << core::describe(back.error());
    EXPECT_EQ(*back, mapping) << id;
    EXPECT_EQ(mapping_json(*back), json);
  }
}

TEST(Mapping, JsonOfEqualMappingsIsEqualWhateverTheOrderOfKeys) {
  const auto one = parse_mapping(shortest, "bilar.toml");
  const auto other = parse_mapping(
      with("name = \"antal\"\nheading = \"Antal\"", "heading = \"Antal\"\nname = \"antal\""), "bilar.toml");
  ASSERT_TRUE(one.has_value() && other.has_value());
  EXPECT_EQ(mapping_json(*one), mapping_json(*other));
  EXPECT_EQ(
      mapping_json(*one),
      R"({"files":{"names":["bilar {year}.*"]},"id":"bilar","layout":"verified","publisher":"Serviceförvaltningen",)"
      R"("table":[{"column":[{"headings":["Antal"],"name":"antal","type":"integer"}],)"
      R"("name":"bilar"}],"title":"Bilar"})");
}

TEST(Mapping, OfAnArchiveThatSaysThatMissingRowsAreMissingIsTheSame) {
  const auto mapping = parse_mapping(shortest, "bilar.toml").value();
  auto archived = mapping_json(mapping);
  const std::string_view table = R"("table":[{)";
  archived.insert(archived.find(table) + table.size(), R"("absent":"missing",)");
  EXPECT_EQ(mapping_of_json(archived).value(), mapping);
}

TEST(Mapping, OfBrokenJsonIsAnErrorOfTheArchive) {
  const auto whole = mapping_json(parse_mapping(shortest, "bilar.toml").value());
  const auto but = [&](std::string_view from, std::string_view to) {
    auto text = whole;
    return text.replace(text.find(from), from.size(), to);
  };
  ASSERT_TRUE(mapping_of_json(whole).has_value());
  for (const auto& [text, what] :
       {std::pair(std::string(), "it is no JSON"), std::pair(std::string("[]"), "it is no JSON"),
        std::pair(std::string("{"), "it is no JSON"),
        std::pair(but(R"("title":"Bilar")", R"("titel":"Bilar")"), "title is missing"),
        std::pair(but(R"("names":["bilar {year}.*"])", R"("names":5)"), "names is not a list of texts"),
        std::pair(but(R"("type":"integer")", R"("type":"intger")"), "\"intger\" is not known as type"),
        std::pair(whole.substr(0, whole.find(R"("table")")) + R"("table":5,"title":"Bilar"})",
                  "table is not a list of tables")}) {
    const auto mapping = mapping_of_json(text);
    ASSERT_FALSE(mapping.has_value()) << text;
    EXPECT_EQ(mapping.error().code, "mapping.archived");
    EXPECT_EQ(mapping.error().error_class, core::ErrorClass::data);
    EXPECT_THAT(mapping.error().what, HasSubstr(what)) << text;
  }
}

TEST(Mapping, ReportsEveryErrorAtOnceByLine) {
  const auto errors = errors_of(R"(id = "bilar"
titel = "Bilar"
publisher = 5
layout = "verifyed"
[files]
names = ["bilar {year:yer}.*"]
[[table]]
name = "bilar"
[[table.column]]
name = "Antal"
heading = "Antal"
type = "intger"
)");
  EXPECT_EQ(errors,
            "mapping.missing 1 title | title is missing | Add title = …\n"
            "mapping.unknown_key 2 titel | the key titel is not known | Did you mean title?\n"
            "mapping.type 3 publisher | publisher is not a text | Write it within quotes\n"
            "mapping.word 4 layout | \"verifyed\" is not known as layout | Did you mean verified?\n"
            "mapping.pattern 6 files.names | in the pattern \"bilar {year:yer}.*\" \"yer\" is no kind of capture | Did "
            "you mean year?\n"
            "mapping.name 10 table.bilar.column[1].name | \"Antal\" is no name | Write a-z, digits and _, a letter "
            "first, at most 60 of them\n"
            "mapping.word 12 table.bilar.column[1].type | \"intger\" is not known as type | Did you mean integer?\n");
}

TEST(Mapping, OfBrokenTomlSaysWhere) {
  EXPECT_THAT(errors_of("id = \"bilar\"\ntitle = = 5\n"), HasSubstr("mapping.toml 2 "));
}

struct Wrong {
  const char* from;
  const char* to;
  const char* code;
  const char* has;  ///< in what and remedy
};

class WrongMapping : public ::testing::TestWithParam<Wrong> {};

TEST(Mapping, NamesAnyEncodingThatIsReadAndADelimiterOfFourLetters) {
  for (const std::string word : {"utf-8", "utf-16", "utf-16be", "windows-1252", "iso-8859-1", "iso-8859-15"})
    EXPECT_EQ(errors_of(with("[files]", "[csv]\nencoding = \"" + word + "\"\n[files]")), "none") << word;
  EXPECT_EQ(errors_of(with("[files]", "[csv]\ndelimiter = \"§|§;\"\n[files]")), "none");
}

TEST_P(WrongMapping, IsRefusedWithItsCode) {
  const auto& wrong = GetParam();
  const auto errors = errors_of(with(wrong.from, wrong.to));
  EXPECT_THAT(errors, ::testing::StartsWith(wrong.code));
  EXPECT_THAT(errors, HasSubstr(wrong.has));
  EXPECT_EQ(std::ranges::count(errors, '\n'), 1) << errors;
}

constexpr const char* column_begin = "heading = \"Antal\"\ntype = \"integer\"";

INSTANTIATE_TEST_SUITE_P(
    Each, WrongMapping,
    ::testing::Values(
        Wrong{"id = \"bilar\"", "id = \"bil\"", "mapping.id", "bil.toml"},
        Wrong{"[files]\nnames = [\"bilar {year}.*\"]\n", "", "mapping.missing", "no file is named"},
        Wrong{"[files]", "[series]\norder = [\"yaer\"]\n[files]", "mapping.reference", "Did you mean year?"},
        Wrong{"[files]", "[csv]\nencoding = \"latin1\"\n[files]", "mapping.reference", "no encoding"},
        Wrong{"[files]", "[csv]\ndelimiter = \"§§§§§\"\n[files]", "mapping.range", "longer than 4 letters"},
        Wrong{"names = [\"bilar", "formats = [\"fixed\"]\nnames = [\"bilar", "mapping.csv", "widths = [4, 20]"},
        Wrong{"[files]", "[csv]\nwidths = [4]\nquote = \"'\"\n[files]", "mapping.csv", "without delimiter and quote"},
        Wrong{"[files]", "[csv]\nwidths = [4, 0]\n[files]", "mapping.range", "between 1 and 10000"},
        Wrong{"[[table.column]]", "absent = \"zero\"\n[[table.column]]", "mapping.absent", "gives no figure"},
        Wrong{"[files]", "[[measure]]\nname = \"m\"\ntitle = \"M\"\ndimensions = [\"kon\"]\n[files]",
              "mapping.reference", "no dimension"},
        Wrong{"[files]", "[[dimension]]\nname = \"d\"\nvalues = [\"stod\"]\ntitles = { stot = \"Stöd\" }\n[files]",
              "mapping.reference", "Did you mean stod?"},
        Wrong{"[files]", "[[break]]\nat = \"20233\"\n[files]", "mapping.period", "no period"},
        Wrong{"[files]", "[[unit]]\nid = \"1\"\nname = \"A\"\nfrom = \"igår\"\n[files]", "mapping.period", "no day"},
        Wrong{"[files]", "[[area]]\ncode = \"180\"\n[files]", "mapping.reference", "0180"},
        Wrong{"[files]", "[[mark]]\ntexts = \"<5\"\nstatus = \"at_most\"\n[files]", "mapping.mark", "below"},
        Wrong{"[files]", "[[mark]]\ntexts = \"<{m}\"\nstatus = \"at_most\"\nbelow = \"{n}\"\n[files]",
              "mapping.reference", "\"n\" is no capture"},
        Wrong{"[files]", "[[mark]]\ntexts = \"..\"\nstatus = \"missing\"\nmost = 4\n[files]", "mapping.mark",
              "no bounds"},
        Wrong{"[files]", "[[mark]]\ntexts = '\\*'\nstatus = \"preliminary\"\n[files]", "mapping.mark", "value"},
        Wrong{"[files]", "[[mark]]\ntexts = \"Ja\"\nstatus = \"value\"\n[files]", "mapping.mark", "value = 100"},
        Wrong{"[files]", "[[mark]]\ntexts = \"Ja\"\nstatus = \"zero\"\nvalue = 1\n[files]", "mapping.mark",
              "status = \"value\""},
        Wrong{column_begin, "type = \"integer\"", "mapping.column", "none of heading"},
        Wrong{column_begin, "heading = \"A\"\nvalue = \"5\"", "mapping.column", "more than one"},
        Wrong{column_begin, "heading = \"A\"\ntype = \"boolean\"", "mapping.column", "true = "},
        Wrong{column_begin, "heading = \"A\"\ntype = \"code\"", "mapping.column", "list"},
        Wrong{column_begin, "heading = \"A\"\ntype = \"integer\"\npattern = \"{value}\"", "mapping.column",
              "pattern is for"},
        Wrong{column_begin, "heading = \"A\"\npattern = \"{year}\"", "mapping.column", "capture value"},
        Wrong{column_begin, "heading = \"A\"\ntype = \"integer\"\nexact = true", "mapping.column", "for the type text"},
        Wrong{column_begin, "heading = \"A\"\npattern = \"{value}\"\nexact = true", "mapping.column", "taken whole"},
        Wrong{column_begin, "heading = \"A\"\nrequired = false", "mapping.header", "how the header"},
        Wrong{column_begin, "heading = \"A\"\nnth = 0", "mapping.range", "between 1 and 1000"},
        Wrong{column_begin, "heading = \"A\"\n[[table.column]]\nname = \"antal\"\nvalue = \"1\"", "mapping.twice",
              "twice"},
        Wrong{"name = \"antal\"", "name = \"row\"", "mapping.twice", "every table has"},
        Wrong{column_begin, "heading = \"A\"\n[[table.column]]\nname = \"b\"\nvalue = \"{month}\"", "mapping.reference",
              "\"month\" is no capture"},
        Wrong{column_begin, "heading = \"A\"\n[[table.rule]]\nlevel = \"lan\"", "mapping.word", "Did you mean län?"},
        Wrong{column_begin, "heading = \"A\"\n[[table.rule]]\nlevel = \"län\"\nfilled = [\"antl\"]",
              "mapping.reference", "Did you mean antal?"},
        Wrong{column_begin, "heading = \"A\"\n[[table.rule]]\nfilled = [\"antal\"]", "mapping.rule", "does nothing"},
        Wrong{column_begin, "heading = \"A\"\n[table.unpivot]\nvalue = \"v\"\nheadings = [\"{a} x\", \"{b}\"]",
              "mapping.unpivot", "same names"},
        Wrong{column_begin,
              "heading = \"A\"\n[table.unpivot]\nvalue = \"v\"\n[[table.unpivot.of]]\nheading = \"B\"\n"
              "set = { a = \"1\" }\n[[table.unpivot.of]]\nheading = \"C\"\nset = { b = \"1\" }",
              "mapping.unpivot", "Give each of them: a"},
        Wrong{column_begin,
              "heading = \"A\"\ntype = \"integer\"\n[[table.expect]]\nrange = [100, 0]\ncolumn = \"antal\"",
              "mapping.range", "the lesser first"},
        Wrong{"[[table.column]]",
              "[[table.column]]\nname = \"enhet\"\nheading = \"Enhet\"\n[[table.expect]]\nranks = "
              "true\ncolumn = \"enhet\"\n[[table.column]]",
              "mapping.expect", "enhet has none"},
        Wrong{column_begin,
              "heading = \"A\"\ntype = \"number\"\n[[table.expect]]\nsum_of = [\"antal\"]\ncolumn = "
              "\"antl\"",
              "mapping.reference", "Did you mean antal?"}));

TEST(Summary, WritesNumbersAsPagesDo) {
  Summary summary;
  summary.tables.push_back({.table = "bilar", .read = 12'345});
  EXPECT_THAT(in_swedish(summary), Contains("rader under rubrikerna: 12\u00A0345"));
}

TEST(Summary, NamesMarksAsPagesDo) {
  Summary summary;
  summary.tables.emplace_back();
  auto& marks = summary.tables[0].marks;
  for (const auto* status : {"missing", "suppressed", "not_applicable", "zero", "preliminary", "at_least", "at_most"})
    marks[status] = 1;
  EXPECT_THAT(in_swedish(summary), Contains("markeringar: minst 1, högst 1, saknas 1, ej tillämplig 1, preliminär 1, "
                                            "skyddad 1, noll 1"));
}

}  // namespace
}  // namespace sluss::connectors::registers
