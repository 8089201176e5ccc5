// A job's mapping and its code lists among the files of the configuration's folders.
#include "connectors/register/source/mapping_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/tools/temporary_folder.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class MappingFiles : public ::testing::Test {
 protected:
  /// FOLDER/sources/ID.toml.
  void write(const std::string& folder, const std::string& id, const std::string& title) const {
    std::filesystem::create_directories(root.path() / folder / "sources");
    std::ofstream(root.path() / folder / "sources" / (id + ".toml"))
        << "id = \"" << id << "\"\ntitle = \"" << title << R"("
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
  }
  [[nodiscard]] std::vector<std::filesystem::path> folders() const {
    return {root.path() / "own", root.path() / "none", root.path() / "shipped"};
  }

  tests::TemporaryFolder root;
};

TEST_F(MappingFiles, TheFirstFolderWins) {
  write("own", "bilar", "Egna bilar");
  write("shipped", "bilar", "Bilar");
  write("shipped", "cyklar", "Cyklar");
  std::ofstream(root.path() / "shipped/sources/read.me") << "=";
  EXPECT_THAT(known_mappings(folders()), ElementsAre("bilar", "cyklar"));
  EXPECT_EQ(read_mapping("bilar", folders()).value().title, "Egna bilar");
  EXPECT_EQ(read_mapping("cyklar", folders()).value().title, "Cyklar");
}

TEST_F(MappingFiles, ABrokenOneIsNotPassedOver) {
  write("own", "bilar", "Egna\nbilar");
  write("shipped", "bilar", "Bilar");
  const auto broken = read_mapping("bilar", folders());
  ASSERT_FALSE(broken.has_value());
  EXPECT_EQ(first_of(broken.error()).place.file, (root.path() / "own/sources/bilar.toml").string());
}

TEST_F(MappingFiles, OneThatIsNotThereIsAnErrorWithTheOneThatIsNear) {
  write("shipped", "bilar", "Bilar");
  for (const std::string id : {"bilr", "../sources/bilar", ""}) {
    const auto none = read_mapping(id, folders());
    ASSERT_FALSE(none.has_value()) << id;
    EXPECT_EQ(first_of(none.error()).code, "register.mapping") << id;
    EXPECT_THAT(first_of(none.error()).what, HasSubstr("\"" + id + "\""));
  }
  const auto remedy = [&](const char* id) { return first_of(read_mapping(id, folders()).error()).remedy; };
  EXPECT_THAT(remedy("bilr"), HasSubstr("Did you mean \"bilar\"?"));
  write("shipped", "hemtjanstindex", "Hemtjänstindex");
  EXPECT_THAT(remedy("hemtjanst_index_25"), HasSubstr("Did you mean \"hemtjanstindex\"?")) << "four of many letters";
  EXPECT_THAT(remedy("bix"), Not(HasSubstr("Did you mean"))) << "three of three";
}

}  // namespace
}  // namespace sluss::connectors::registers
