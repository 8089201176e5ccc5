// What a mapping expects of a load, over typed tables as the normaliser fills them.
#include "transforms/normalise/register/expectations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/duckdb/duckdb.h"
#include "tests/tools/must.h"

namespace sluss::transforms::normalise::registers {
namespace {

using connectors::registers::Mapping;
using core::Unmet;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using tests::must;

/// A list of municipalities; `expect` are its expectations, `more` is at the mapping's beginning.
Mapping lists(const std::string& expect, const std::string& more = {}) {
  const auto column = [](const std::string& name, const std::string& type) {
    return "[[table.column]]\nname = \"" + name + "\"\nheading = \"" + name + "\"\ntype = \"" + type + "\"\n";
  };
  const auto text = "id = \"lista\"\ntitle = \"Listor\"\npublisher = \"Utgivaren\"\nlayout = \"verified\"\n" + more +
                    "[files]\nnames = [\"lista*\"]\n[[table]]\nname = \"hela\"\n" + column("kommun", "area") +
                    column("value", "number") + column("rank", "integer") + column("totalt", "number") +
                    column("kvinnor", "number") + column("man", "number") + expect;
  auto mapping = connectors::registers::parse_mapping(text, "lista.toml");
  if (!mapping) ADD_FAILURE() << core::describe(mapping.error().front());
  return mapping ? *std::move(mapping) : Mapping{};
}

std::string expect(const std::string& lines) {
  return "[[table.expect]]\n" + lines + "\n";
}

std::string figure_columns(const std::string& name, const std::string& type) {
  return ", " + name + " " + type + ", " + name + "_status varchar, " + name + "_least " + type + ", " + name +
         "_most " + type;
}

constexpr const char* every_table = "file varchar, sheet varchar, \"row\" bigint, level varchar, variant varchar";

/// A cell of a figure: "5", "final", 5, 5.
std::string known(const std::string& number) {
  return number + ", 'final', " + number + ", " + number;
}
const std::string missing = "null, 'missing', null, null";
const std::string at_most_4 = "null, 'at_most', 1, 4";
const std::string at_least_90 = "null, 'at_least', 90, null";

class Expectations : public ::testing::Test {
 protected:
  void SetUp() override {
    tables_.emplace(must(must(core::duckdb::Database::open({})).connect()));
    run(std::string("create table hela (") + every_table + ", kommun varchar, kommun_text varchar" +
        figure_columns("value", "double") + figure_columns("rank", "bigint") + figure_columns("totalt", "double") +
        figure_columns("kvinnor", "double") + figure_columns("man", "double") + ")");
  }
  void run(const std::string& sql) {
    const auto done = tables_->execute(sql);
    ASSERT_TRUE(done) << sql << "\n" << core::describe(done.error());
  }

  struct Line {
    std::string area = "2080";  ///< empty: not found
    std::string text = "Falun";
    std::string value = missing, rank = missing, total = missing, women = missing, men = missing;
    std::string level = "kommun";
    std::string sheet = "Blad1";
  };
  /// Rows of the file from 5 on, below its header.
  void add(const Line& line) {
    const auto id = line.area.empty() ? "null" : "'" + line.area + "'";
    run("insert into hela values ('lista.csv', '" + line.sheet + "', " + std::to_string(row_++) + ", '" + line.level +
        "', null, " + id + ", '" + line.text + "', " + line.value + ", " + line.rank + ", " + line.total + ", " +
        line.women + ", " + line.men + ")");
  }
  std::vector<Unmet> unmet(const Mapping& mapping, std::string_view file = "lista.csv") {
    return must(unmet_expectations(*tables_, mapping, file));
  }
  /// Of one expectation that is not satisfied.
  Unmet only(const Mapping& mapping) {
    const auto all = unmet(mapping);
    EXPECT_THAT(all, SizeIs(1));
    return all.empty() ? Unmet{} : all.front();
  }
  static std::vector<std::string> rows_of(const Unmet& unmet) {
    std::vector<std::string> rows;
    for (const auto& one : unmet.rows) {
      EXPECT_EQ(one.file, "lista.csv");
      rows.push_back(one.sheet + " " + std::to_string(one.row) + " " + one.column + ": " + one.shown +
                     (one.expected.empty() ? "" : ", not " + one.expected));
    }
    return rows;
  }

