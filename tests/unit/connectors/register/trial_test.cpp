// What a trial of a file shows of it.
#include "connectors/trial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/connectors/register/source_folder.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TrialOfAFile : public SourceFolder {
 protected:
  /// Its report, when all was read.
  std::string report_of(const std::string& name) {
    auto trial = kind.try_file({.file = folder_ / name,
                                .config_folders = {config_},
                                .files = *files_,
                                .scratch = scratch_,
                                .preview_rows = 20});
    if (!trial) return "not tried: " + trial.error().front().what;
    RunsSink sink({});
    EXPECT_TRUE((*trial)->read(sink));
    return (*trial)->report();
  }
};

// Skatteverket's test numbers. Such a file is refused, and nothing of a number is in what is said of it.
TEST_F(TrialOfAFile, ShowsNoNumberOfAPersonOverTheFortiethLetter) {
  std::string rows = "Kommun;Antal\n";
  for (int i = 0; i < 12; ++i) rows += "Sala;1\n";
  for (const std::size_t letters : {27, 31, 38}) rows += "Ort " + std::string(letters - 4, 'x') + " 19640823-3234;7\n";
  write("lista 2025.csv", rows);
  const auto report = report_of("lista 2025.csv");
  EXPECT_THAT(report, HasSubstr("register.identity"));
  EXPECT_THAT(report, Not(HasSubstr("1964")));
}

}  // namespace
}  // namespace sluss::connectors::registers
