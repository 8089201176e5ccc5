// What the journal tells of files that were refused, and until when they are told of.
#include "daemon/serve/api/rejected_files.h"
#include "tests/integration/register_run_fixture.h"

namespace sluss::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Rejected : public RegisterRun {
 protected:
  std::vector<daemon::api::RejectedFile> files() {
    auto failures = must(daemon::api::Failures::open(workplace_->context()));
    std::unique_ptr<warehouse::Reader> reader;
    return must(daemon::api::rejected_files(failures, {"bilar", "bussar"}, [&]() -> core::Result<warehouse::Reader*> {
      if (!reader && workplace_->has_warehouse()) reader = SLUSS_TRY(workplace_->reader(false));
      return reader.get();
    }));
  }
  std::vector<std::string> names() {
    std::vector<std::string> list;
    for (const auto& one : files()) list.push_back(one.job + " " + one.file.name);
    return list;
  }
};

TEST_F(Rejected, IsToldOfInSwedishWithWhatStandsThere) {
  put("bilar 2024.csv", "Kommun;Antall\nSala;7\n");
  EXPECT_EQ(refused("bilar"), "register.header");
  const auto all = files();
  ASSERT_EQ(all.size(), 1U);
  const auto& one = all.front();
  EXPECT_EQ(one.file.wrong, "Rubriken \"Antal\" saknas på rad 1. Där står: Kommun och Antall.");
  EXPECT_THAT(one.file.change, HasSubstr("Är \"Antall\" samma sak: döp om den till \"Antal\"."));
  EXPECT_THAT(one.file.change, HasSubstr("Filen ligger nu i mappen rejected."));
  EXPECT_EQ(one.error_code, "register.header");
  EXPECT_TRUE(one.last_failure);
  EXPECT_GT(one.entry, 0);
}

TEST_F(Rejected, ForTheNumberOfAPersonIsToldWhereAndNeverWhich) {
  put("bilar 2024.csv", "Kommun;Antal;Anm\nSala;7;19121212-1212\n");
  EXPECT_EQ(refused("bilar"), "register.identity");
  const auto all = files();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_THAT(all.front().file.wrong, HasSubstr("Det gäller cellen på rad 2 i kolumn 3 (rubriken Anm)."));
  EXPECT_THAT(all.front().file.change, HasSubstr("ligger kvar i mappen rejected: radera den där."));
  EXPECT_THAT(all.front().file.wrong + all.front().file.change + all.front().error, Not(HasSubstr("1212")));
}

TEST_F(Rejected, ForANumberBesideTheCellsIsToldWhereItIs) {
  put("bilar 2024.html", "<table><tr><th>Kommun<th>Antal<tr><td>Sala<td>7</table><!-- av 19121212-1212 -->");
  EXPECT_EQ(refused("bilar"), "register.identity");
  const auto all = files();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_THAT(all.front().file.wrong, HasSubstr("Det gäller sidans kommentarer."));
  EXPECT_THAT(all.front().file.wrong, Not(HasSubstr("Namnet")));
}

TEST_F(Rejected, IsToldOfUntilALaterFileOfItsSeriesIsLoaded) {
  put("bilar 2024.csv", "Kommun;Antal\nSala;7\n");
  loaded("bilar");
  put("bilar 2025.csv", "Kommun;Annat\nSala;7\n");
  EXPECT_EQ(refused("bilar"), "register.header");
  put("bilar 2026.csv", "Kommun;Annat\nSala;7\n");
  EXPECT_EQ(refused("bilar"), "register.header");
  EXPECT_THAT(names(), ElementsAre("bilar bilar 2026.csv", "bilar bilar 2025.csv"));
  EXPECT_FALSE(files()[1].last_failure);

  put("bilar 2024.csv", "Kommun;Antal\nSala;7\n");  // the same again: it is put away, and nothing is loaded
  loaded("bilar");
  EXPECT_THAT(names_in(), IsEmpty());
  loaded("bilar");  // nothing there
  put("bussar 2024.csv", "Kommun;Antal\nSala;7\n");
  loaded("bussar");
  open_workplace();
  EXPECT_THAT(names(), ElementsAre("bilar bilar 2026.csv", "bilar bilar 2025.csv"));

  put("bilar 2026.csv", "Kommun;Annat\nSala;8\n");  // by the same name: it is told of once
  EXPECT_EQ(refused("bilar"), "register.header");
  EXPECT_THAT(names(), ElementsAre("bilar bilar 2026.csv", "bilar bilar 2025.csv"));

  put("bilar 2026.csv", "Kommun;Antal\nSala;9\n");
  loaded("bilar");
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(Rejected, IsNotFollowedByAFileThatWasNotTaken) {
  expecting_two("bilar");
  put("bilar 2025.csv", "Kommun;Annat\nSala;7\n");
  EXPECT_EQ(refused("bilar"), "register.header");
  put("bilar 2025.csv", "Kommun;Antal\nSala;7\n");
  const auto held = loaded("bilar");
  EXPECT_THAT(names(), ElementsAre("bilar bilar 2025.csv")) << "the later one waits";
  decided(held.run.id, false);
  EXPECT_THAT(names(), ElementsAre("bilar bilar 2025.csv")) << "and was discarded";
  put("bilar 2025.csv", "Kommun;Antal\nSala;8\n");
  decided(loaded("bilar").run.id, true);
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(Rejected, IsGoneWhenItsFolderIsKnownAndLacksIt) {
  for (const auto* year : {"2025", "2026"}) {
    put("bilar " + std::string(year) + ".csv", "Kommun;Annat\nSala;7\n");
    EXPECT_EQ(refused("bilar"), "register.header");
  }
  auto all = files();
  ASSERT_EQ(all.size(), 2U);
  const auto gone = [&] {
    std::vector<bool> list;
    for (const auto& one : all) list.push_back(one.gone);
    return list;
  };
  daemon::api::mark_gone(all, {{"bussar", {}}});
  EXPECT_THAT(gone(), ElementsAre(false, false)) << "nobody watches that folder";
  daemon::api::mark_gone(all, {{"bilar", {"bilar 2024.csv", "bilar 2026.csv"}}});
  EXPECT_THAT(gone(), ElementsAre(false, true));
  daemon::api::mark_gone(all, {{"bilar", {}}});
  EXPECT_THAT(gone(), ElementsAre(true, true));
}

TEST_F(Rejected, WithTheNumberOfAPersonItIsToldOfUntilItIsGoneThoughALaterFileCame) {
  put("bilar 2024.csv", "Kommun;Antal;Anm\nSala;7;19121212-1212\n");
  EXPECT_EQ(refused("bilar"), "register.identity");
  put("bilar 2025.csv", "Kommun;Antal\nSala;8\n");
  loaded("bilar");
  auto all = files();
  ASSERT_EQ(all.size(), 1U);
  daemon::api::mark_gone(all, {{"bilar", {"bilar 2024.csv"}}});
  EXPECT_FALSE(all.front().gone);
  daemon::api::mark_gone(all, {{"bilar", {}}});
  EXPECT_TRUE(all.front().gone);
  daemon::api::mark_gone(all, {});
  EXPECT_TRUE(all.front().gone) << "nobody sees that it lies there";
}

}  // namespace
}  // namespace sluss::tests