  std::optional<core::duckdb::Connection> tables_;
  int row_ = 5;
};

TEST_F(Expectations, OfNothingNothing) {
  add({});
  EXPECT_THAT(unmet(lists("")), IsEmpty());
}

TEST_F(Expectations, Rows) {
  for (int i = 0; i < 4; ++i) add({});
  EXPECT_THAT(unmet(lists(expect("rows = [4, 4]") + expect("rows = [1, 10000000]"))), IsEmpty());
  const auto few = only(lists(expect("rows = [290, 290]")));
  EXPECT_EQ(few.table + " " + few.kind + " " + few.expected + " " + few.found, "hela rows 290 4");
  EXPECT_EQ(core::words_of(few), "Filen har 4 rader, den ska ha 290.");
  EXPECT_EQ(few.count, 286);
  EXPECT_THAT(few.rows, IsEmpty());
  const auto many = only(lists(expect("rows = [1, 2]")));
  EXPECT_EQ(many.expectation, "Filen har 4 rader, den ska ha mellan 1 och 2.");
  EXPECT_EQ(many.expected, "1..2");
  EXPECT_EQ(many.count, 2);
  EXPECT_THAT(rows_of(many), ElementsAre("Blad1 7 : ", "Blad1 8 : "));
}

TEST_F(Expectations, RowsOfALevel) {
  add({.level = "rike"});
  add({});
  add({});
  EXPECT_THAT(unmet(lists(expect("rows = [2, 2]\nlevel = \"kommun\"") + expect("rows = [3, 3]"))), IsEmpty());
  const auto unmet_of_level = only(lists(expect("rows = [2, 2]\nlevel = \"rike\"")));
  EXPECT_EQ(unmet_of_level.found, "1");
  EXPECT_EQ(unmet_of_level.level, "rike");
  EXPECT_EQ(unmet_of_level.expectation, "Filen har 1 rad för riket, den ska ha 2.");
}

TEST_F(Expectations, RowsAreThoseOfTheFileNotOfAnUnpivot) {
  add({});
  row_ = 5;
  add({});
  EXPECT_THAT(unmet(lists(expect("rows = [1, 1]"))), IsEmpty());
}

TEST_F(Expectations, Areas) {
  add({.area = "2080", .text = "Falun"});
  add({.area = "2080", .text = "Falun"});
  add({.area = "1981", .text = "Sala"});
  add({.area = "", .text = ""});
  EXPECT_THAT(unmet(lists(expect("areas = [2, 2]\ncolumn = \"kommun\""))), IsEmpty());
  const auto few = only(lists(expect("areas = [290, 290]\ncolumn = \"kommun\"")));
  EXPECT_EQ(few.found, "2");
  EXPECT_EQ(few.count, 288);
  EXPECT_EQ(few.expectation, "Filen har 2 kommuner, den ska ha 290.");
  add({.area = "", .text = "Uppgift saknas"});
  add({.area = "0114", .text = "Upplands Väsby"});
  EXPECT_THAT(unmet(lists(expect("areas = [2, 3]\ncolumn = \"kommun\""))), IsEmpty());
  const auto many = only(lists(expect("areas = [1, 2]\ncolumn = \"kommun\"")));
  EXPECT_THAT(rows_of(many), ElementsAre("Blad1 10 kommun: Upplands Väsby"));
}

/// Neither a name of no municipality nor a county's row makes up for one that is not there, and a municipality that is
/// written in two ways is one.
TEST_F(Expectations, OnlyMunicipalitiesThatAreKnownCountAsMunicipalities) {
  add({.area = "2080", .text = "Falun", .rank = known("1")});
  add({.area = "2080", .text = "2080", .rank = known("2")});
  add({.area = "", .text = "Falum", .rank = known("3")});
  add({.area = "county:03", .text = "Uppsala län", .rank = known("4")});
  const auto ranks = expect("column = \"rank\"\nranks = true");
  const auto few = only(lists(expect("rows = [4, 4]") + expect("areas = [4, 4]\ncolumn = \"kommun\"") + ranks));
  EXPECT_EQ(few.found + " " + few.expected, "1 4");
  EXPECT_EQ(
      core::words_of(few),
      "Filen har 1 kommun, den ska ha 4. 2 namn eller koder i kolumnen kommun är inte bland de kommuner som Sluss "
      "känner till.");
  EXPECT_THAT(rows_of(few), ElementsAre("Blad1 7 kommun: Falum", "Blad1 8 kommun: Uppsala län"));
  run("update hela set rank = 9 where rank = 4");
  EXPECT_THAT(unmet(lists(expect("areas = [3, 3]\ncolumn = \"kommun\"") + ranks)), SizeIs(2))
      << "no row lacks, so that the ranks are checked";
}

/// Other columns of areas have what they have: a list by municipality has its county beside.
TEST_F(Expectations, CountiesOfAColumnOfCountiesCount) {
  add({.area = "county:20", .text = "Dalarnas län"});
  add({.area = "county:03", .text = "Uppsala län"});
  EXPECT_THAT(unmet(lists(expect("areas = [2, 2]\ncolumn = \"kommun\""))), IsEmpty());
}

TEST_F(Expectations, ValuesWithinARange) {
  add({.value = known("0")});
  add({.value = known("100")});
  add({.value = missing});
  add({.value = at_most_4});
  add({.value = at_least_90});
  EXPECT_THAT(unmet(lists(expect("column = \"value\"\nrange = [0, 100]"))), IsEmpty());
  add({.value = known("100.5")});
  add({.value = known("-1")});
  const auto outside = only(lists(expect("column = \"value\"\nrange = [0, 100]")));
  EXPECT_EQ(outside.kind + " " + outside.expected + " " + outside.found, "range 0..100 -1..100.5");
  EXPECT_EQ(outside.count, 2);
  EXPECT_EQ(outside.expectation, "I kolumnen value ska värdena vara mellan 0 och 100.");
  EXPECT_EQ(outside.outcome, "På 2 rader stämmer det inte. Det minsta är −1 och det största 100,5.");
  EXPECT_THAT(rows_of(outside), ElementsAre("Blad1 10 value: 100.5", "Blad1 11 value: -1"));
}

TEST_F(Expectations, ABoundThatCannotLieInTheRangeIsOutside) {
  add({.value = at_most_4});
  add({.value = at_least_90});
  const auto outside = only(lists(expect("column = \"value\"\nrange = [4.5, 89]")));
  EXPECT_THAT(rows_of(outside), ElementsAre("Blad1 5 value: ≤ 4", "Blad1 6 value: ≥ 90"));
}

TEST_F(Expectations, RanksShareTheirPlaceWhereTheyAreEqual) {
  const auto mapping = lists(expect("column = \"rank\"\nranks = true"));
  for (const auto* rank : {"4", "2", "1", "2"}) add({.rank = known(rank)});
  add({.rank = missing});
  EXPECT_THAT(unmet(mapping), IsEmpty());
  run("update hela set rank = 3 where rank = 4");  // 1, 2, 2, 3
  const auto dense = only(mapping);
  EXPECT_EQ(dense.count, 1);
  EXPECT_THAT(rows_of(dense), ElementsAre("Blad1 5 rank: 3, not 4"));
  EXPECT_EQ(dense.expectation,
            "Placeringarna i kolumnen rank ska börja med 1 och följa på varandra; lika delar plats (1, 2, 2, 4).");
  EXPECT_EQ(dense.outcome, "På 1 rad stämmer det inte.");
}

/// One cell that cannot be read is one reason, whatever counts rows and however many columns have ranks.
TEST_F(Expectations, OneCauseIsToldOnce) {
  for (const auto* rank : {"1", "3", "4"}) add({.rank = known(rank)});
  run("update hela set kommun = '200' || \"row\"");
  const auto mapping = lists(expect("column = \"rank\"\nranks = true") + expect("rows = [4, 4]\nlevel = \"kommun\"") +
                             expect("areas = [4, 4]\ncolumn = \"kommun\"") + expect("column = \"rank\"\nranks = true"));
  const Unread unread{{"hela", {.places = {"Lista rad 12"}, .count = 1}}};
  const auto all = must(unmet_expectations(*tables_, mapping, "lista.csv", unread));
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].kind, "areas");
  EXPECT_EQ(core::words_of(all[0]),
            "Filen har 3 kommuner, den ska ha 4. Lista rad 12 kunde inte läsas. Placeringarna kunde inte kontrolleras, "
            "eftersom rader saknas.");
  EXPECT_EQ(core::words_of(only(mapping)),
            "Filen har 3 kommuner, den ska ha 4. Placeringarna kunde inte kontrolleras, eftersom rader saknas.");
  const Unread several{{"hela", {.places = {"rad 5", "rad 7"}, .count = 3}}};
  EXPECT_THAT(must(unmet_expectations(*tables_, mapping, "lista.csv", several))[0].outcome,
              HasSubstr("3 rader (rad 5, rad 7 med flera) kunde inte läsas."));
}

