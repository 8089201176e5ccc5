// Kolada's checks of a configuration, and what a job requests of it.
#include "connectors/kolada/kind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/kept_problems.h"

namespace sluss::connectors::kolada {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::KeptProblems;
using tests::table_of;

std::vector<std::string> wrong_with(const core::config::Table& job) {
  KeptProblems problems;
  problems.sets = {{"ett", {"N15428", "U21468"}}};
  kind.check_job(job, problems);
  return problems.messages;
}

TEST(KoladaKind, WhatMayBeSelected) {
  EXPECT_THAT(wrong_with(table_of("job.0", {{"indicators", {"*", "N15428", "set:ett", "kpigroup:x", "title:*äldre*"}},
                                            {"areas", {"*", "1981", "Sala", "group:Liknande"}},
                                            {"compare", {"riket", "county", "group:x"}},
                                            {"units", {}}})),
              IsEmpty());
  EXPECT_THAT(wrong_with(core::config::Table("job.0")), IsEmpty()) << "a missing key is reported elsewhere";
}

TEST(KoladaKind, EachWrongSelectionAtItsPlace) {
  struct Case {
    std::string_view key;
    std::vector<std::string> texts;
    std::string problem;
  };
  for (const auto& [key, texts, problem] : std::vector<Case>{
           {"indicators", {}, "indicators config.selection: job.3.indicators is empty | Select something"},
           {"areas", {}, "areas config.selection: job.3.areas is empty"},
           {"indicators",
            {"*", "n15428"},
            "indicators.1 config.selection: job.3.indicators: 'n15428' is no selection "
            "of indicators | Write \"N15428\"."},
           {"indicators",
            {"N1542"},
            "indicators.0 config.selection: job.3.indicators: 'N1542' is no selection of "
            "indicators | An id is a letter and five digits"},
           {"indicators", {"titel:x"}, "| Did you mean 'title:x'?"},
           {"indicators", {"xyz:x"}, "| Begin with set:, kpigroup:, title: or operating_area:"},
           {"indicators", {"title:"}, "nothing stands after 'title:' | Write what to select."},
           {"indicators", {"set:two"}, "indicators.0 config.set: there is no set:two | Name another."},
           {"areas",
            {"180"},
            "areas.0 config.selection: '180' is no area's code | A municipality's code has four "
            "digits: \"0180\"?"},
           {"units", {"", "1981"}, "units.0 config.selection: job.3.units holds an empty selection"},
           {"areas", {"group:"}, "areas.0 config.selection: job.3.areas holds an empty selection"},
           {"compare",
            {"rike"},
            "compare.0 config.selection: 'rike' is nothing to compare with | Did you mean 'riket'?"},
           {"compare", {"1981"}, "| Write \"riket\", \"county\" or \"group:THEME\"."}}) {
    EXPECT_THAT(wrong_with(table_of("job.3", {{key, texts}})), ElementsAre(HasSubstr(problem)));
  }
}

TEST(KoladaKind, AHeadersNameIsOne) {
  core::config::Table source("source.kolada");
  source.put("secret_headers", {.names = {{"X-Api-Key", "gateway"}, {"X Key", "gateway"}}});
  KeptProblems problems;
  kind.check_source(source, problems);
  EXPECT_THAT(problems.messages,
              ElementsAre(HasSubstr("secret_headers config.header: source.kolada.secret_headers names "
                                    "no HTTP header")));
}

TEST(KoladaKind, WhatAJobIsInterestedIn) {
  KeptProblems problems;
  problems.sets = {{"ett", {"N15428", "U21468"}}};
  const auto named = kind.interest(
      table_of("job.0", {{"indicators", {"N1", "set:ett"}}, {"compare", {"riket", "group:G10", "group:Gruvor"}}}),
      problems.expand_sets());
  ASSERT_TRUE(named);
  EXPECT_THAT(named->indicators, ElementsAre("kolada:N1", "kolada:N15428", "kolada:U21468"));
  EXPECT_FALSE(named->more);
  EXPECT_THAT(named->compare, ElementsAre("riket", "kolada:G10", "group:Gruvor")) << "its own ids by ours";
  const auto more = kind.interest(table_of("job.0", {{"indicators", {"N1", "title:x"}}}), problems.expand_sets());
  ASSERT_TRUE(more);
  EXPECT_TRUE(more->more);
  EXPECT_EQ(kind.interest(table_of("job.0", {{"indicators", {"set:two"}}}), problems.expand_sets()).error().code,
            "config.set");
}

}  // namespace
}  // namespace sluss::connectors::kolada
