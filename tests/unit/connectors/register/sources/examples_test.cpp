// The worked examples of docs/mappings.md as they are printed, over the generated samples: each figure that the model
// has, and no other.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "tests/unit/connectors/register/mapping_documents.h"
#include "tests/unit/connectors/register/sources/normalised.h"
#include "tests/unit/connectors/register/sources/sample.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using Lines = std::vector<std::string>;
using Texts = std::map<std::string, std::string>;

std::filesystem::path whole_sample(const std::string& module, const std::string& name) {
  return std::filesystem::path(SLUSS_BINARY_DIR) / "samples" / module / "1" / name;
}

/// The lines of a sample's truth.tsv, their cells.
std::vector<Lines> truth_of(const std::string& module) {
  std::vector<Lines> rows;
  std::ifstream file(whole_sample(module, "truth.tsv"));
  for (std::string line; std::getline(file, line);) {
    auto& cells = rows.emplace_back();
    std::stringstream parts(line);
    for (std::string cell; std::getline(parts, cell, '\t');) cells.push_back(cell);
  }
  return rows;
}

/// What one has and the other has not.
Lines differing(const Lines& found, const Lines& wanted) {
  const std::multiset<std::string> these(found.begin(), found.end());
  const std::multiset<std::string> those(wanted.begin(), wanted.end());
  Lines lines;
  std::ranges::set_symmetric_difference(these, those, std::back_inserter(lines));
  return lines;
}

/// Their first `count`: the whole country's would fill the screen.
Lines first(const Lines& lines, std::size_t count = 10) {
  return {lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(std::min(count, lines.size()))};
}

std::string replaced(std::string text, const std::string& part, const std::string& by) {
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + by.size()))
    text.replace(at, part.size(), by);
  return text;
}

/// No row and no cell is rejected, and none becomes less than a figure of its own. Whether there are findings is for
/// each example to say.
Normalised loaded(const std::string& example, const std::filesystem::path& path) {
  const auto mapping = worked_example(example);
  Sample sample(mapping, path);
  EXPECT_EQ(sample.refused(), "no");
  EXPECT_THAT(sample.rejects(), IsEmpty());
  auto made = normalised(mapping, path);
  EXPECT_THAT(made.rejects, IsEmpty());
  EXPECT_THAT(made.findings, Each(std::string("register.area_not_stated")));
  EXPECT_EQ(std::set(made.facts.begin(), made.facts.end()).size(), made.facts.size());
  return made;
}

TEST(PrintedExamples, AllOfThemAreTriedHere) {
  EXPECT_EQ(worked_examples().size(), 4U) << "a new example needs a test of its own here";
}

TEST(PrintedExamples, HemtjanstindexIsAsTheReadyMappingHasIt) {
  for (const auto* file : {"Index25_hela.csv", "Index25_hela.xlsx", "Index25_hela.html", "Index25_start.csv",
                           "Index25_start.xlsx", "Index25_start.html"}) {
    const auto path = sample_file("hemtjanstindex", file);
    const auto made = loaded("hemtjanstindex", path);
    EXPECT_GT(made.facts.size(), 20U) << file;
    EXPECT_THAT(normalised(shipped_mapping("hemtjanstindex"), path).facts, IsSupersetOf(made.facts)) << file;
  }
}