/// What could be read is not to blame for what could not.
TEST_F(Expectations, OfATableThatLacksRowsRanksAreNotCheckedAndNoRowIsNamed) {
  for (const auto* rank : {"1", "3", "4"}) add({.rank = known(rank)});
  const auto ranks = expect("column = \"rank\"\nranks = true");
  const Unread unread{{"hela", {.places = {"Lista rad 12"}, .count = 1}}};
  const auto all = must(unmet_expectations(*tables_, lists(ranks + ranks), "lista.csv", unread));
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(core::words_of(all[0]), "Placeringarna kunde inte kontrolleras, eftersom Lista rad 12 inte kunde läsas.");
  EXPECT_THAT(all[0].rows, IsEmpty());
}

/// Areas and rows that are off by different numbers are two causes.
TEST_F(Expectations, RowsThatAreTwiceAndAreasThatLackAreTwoThings) {
  for (int i = 0; i < 3; ++i) add({});
  const auto all = unmet(lists(expect("rows = [4, 4]") + expect("areas = [4, 4]\ncolumn = \"kommun\"")));
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(core::words_of(all[0]), "Filen har 3 rader, den ska ha 4.");
  EXPECT_EQ(core::words_of(all[1]), "Filen har 1 kommun, den ska ha 4.");
}

