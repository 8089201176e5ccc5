// The lists that are shipped: config/codelists. Each figure here is a fact of its own, with its source.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

#include "transforms/codelists/load.h"
#include "transforms/codelists/lookup.h"

namespace sluss::transforms::codelists {
namespace {

const core::Day today = core::day_of(2026, 3, 31);

const std::vector<Codelist>& shipped() {
  static const auto lists = [] {
    const auto files = core::real_files();
    auto loaded = load_codelists(*files, std::vector{std::filesystem::path(SLUSS_SOURCE_DIR) / "config"});
    if (!loaded) throw std::runtime_error(core::describe(loaded.error().front()));
    return *std::move(loaded);
  }();
  return lists;
}

const Codelist& list(std::string_view id) {
  return **find_list(shipped(), id);
}

std::string code_of(std::string_view id, std::string_view written, core::Day day = today) {
  const auto match = Lookup(list(id)).find(written, day);
  return match.outcome == Outcome::found ? match.hit.entry->code : std::string(name_of(match.outcome));
}

std::size_t valid(std::string_view id, core::Day day) {
  return static_cast<std::size_t>(
      std::ranges::count_if(list(id).entries, [&](const Entry& entry) { return entry.valid_on(day); }));
}

const Entry* entry_on(const Codelist& list, std::string_view code, core::Day day) {
  const auto found =
      std::ranges::find_if(list.entries, [&](const Entry& entry) { return entry.code == code && entry.valid_on(day); });
  return found == list.entries.end() ? nullptr : &*found;
}

/// The entry that another system calls so: of ("kolada", "0001") in regioner, Region Stockholm.
const Entry* equal_on(const Codelist& list, std::string_view system, std::string_view code, core::Day day) {
  const auto found = std::ranges::find_if(list.entries, [&](const Entry& entry) {
    const auto equal = entry.equals.find(std::string(system));
    return equal != entry.equals.end() && equal->second == code && entry.valid_on(day);
  });
  return found == list.entries.end() ? nullptr : &*found;
}

/// In the list that the entry's own names: of a municipality its county.
const Entry* parent_on(const Codelist& of, const Entry& entry, core::Day day) {
  return entry_on(of.parents.empty() ? of : list(of.parents), entry.parent, day);
}

TEST(Shipped, there_are_290_municipalities_in_21_counties) {
  EXPECT_EQ(valid("kommuner", today), 290U);
  EXPECT_EQ(valid("kommuner", core::day_of(2006, 12, 31)), 290U);
  EXPECT_EQ(valid("lan", today), 21U);
  EXPECT_EQ(valid("regioner", today), 21U);
  for (const auto& entry : list("kommuner").entries) {
    EXPECT_EQ(entry.parent, entry.code.substr(0, 2));
    const auto* county = parent_on(list("kommuner"), entry, entry.to.value_or(today));
    ASSERT_NE(county, nullptr) << entry.code;
    EXPECT_EQ(county->code, entry.parent);
  }
}

/// The plain list that settings read (docs/codelists.md, "What is shipped"): the same lines, none more, none fewer.
TEST(Shipped, municipalities_are_those_of_kommuner_csv) {
  std::ifstream file(std::filesystem::path(SLUSS_SOURCE_DIR) / "config/codes/kommuner.csv");
  std::set<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.insert(line);
  std::set<std::string> expected{"kod;namn;lan"};
  for (const auto& entry : list("kommuner").entries)
    if (entry.valid_on(today)) expected.insert(entry.code + ";" + entry.text + ";" + entry.parent);
  EXPECT_EQ(lines, expected);
  EXPECT_EQ(lines.size(), 291U);
}

TEST(Shipped, each_municipality_is_found_as_it_is_written) {
  const Lookup lookup(list("kommuner"));
  for (const auto& entry : list("kommuner").entries) {
    if (!entry.valid_on(today)) continue;
    const bool in_s = entry.text.ends_with("s");
    for (const auto& written :
         {entry.text, entry.text + " kommun", entry.text + " stad", entry.text + (in_s ? " kommun" : "s kommun"),
          entry.code, entry.code.substr(entry.code.find_first_not_of('0'))}) {
      const auto match = lookup.find(written, today);
      ASSERT_EQ(match.outcome, Outcome::found) << written;
      EXPECT_EQ(match.hit.entry, &entry) << written;
    }
  }
}

TEST(Shipped, names_that_files_have) {
  EXPECT_EQ(code_of("kommuner", "Falu kommun"), "2080");
  EXPECT_EQ(code_of("kommuner", "Göteborgs Stad"), "1480");
  EXPECT_EQ(code_of("kommuner", "Upplands Bro"), "0139");
  EXPECT_EQ(code_of("kommuner", "Malung Sälen"), "2023");
  EXPECT_EQ(code_of("kommuner", "Region Gotland"), "0980");
  EXPECT_EQ(code_of("kommuner", "Uppgift saknas"), "not_stated");
  EXPECT_EQ(code_of("lan", "Stockholm"), "01");
  EXPECT_EQ(code_of("lan", "Västra Götaland"), "14");
  EXPECT_EQ(code_of("lan", "1"), "01");
  EXPECT_EQ(code_of("regioner", "Kalmar läns landsting"), "0008");
  EXPECT_EQ(code_of("regioner", "Region Västra Götaland"), "0014");
  EXPECT_EQ(code_of("regioner", "Landstinget Dalarna"), "0020");
  EXPECT_EQ(code_of("riket", "Hela riket"), "00");
}

TEST(Shipped, history) {
  EXPECT_EQ(code_of("kommuner", "Heby", core::day_of(2006, 12, 31)), "1917");
  EXPECT_EQ(code_of("kommuner", "Heby", core::day_of(2007, 1, 1)), "0331");
  EXPECT_EQ(code_of("kommuner", "Knivsta", core::day_of(2002, 12, 31)), "not_valid");
  EXPECT_EQ(entry_on(list("kommuner"), "0330", today)->layout, Layout::assumed);
  EXPECT_EQ(entry_on(list("kommuner"), "0331", today)->layout, Layout::verified);
}

TEST(Shipped, kolada_and_scb) {
  EXPECT_EQ(equal_on(list("riket"), "kolada", "0000", today)->code, "00");
  EXPECT_EQ(equal_on(list("riket"), "sluss", "SE", today)->code, "00");
  for (const auto& region : list("regioner").entries) {
    EXPECT_EQ(region.equals.at("kolada"), region.code);
    EXPECT_EQ(region.code, "00" + region.equals.at("scb"));
    EXPECT_EQ(region.equals.at("sluss"), "region:" + region.equals.at("scb"));
    const auto* county = equal_on(list("lan"), "sluss", "county:" + region.equals.at("scb"), today);
    ASSERT_NE(county, nullptr);
    EXPECT_EQ(region.parent, county->code);
  }
}

TEST(Shipped, an_old_legal_basis_leads_to_the_new) {
  const auto old_day = core::day_of(2025, 6, 30);
  const auto new_day = core::day_of(2025, 7, 1);
  EXPECT_EQ(code_of("lagrum", "SoL 12:1", old_day), "SoL 2001:453 12:1");
  EXPECT_EQ(code_of("lagrum", "12 kap. 1 § SoL", new_day), "SoL 2025:400 12:1");
  const auto match = Lookup(list("lagrum")).find("4 kap. 1 § SoL", new_day);
  ASSERT_EQ(match.outcome, Outcome::not_valid);
  EXPECT_EQ(match.hit.entry->successors, (std::vector<std::string>{"SoL 2025:400 11:1", "SoL 2025:400 12:1"}));
  const auto* service = entry_on(list("insatser_sol"), "kontaktperson", new_day);
  ASSERT_NE(service, nullptr);
  EXPECT_EQ(parent_on(list("insatser_sol"), *service, new_day)->code, "SoL 2025:400 13:7");
}

TEST(Shipped, the_list_of_obstacles_changed_with_2017) {
  EXPECT_EQ(valid("forsorjningshinder", core::day_of(2016, 12, 31)), 19U);
  EXPECT_EQ(valid("forsorjningshinder", core::day_of(2017, 1, 1)), 24U);
  EXPECT_EQ(code_of("forsorjningshinder", "11", core::day_of(2016, 5, 1)), "011");
  EXPECT_EQ(code_of("forsorjningshinder", "011"), "not_valid");
  EXPECT_EQ(code_of("forsorjningshinder", "111"), "111");
  EXPECT_EQ(code_of("forsorjningshinder", "Arbetslös, ingen ersättning", core::day_of(2016, 5, 1)), "013");
  EXPECT_EQ(code_of("forsorjningshinder", "Arbetslös, ingen ersättning"), "113");
  EXPECT_EQ(code_of("hushallstyp", "2"), "unknown") << "2 is not used";
  EXPECT_EQ(code_of("aldreomsorg", "Trygghetslarm"), "5");
}

TEST(Shipped, each_list_states_source_licence_and_layout) {
  EXPECT_EQ(shipped().size(), 13U);
  for (const auto& one : shipped()) {
    EXPECT_FALSE(one.title.empty() || one.source.empty() || one.licence.empty()) << one.id;
    std::ifstream file(one.file);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_NE(text.find("\nlayout = \""), std::string::npos) << one.id;
  }
  EXPECT_EQ(list("verksamhetskoder").layout, Layout::assumed);
}

}  // namespace
}  // namespace sluss::transforms::codelists