/// Three tables over one sheet: each of its cells is one figure, and the shares are those of the model.
TEST(PrintedExamples, EnhetsundersokningenIsAsTheModelHasIt) {
  const Texts indicators{{"2 alla", "2.-aktuell-genomforandeplan"},
                         {"14 alla", "14.-rutin-for-hot-och-vald"},
                         {"32 vardag", "32.-underskoterskor-vardagar"},
                         {"32 helg", "32.-underskoterskor-helger"}};
  const auto path = whole_sample("enhetsundersokningen_aldreomsorg", "2025-10-9834-resultat.xlsx");
  const auto made = loaded("enhetsundersokningen_hemtjanst", path);
  Lines wanted;
  for (const auto& row : truth_of("enhetsundersokningen_aldreomsorg")) {
    std::stringstream words(row.at(2));
    std::string service;
    std::string number;
    std::string day;
    std::string variant;
    words >> service >> number >> day >> variant;
    if (service != "hemtjanst") continue;
    wanted.push_back(fmt::format("andel[indikator={};variant={}] {} {}", indicators.at(number + " " + day), variant,
                                 row.at(1), row.size() > 3 ? row[3] : "-"));
  }
  ASSERT_GT(wanted.size(), 3000U);
  Lines found;
  for (const auto& fact : facts_of(made, "enhetsundersokningen_hemtjanst.andel[")) {
    if (fact.contains("stadsdel=")) continue;
    std::stringstream words(fact.substr(fact.find('.') + 1));
    std::string id;
    std::string area;
    std::string period;
    std::string gender;
    std::string value;
    words >> id >> area >> period >> gender >> value;
    EXPECT_EQ(period + gender, "2025T");
    found.push_back(id + " " + area + " " + (value == "-" ? value : fmt::format("{:.6g}", std::stod(value))));
  }
  EXPECT_THAT(first(differing(found, wanted)), IsEmpty());
  Sample sample(worked_example("enhetsundersokningen_hemtjanst"), path);
  const auto cells = sample.lines(
      "select (select count(*) from andelar) + (select count(*) from antal) + (select count(*) from medel)");
  EXPECT_EQ(std::to_string(made.facts.size()), cells.front());
  EXPECT_FALSE(facts_of(made,
                        "enhetsundersokningen_hemtjanst.andel[indikator=32.-underskoterskor-helger;"
                        "stadsdel=farsta;variant=total] 0180 2025 T ")
                   .empty());
}

/// Receivers as the model has them, and all other figures as the ready mapping has them.
TEST(PrintedExamples, EkonomisktBistandIsAsTheModelHasIt) {
  const Texts sexes{{"Män", "M"}, {"Kvinnor", "K"}, {"Båda könen", "T"}};
  const Texts ages{{"Totalt", ""}, {"18-29 år", "[alder=18-29-ar]"}, {"30-64 år", "[alder=30-64-ar]"}};
  const auto path = whole_sample("ekonomiskt_bistand", "statistikdatabasen-ekonomiskt%20bistand.zip");
  const auto made = loaded("ekonomiskt_bistand", path);
  Lines wanted;
  for (const auto& row : truth_of("ekonomiskt_bistand")) {
    const auto area = row[0] == "00" ? "SE" : row[0].size() == 2 ? "county:" + row[0] : row[0];
    wanted.push_back("ekonomiskt_bistand.mottagare" + ages.at(row[3]) + " " + area + " " + row[1] + " " +
                     sexes.at(row[2]) + " " + (row[4] == "X" ? "- suppressed" : row[4] + " final"));
  }
  ASSERT_GT(wanted.size(), 8000U);
  const auto receivers = facts_of(made, "ekonomiskt_bistand.mottagare");
  EXPECT_THAT(first(differing(receivers, wanted)), IsEmpty());
  Lines others;
  std::ranges::copy_if(made.facts, std::back_inserter(others),
                       [](const auto& fact) { return !fact.starts_with("ekonomiskt_bistand.mottagare"); });
  Lines ready;
  for (auto fact : normalised(shipped_mapping("ekonomiskt_bistand"), path).facts) {
    if (fact.starts_with("ekonomiskt_bistand.mottagare")) continue;
    if (fact.contains("matt=genomsnittlig-bidragstid-manader"))
      fact = replaced(replaced(fact, ";matt=genomsnittlig-bidragstid-manader", ""), ".matt[", ".bidragstid[");
    fact = replaced(replaced(fact, "alder=totalt;", ""), "[hushall=totalt]", "");
    ready.push_back(fact);
  }
  ASSERT_GT(ready.size(), 8000U);
  EXPECT_THAT(first(differing(others, ready)), IsEmpty());
}

/// The sums of each area, of Heby's two rows too.
TEST(PrintedExamples, ArbetsformedlingenIsAsTheModelHasIt) {
  const auto path =
      whole_sample("arbetsformedlingen_tid", "web-inskrivna-arbetslosa-tid-utan-arbete-lan-kom-2026-08.xlsx");
  const auto made = loaded("arbetsformedlingen_tid", path);
  EXPECT_THAT(made.findings, Contains("register.area_not_stated")) << "\"Uppgift saknas\"";
  Lines wanted;
  for (const auto& row : truth_of("arbetsformedlingen_tid"))
    wanted.push_back(fmt::format("arbetsformedlingen_tid.arbetslosa[tid={}] {} {} T {} {}", row.at(2), row.at(0),
                                 row.at(1), row.at(4), row.at(3)));
  ASSERT_GT(wanted.size(), 6000U);
  EXPECT_THAT(first(differing(made.facts, wanted)), IsEmpty());
}

}  // namespace
}  // namespace sluss::connectors::registers