/// By place, though the first that is wrong in rank makes the others wrong.
TEST_F(Expectations, RowsThatShowItAreAscending) {
  for (const auto* rank : {"5", "2", "1", "4"}) add({.rank = known(rank)});
  const auto shown = only(lists(expect("column = \"rank\"\nranks = true")));
  ASSERT_THAT(shown.rows, SizeIs(2));
  EXPECT_LT(shown.rows[0].row, shown.rows[1].row);
  EXPECT_EQ(shown.rows[0].shown, "5");
}

TEST_F(Expectations, RanksBeginAtOneAndLackNone) {
  const auto mapping = lists(expect("column = \"rank\"\nranks = true"));
  for (const auto* rank : {"0", "2", "3"}) add({.rank = known(rank)});
  EXPECT_THAT(rows_of(only(mapping)), ElementsAre("Blad1 5 rank: 0, not 1"));
  run("update hela set rank = rank + 1");  // 1, 3, 4
  EXPECT_THAT(rows_of(only(mapping)), ElementsAre("Blad1 6 rank: 3, not 2", "Blad1 7 rank: 4, not 3"));
}

TEST_F(Expectations, EachSheetIsARankingOfItsOwn) {
  const auto mapping = lists(expect("column = \"rank\"\nranks = true"));
  for (const auto* sheet : {"2024", "2025"})
    for (const auto* rank : {"1", "2"}) add({.rank = known(rank), .sheet = sheet});
  EXPECT_THAT(unmet(mapping), IsEmpty());
  add({.rank = known("2"), .level = "rike", .sheet = "2025"});
  EXPECT_THAT(unmet(mapping), IsEmpty());
  add({.rank = known("3"), .level = "rike", .sheet = "2025"});
  EXPECT_THAT(rows_of(only(mapping)), ElementsAre("2025 10 rank: 3, not 4"));
  EXPECT_THAT(unmet(lists(expect("column = \"rank\"\nranks = true\nlevel = \"kommun\""))), IsEmpty());
}

TEST_F(Expectations, SumsWithinTheirTolerance) {
  const std::string of = "column = \"totalt\"\nsum_of = [\"kvinnor\", \"man\"]";
  add({.total = known("0.3"), .women = known("0.1"), .men = known("0.2")});  // not equal in binary
  add({.total = known("12"), .women = known("7"), .men = known("5")});
  EXPECT_THAT(unmet(lists(expect(of))), IsEmpty());
  add({.total = known("12.5"), .women = known("7"), .men = known("5")});
  const auto wrong = only(lists(expect(of)));
  EXPECT_THAT(rows_of(wrong), ElementsAre("Blad1 7 totalt: 12.5, not 12"));
  EXPECT_EQ(wrong.expected, "kvinnor + man");
  EXPECT_EQ(wrong.expectation, "Kolumnen totalt ska vara summan av kvinnor och man.");
  EXPECT_THAT(unmet(lists(expect(of + "\ntolerance = 0.5"))), IsEmpty());
  const auto beyond = only(lists(expect(of + "\ntolerance = 0.4")));
  EXPECT_EQ(beyond.expected, "kvinnor + man ± 0.4");
  EXPECT_THAT(beyond.expectation, HasSubstr("summan av kvinnor och man, med högst 0,4 i skillnad."));
}

