// Files made by others, in ../shared/peers beside the repository (or at $SLUSS_SHARED). Not copied here.

#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "connectors/register/csv/csv.h"
#include "tests/unit/connectors/register/files.h"

namespace sluss::connectors::registers {
namespace {

std::filesystem::path peers() {
  const char* const given = std::getenv("SLUSS_SHARED");
  return (given != nullptr ? std::filesystem::path(given)
                           : std::filesystem::path(SLUSS_SOURCE_DIR).parent_path() / "shared") /
         "peers";
}

class CsvPeers : public RegisterFiles {
 protected:
  void SetUp() override {
    if (std::filesystem::exists(peers())) return;
    std::cout << "SKIPPED, ALL: " << peers() << " is absent\n";
    GTEST_SKIP();
  }
};

nlohmann::json json_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return nlohmann::json::parse(file);
}

/// As csv-spectrum has it: an object a row, by the header's names.
nlohmann::json objects_of(const std::vector<tests::PlainRow>& rows) {
  auto objects = nlohmann::json::array();
  for (std::size_t row = 1; row < rows.size(); ++row) {
    EXPECT_EQ(rows[row].cells.size(), rows[0].cells.size());
    nlohmann::json object;
    for (std::size_t i = 0; i < rows[row].cells.size() && i < rows[0].cells.size(); ++i)
      object[rows[0].cells[i].substr(1)] = rows[row].cells[i].substr(1);
    objects.push_back(std::move(object));
  }
  return objects;
}

TEST_F(CsvPeers, TheSpectrumIsReadAsItsJsonHasIt) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(peers() / "csv/csv-spectrum/csvs")) {
    const auto read = rows_of(open_csv(entry.path(), {}, {}));
    auto expected = json_of(peers() / "csv/csv-spectrum/json" / entry.path().filename().replace_extension("json"));
    if (expected.is_object()) expected = nlohmann::json::array({expected});  // one row
    EXPECT_EQ(read.error, "");
    for (const auto& row : read.rows) EXPECT_FALSE(row.flawed) << entry.path();
    auto objects = objects_of(read.rows);
    if (entry.path().stem() == "location_coordinates") {
      // The number in its JSON is another than in its CSV.
      EXPECT_EQ(objects[0].at("Contact Phone Number"), "2095257564");
      objects[0]["Contact Phone Number"] = expected[0].at("Contact Phone Number");
    }
    EXPECT_EQ(objects, expected) << entry.path();
    ++files;
  }
  EXPECT_GE(files, 12U);
}

TEST_F(CsvPeers, TheNaughtyStringsPassUnchanged) {
  const auto strings = json_of(peers() / "strings/blns.json").get<std::vector<std::string>>();
  ASSERT_GT(strings.size(), 500U);
  for (const std::string delimiter : {";", ",", "\t", "|", "::", "åäöÅ"}) {
    std::string bytes;
    for (const auto& text : strings)
      bytes += tests::in_quotes(text) + delimiter + "x" + delimiter + tests::in_quotes(text) + "\r\n";
    const auto read = rows_of(open_csv(write(bytes), {.delimiter = delimiter}, {}));
    ASSERT_EQ(read.error, "");
    ASSERT_EQ(read.rows.size(), strings.size());
    for (std::size_t i = 0; i < strings.size(); ++i) {
      const auto& row = read.rows[i];
      EXPECT_FALSE(row.flawed);
      EXPECT_EQ(row.cells, (std::vector<std::string>{"=" + strings[i], "=x", "=" + strings[i]}));
    }
  }
}

/// Without quotes where none are needed, and the delimiter recognised.
TEST_F(CsvPeers, TheNaughtyStringsPassAsTheyAreWritten) {
  const auto strings = json_of(peers() / "strings/blns.json").get<std::vector<std::string>>();
  std::string bytes = "nr;text\n";
  for (std::size_t i = 0; i < strings.size(); ++i) {
    const bool plain = strings[i].find_first_of("\r\n;\"") == std::string::npos;
    bytes += std::to_string(i) + ";" + (plain ? strings[i] : tests::in_quotes(strings[i])) + "\n";
  }
  const auto read = rows_of(open_csv(write(bytes), {}, {}));
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.rows.size(), strings.size() + 1);
  for (std::size_t i = 0; i < strings.size(); ++i) {
    const auto& cells = read.rows[i + 1].cells;
    ASSERT_EQ(cells.size(), 2U) << strings[i];
    EXPECT_EQ(cells[1], strings[i].empty() ? "-" : "=" + strings[i]);
  }
}

}  // namespace
}  // namespace sluss::connectors::registers
