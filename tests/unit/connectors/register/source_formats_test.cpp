// Runs over files whose form the mapping says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/connectors/register/source_folder.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(SourceFolder, AFileOfFixedWidthIsReadByTheMappingsWidths) {
  mapping("bred", R"(
[files]
names = ["bred {year}.txt"]
formats = ["fixed"]
[csv]
widths = [8, 5]
[series]
period = "{year}")");
  write("bred 2025.txt", "Kommun  Antal\nSala        7\nÖrebro     12\n");
  const auto loaded = run(setup("bred"));
  EXPECT_EQ(loaded.code(), "");
  EXPECT_THAT(loaded.sink->recorder.rows(), ElementsAre(HasSubstr("'Sala' | '7'"), HasSubstr("'Örebro' | '12'")));
}

TEST_F(SourceFolder, RecordsAreWhereTheMappingSays) {
  mapping("svar", R"(
[files]
names = ["svar {year}.json"]
[json]
records = "svar.rader"
[series]
period = "{year}")");
  write("svar 2025.json", R"({"fel":[{"Kommun":"Heby","Antal":1}],"svar":{"rader":[{"Kommun":"Sala","Antal":7}]}})");
  const auto loaded = run(setup("svar"));
  EXPECT_EQ(loaded.code(), "");
  EXPECT_THAT(loaded.sink->recorder.rows(), ElementsAre(HasSubstr("'Sala' | '7'")));
}

}  // namespace
}  // namespace sluss::connectors::registers