TEST_F(Expectations, ASumOfBoundsIsWrongOnlyWhereItCannotBeRight) {
  const auto mapping = lists(expect("column = \"totalt\"\nsum_of = [\"kvinnor\", \"man\"]"));
  add({.total = known("9"), .women = known("5"), .men = at_most_4});
  add({.total = known("500"), .women = known("5"), .men = at_least_90});
  add({.total = known("3"), .women = known("5"), .men = missing});
  add({.total = missing, .women = known("5"), .men = known("5")});
  add({.total = at_least_90, .women = known("50"), .men = known("50")});
  EXPECT_THAT(unmet(mapping), IsEmpty());
  add({.total = known("10"), .women = known("5"), .men = at_most_4});
  add({.total = known("94"), .women = known("5"), .men = at_least_90});
  add({.total = at_least_90, .women = known("40"), .men = known("40")});
  EXPECT_THAT(rows_of(only(mapping)), ElementsAre("Blad1 10 totalt: 10, not 6..9", "Blad1 11 totalt: 94, not ≥ 95",
                                                  "Blad1 12 totalt: ≥ 90, not 80"));
}

TEST_F(Expectations, AtMostTwentyRowsAreEvidenceAndAllAreCounted) {
  for (int i = 0; i < 30; ++i) add({.value = known("101")});
  const auto outside = only(lists(expect("column = \"value\"\nrange = [0, 100]")));
  EXPECT_EQ(outside.count, 30);
  EXPECT_THAT(outside.rows, SizeIs(20));
  EXPECT_EQ(outside.rows.back().row, 24);
}

TEST_F(Expectations, OfAPartialMappingOnlyWhatHoldsInEachRow) {
  add({.value = known("101"), .rank = known("7"), .total = known("1"), .women = known("1"), .men = known("1")});
  const auto all = expect("rows = [290, 290]") + expect("areas = [290, 290]\ncolumn = \"kommun\"") +
                   expect("column = \"rank\"\nranks = true") + expect("column = \"value\"\nrange = [0, 100]") +
                   expect("column = \"totalt\"\nsum_of = [\"kvinnor\", \"man\"]");
  EXPECT_THAT(unmet(lists(all)), SizeIs(3)) << "rows and areas lack alike, and of so few ranks are not checked";
  std::vector<std::string> kinds;
  for (const auto& one : unmet(lists(all, "partial = true\n"))) kinds.push_back(one.kind);
  EXPECT_THAT(kinds, ElementsAre("range", "sum_of"));
}

TEST_F(Expectations, EvidenceHasNoIdentityAndNoLongText) {
  add({.area = "", .text = "191212121212", .sheet = "Tolvan 19121212-1212"});
  add({.area = "", .text = std::string(60, 'x')});
  const auto few = only(lists(expect("areas = [290, 290]\ncolumn = \"kommun\"")));
  ASSERT_THAT(few.rows, SizeIs(2));
  for (const auto& row : few.rows) {
    EXPECT_THAT(row.shown + row.sheet, Not(HasSubstr("1212")));
    EXPECT_LE(row.shown.size(), 45U);
  }
}

/// Two files of one mapping, each with a table of its own.
class TwoFiles : public Expectations {
 protected:
  static Mapping mapping(const std::string& of_start = {}) {
    auto made = lists(expect("rows = [1, 2]"));
    made.tables.front().files = {"*hela*"};
    made.tables.push_back(made.tables.front());
    made.tables.back().name = "start";
    made.tables.back().files = {"*start*"};
    made.tables.back().required = of_start.empty();
    return made;
  }
  void SetUp() override {
    Expectations::SetUp();
    run("create table start as from hela");
  }
  std::vector<std::string> tables_unmet(std::string_view file, const Mapping& of) {
    std::vector<std::string> names;
    for (const auto& one : unmet(of, file)) names.push_back(one.table);
    return names;
  }
};

TEST_F(TwoFiles, OfATableThatTheFileDoesNotHaveNothingIsExpected) {
  add({});
  EXPECT_THAT(tables_unmet("Index25_hela.csv", mapping()), IsEmpty());
}

