// Files as they really arrive, each to its documented end (docs/sources/register.md): in the warehouse, or rejected and
// nothing changed, or left for the next run.
#include <fcntl.h>
#include <sys/file.h>

#include "core/descriptor.h"
#include "tests/integration/register_run_fixture.h"
#include "tests/tools/zip_writer.h"

namespace sluss::tests {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Names = std::vector<std::string>;

constexpr const char* both = "Kommun;Antal\nVästerås;100\nSala;7\n";
const Names both_figures{"register:bilar.antal 1980 2024 100", "register:bilar.antal 1981 2024 7"};

class Arrivals : public RegisterRun {
 protected:
  /// Each run ends well until there is no file; how many loaded one.
  int load_all() {
    int loads = 0;
    while (!names_in().empty()) loads += loaded("bilar").run.rows.read > 0 ? 1 : 0;
    return loads;
  }
  static Names with_readmes(const Names& names) {
    Names all;
    for (const auto& name : names) {
      all.push_back(name);
      all.push_back(name + " – läs mig.xlsx");
    }
    std::ranges::sort(all);
    return all;
  }
};

TEST_F(Arrivals, InPiecesIsNotTakenBeforeItIsWhole) {
  {
    std::ofstream writing(files_ / "bilar 2024.csv.part");
    writing << "Kommun;Antal\nVästerås;100\n" << std::flush;
    EXPECT_EQ(loaded("bilar").run.rows.read, 0) << "a name that is on its way";
  }
  fs::rename(files_ / "bilar 2024.csv.part", files_ / "bilar 2024.csv");
  std::ofstream writing(files_ / "bilar 2024.csv", std::ios::app);
  listed_ = [&] { writing << "Sala;7\n" << std::flush; };
  EXPECT_EQ(refused("bilar"), "inbox.changing");
  EXPECT_THAT(names_in(), ElementsAre("bilar 2024.csv")) << "it is left for the next run";
  writing.close();
  loaded("bilar");
  EXPECT_EQ(figures(), both_figures);
}

TEST_F(Arrivals, LockedIsLeftForTheNextRun) {
  put("bilar 2024.csv", both);
  {
    const core::Descriptor locked(::open((files_ / "bilar 2024.csv").c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_EQ(::flock(locked.number(), LOCK_EX | LOCK_NB), 0);
    EXPECT_EQ(refused("bilar"), "inbox.locked");
    EXPECT_THAT(names_in(), ElementsAre("bilar 2024.csv"));
  }
  loaded("bilar");
  EXPECT_EQ(figures(), both_figures);
}

TEST_F(Arrivals, RenamedWhileItIsReadIsLoadedOnce) {
  put("bilar 2024.csv", both);
  listed_ = [&] { fs::rename(files_ / "bilar 2024.csv", files_ / "bilar 2024 ny.csv"); };
  EXPECT_EQ(loaded("bilar").run.rows.read, 0) << "that name is gone when it is to be taken";
  EXPECT_EQ(figures(), Names());
  read_ = [&] { fs::rename(files_ / "bilar 2024 ny.csv", files_ / "bilar 2024.csv"); };
  EXPECT_EQ(loaded("bilar").run.rows.inserted, 2);
  EXPECT_THAT(names_in(), ElementsAre("bilar 2024.csv"));
  EXPECT_EQ(load_all(), 0) << "the same bytes by another name";
  EXPECT_EQ(figures(), both_figures);
  EXPECT_EQ(names_in("done"), with_readmes({"bilar 2024.csv"}));
}

TEST_F(Arrivals, RepeatedIsPutAwayAndNotLoaded) {
  for (const auto* name : {"bilar 2024.csv", "bilar 2024.csv", "bilar 2024 kopia.csv"}) {
    put(name, both);
    loaded("bilar");
  }
  EXPECT_EQ(rows("select count(*) from core.observation"), (Rows{{"2"}}));
  EXPECT_EQ(names_in("done"), with_readmes({"bilar 2024 (2).csv", "bilar 2024 kopia.csv", "bilar 2024.csv"}));
}

TEST_F(Arrivals, OutOfOrderIsLoadedInTheOrderOfThePeriods) {
  for (const auto* year : {"2024", "2022", "2023"})
    put(std::string("bilar ") + year + ".csv", "Kommun;Antal\nSala;" + std::string(year) + "\n");
  EXPECT_EQ(load_all(), 3);
  EXPECT_EQ(rows("select period, run_id from core.observation order by run_id"),
            (Rows{{"2022", "1"}, {"2023", "2"}, {"2024", "3"}}));
  put("bilar 2021.csv", "Kommun;Antal\nSala;2021\n");
  EXPECT_THAT(codes(loaded("bilar")), Contains("register.older"));
  EXPECT_EQ(rows("select count(*) from core.observation"), (Rows{{"3"}}));
}

TEST_F(Arrivals, TruncatedIsRejectedWhereItCanBeSeen) {
  ZipWriter zip;
  zip.add("data.csv", both);
  const auto whole = zip.finish();
  for (const auto size : {whole.size() / 2, whole.size() - 1}) {
    put("bilar 2024.zip", whole.substr(0, size));
    EXPECT_THAT(refused("bilar"), ::testing::StartsWith("zip.")) << size;
    EXPECT_THAT(names_in(), IsEmpty());
  }
  EXPECT_EQ(names_in("rejected"), with_readmes({"bilar 2024 (2).zip", "bilar 2024.zip"}));
  put("bilar 2024.zip", whole);
  loaded("bilar");
  EXPECT_EQ(figures(), both_figures);
}

TEST_F(Arrivals, ATextThatEndsInsideAQuoteIsRejectedAndChangesNothing) {
  put("bilar 2024.csv", both);
  loaded("bilar");
  for (const auto* text : {"Kommun;Antal\nVästerås;101\n\"Sal", "Kommun;Antal\nVästerås;\"101\nSala;7\nHeby;8\n"}) {
    put("bilar 2024.csv", text);
    EXPECT_EQ(refused("bilar"), "csv.open_quote") << text;
    EXPECT_THAT(names_in(), IsEmpty());
  }
  EXPECT_EQ(names_in("rejected"), with_readmes({"bilar 2024 (2).csv", "bilar 2024.csv"}));
  EXPECT_EQ(figures(), both_figures);
}

TEST_F(Arrivals, ATextThatEndsBetweenRowsIsHeldByWhatIsExpected) {
  const std::string expected = "[[table.expect]]\nrows = [2, 2]\n";
  const auto file = config_ / "sources" / "bilar.toml";
  std::ifstream old(file);
  std::string text{std::istreambuf_iterator<char>(old), {}};
  text.insert(text.find("[facts]"), expected);
  std::ofstream(file) << text;
  put("bilar 2024.csv", both);
  loaded("bilar");
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;101\n");
  EXPECT_EQ(loaded("bilar").run.status, "held");
  EXPECT_EQ(figures(), both_figures);
  EXPECT_THAT(names_in(), IsEmpty());
}

TEST_F(Arrivals, InAnyEncodingIsTheSame) {
  std::string utf16 = "\xFF\xFE";
  for (const char16_t unit : std::u16string_view(u"Kommun;Antal\r\nVästerås;100\r\nSala;7\r\n"))
    utf16 += {static_cast<char>(unit & 0xFFU), static_cast<char>(unit >> 8U)};
  for (const auto& text : {std::string(both), "\xEF\xBB\xBF" + std::string(both),
                           std::string("Kommun;Antal\nV\xE4ster\xE5s;100\nSala;7\n"), utf16,
                           std::string("Kommun\tAntal\nVa\u0308stera\u030As\t100\nSala\t7\n")}) {
    put("bilar 2024.csv", text);
    EXPECT_THAT(codes(loaded("bilar")), IsEmpty());
    EXPECT_EQ(figures(), both_figures);
  }
  EXPECT_EQ(rows("select count(*) from core.observation"), (Rows{{"2"}})) << "none of them differed";
  EXPECT_EQ(rows("select count(*) from meta.run"), (Rows{{"5"}})) << "other bytes each time";
}

TEST_F(Arrivals, HeaderMovedTitleAboveAndColumnsInAnotherOrderAreTheSame) {
  put("bilar 2024.csv", both);
  loaded("bilar");
  put("bilar 2024.csv", "Kommunens fordon 2024\n\nAntal;Ny;Kommun\n100;x;Västerås\n7;;Sala\n");
  const auto moved = loaded("bilar");
  EXPECT_EQ(moved.run.rows.unchanged, 2);
  EXPECT_EQ(figures(), both_figures);
}

TEST_F(Arrivals, AColumnRenamedRejectsTheFileUntilTheMappingKnowsIt) {
  put("bilar 2024.csv", both);
  loaded("bilar");
  const std::string renamed = "Kommun;Antal fordon\nVästerås;101\nSala;8\n";
  put("bilar 2024.csv", renamed);
  EXPECT_EQ(refused("bilar"), "register.header");
  EXPECT_EQ(names_in("rejected"), with_readmes({"bilar 2024.csv"}));
  const auto file = config_ / "sources" / "bilar.toml";
  std::ifstream old(file);
  std::string text{std::istreambuf_iterator<char>(old), {}};
  const std::string heading = "heading = \"Antal\"";
  text.replace(text.find(heading), heading.size(), "headings = [\"Antal\", \"Antal fordon\"]");
  std::ofstream(file) << text;
  fs::rename(files_ / "rejected" / "bilar 2024.csv", files_ / "bilar 2024.csv");
  loaded("bilar");
  EXPECT_THAT(figures(), ElementsAre("register:bilar.antal 1980 2024 101", "register:bilar.antal 1981 2024 8"));
}

TEST_F(Arrivals, RaggedRowsAreReadOrRejectedOneByOne) {
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;100;\nSala\nHeby;5;what is this\n\nAvesta;9\n");
  const auto ragged = loaded("bilar");
  EXPECT_EQ(ragged.run.rows.rejected, 1) << "text to the right of the last heading";
  EXPECT_EQ(rows("select area_id, status, value::bigint from core.observation_open order by all"),
            (Rows{{"1980", "final", "100"}, {"1981", "missing", std::nullopt}, {"2084", "final", "9"}}));
  EXPECT_EQ(rows("select line from meta.reject"), (Rows{{"4"}}));
}

TEST_F(Arrivals, TwoOfOneNameAtOnceAreBothLoaded) {
  put("bilar 2024.csv", both);
  read_ = [&] {
    std::ofstream(root_.path() / "new") << "Kommun;Antal\nVästerås;101\nSala;8\n";
    fs::rename(root_.path() / "new", files_ / "bilar 2024.csv");
  };
  loaded("bilar");
  EXPECT_EQ(figures(), both_figures) << "the one that was taken";
  EXPECT_THAT(names_in(), ElementsAre("bilar 2024.csv")) << "the other is not moved by the first one's end";
  EXPECT_EQ(load_all(), 1);
  EXPECT_THAT(figures(), ElementsAre("register:bilar.antal 1980 2024 101", "register:bilar.antal 1981 2024 8"));
}

TEST_F(Arrivals, TwoThatDifferInTheirEndingsAreTwoOfOneOrder) {
  put("bilar 2024.csv", both);
  put("bilar 2024.txt", "Kommun;Antal\nVästerås;101\nSala;8\n");
  EXPECT_EQ(load_all(), 2);
  EXPECT_EQ(names_in("done"), with_readmes({"bilar 2024.csv", "bilar 2024.txt"}));
  EXPECT_THAT(figures(), ElementsAre("register:bilar.antal 1980 2024 101", "register:bilar.antal 1981 2024 8"))
      << "by name: the later one is taken for a correction";
}

}  // namespace
}  // namespace sluss::tests