TEST_F(TwoFiles, AnEmptyTableOfItsOwnFileIsJudged) {
  EXPECT_THAT(tables_unmet("Index25_start.csv", mapping()), ElementsAre("start"));
  EXPECT_THAT(tables_unmet("Index25_start.csv", mapping("may be missing")), IsEmpty());
}

TEST_F(TwoFiles, OfAZipAllThatIsRequired) {
  EXPECT_THAT(tables_unmet("listor.zip", mapping()), ElementsAre("hela", "start"));
  run("insert into hela by name select 'hela.csv' as file, 1 as \"row\" union all select 'other.csv', 1");
  EXPECT_THAT(tables_unmet("listor.zip", mapping()), ElementsAre("start"));
}

TEST_F(Expectations, OfAnUnpivotTheHeadingsThatMeanTheSameAreOneRanking) {
  const auto mapping = connectors::registers::parse_mapping(
      R"(id = "lista"
title = "Listor"
publisher = "Utgivaren"
layout = "verified"
[files]
names = ["lista*"]
[[table]]
name = "platser"
[[table.column]]
name = "kommun"
heading = "kommun"
[table.unpivot]
value = "plats"
type = "integer"
headings = ["{year}"]
[[table.expect]]
column = "plats"
ranks = true
[[table.expect]]
rows = [2, 2]
)",
      "lista.toml");
  ASSERT_TRUE(mapping) << core::describe(mapping.error().front());
  run(std::string("create table platser (") + every_table + ", kommun varchar, year varchar" +
      figure_columns("plats", "bigint") + ")");
  const auto cell = [&](int row, const std::string& year, const std::string& rank) {
    run("insert into platser values ('lista.csv', null, " + std::to_string(row) + ", null, null, 'Falun', '" + year +
        "', " + known(rank) + ")");
  };
  cell(2, "2024", "1");
  cell(2, "2025", "2");
  cell(3, "2024", "2");
  cell(3, "2025", "1");
  EXPECT_THAT(unmet(*mapping), IsEmpty());
  run("update platser set plats = 1 where year = '2025'");
  EXPECT_THAT(unmet(*mapping), IsEmpty());
  run("update platser set plats = 2 where year = '2025' and \"row\" = 2");
  run("update platser set plats = 2 where year = '2025' and \"row\" = 3");
  EXPECT_THAT(rows_of(only(*mapping)), ElementsAre(" 2 plats: 2, not 1", " 3 plats: 2, not 1"));
}

TEST_F(Expectations, AValueOfSeveralHeadingsIsNamedByTheFilesOwn) {
  const auto mapping = connectors::registers::parse_mapping(R"(
id = "lista"
title = "Lista"
publisher = "X"
layout = "verified"
[[table]]
name = "svar"
[[table.column]]
name = "kommun"
heading = "kommun"
[table.unpivot]
value = "varde"
type = "number"
headings = ["{nummer:word}. {fraga}"]
[[table.expect]]
column = "varde"
range = [0, 100]
)",
                                                            "lista.toml");
  ASSERT_TRUE(mapping) << core::describe(mapping.error().front());
  run(std::string("create table svar (") + every_table + ", kommun varchar, nummer varchar, fraga varchar" +
      figure_columns("varde", "double") + ")");
  const auto cell = [&](int row, const std::string& heading, const std::string& value) {
    run("insert into svar values ('lista.csv', null, " + std::to_string(row) + ", null, null, 'Falun', " + heading +
        ", " + known(value) + ")");
  };
  cell(2, "'1', 'Helhetssyn'", "93");
  cell(2, "'2', 'Totalt index'", "104.2");
  const auto found = only(*mapping);
  EXPECT_EQ(core::words_of(found),
            "Värdena ska vara mellan 0 och 100. På 1 rad stämmer det inte. Det minsta är 93 och det största 104,2. "
            "Till exempel \"2. Totalt index\": 104,2.");
  EXPECT_THAT(rows_of(found), ElementsAre(" 2 2. Totalt index: 104.2"));
}

TEST_F(Expectations, ATableThatIsNotThereIsAnError) {
  run("drop table hela");
  EXPECT_EQ(unmet_expectations(*tables_, lists(expect("rows = [1, 1]")), "lista.csv").error().code, "duckdb.sql");
}

}  // namespace
}  // namespace sluss::transforms::normalise::registers
