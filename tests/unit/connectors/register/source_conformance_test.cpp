// A folder of files does what every source must: a large file of several pages, and a zip with keys.
#include "connectors/testing/conformance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/zip_writer.h"
#include "tests/unit/connectors/register/source_folder.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::IsEmpty;

class SourceConformance : public SourceFolder {
 protected:
  void SetUp() override {
    SourceFolder::SetUp();
    std::filesystem::create_directory(again_);
  }
  core::Result<std::unique_ptr<Source>> open(const std::string& mapping_id) {
    clear_scratch();
    return kind.open(setup(mapping_id));
  }
  /// "stor": of nine pages.
  core::Result<std::unique_ptr<Source>> open_large() {
    mapping("stor", "[files]\nnames = [\"stor*\"]\n");
    std::ofstream file(folder_ / "stor.csv", std::ios::binary);
    file << "Kommun;Antal\n";
    const std::string wide(2'000, 'x');
    for (std::size_t i = 0; i * (wide.size() + 3) < 8 * core::object_bytes_most; ++i) file << wide << ";1\n";
    file.close();
    return open("stor");
  }
  std::vector<std::string> problems(const std::string& mapping_id) {
    return testing::check_source({.open = [this, mapping_id] { return open(mapping_id); },
                                  .read_again = kind.read_again,
                                  .scratch = again_,
                                  .open_large = [this] { return open_large(); },
                                  .memory_most = memory_most});
  }
  static constexpr std::size_t memory_most = 16'000'000;  ///< a page, some blocks and a batch
  std::filesystem::path again_ = root_.path() / "again";
};

TEST_F(SourceConformance, AFileOfSeveralPages) {
  std::string rows = "Kommun;Antal\n";
  for (int i = 0; rows.size() < 2 * core::object_bytes_most + 5; ++i)
    rows += std::string(500, 'x') + ";" + (i % 1'000 == 7 ? "många" : std::to_string(i)) + "\n";
  write("lista 2025.csv", rows);
  write("lista 2026.csv", "Kommun;Antal\nSala;1\n");
  EXPECT_THAT(problems("lista"), IsEmpty());
  EXPECT_THAT(names_in(again_), IsEmpty()) << "the reader has removed its files";
}

TEST_F(SourceConformance, AZipWithKeys) {
  std::ofstream(config_ / "sources" / "bistand.toml") << R"(
id = "bistand"
title = "Bistånd"
publisher = "Ingen"
layout = "verified"
[files]
names = ["bistand*.zip"]
formats = ["zip"]
[[lookup]]
name = "regioner"
files = ["*region*.csv"]
key = ["kod"]
value = ["text"]
[[table]]
name = "data"
files = ["* - data - *.csv"]
[[table.column]]
name = "region"
heading = "region"
[[table.column]]
name = "namn"
lookup = "regioner"
of = "region"
[[table.column]]
name = "varde"
heading = "varde"
type = "number"
)";
  tests::ZipWriter zip;
  zip.add("export/", "");
  zip.add("export/bistand - data - 1.csv", "region;varde\n1981;1,5\n0331;fel\n");
  zip.add("export/bistand - data - 2.csv", "varde;region\n2;1980\n");
  zip.add("export/region.csv", "kod;text\n1981;Sala\n1980;Västerås\n");
  zip.add("LÄS.txt", "En text om siffrorna.\n");
  write("bistand 2025.zip", zip.finish());
  EXPECT_THAT(problems("bistand"), IsEmpty());
  const auto loaded = run(setup("bistand"));
  EXPECT_THAT(loaded.sink->recorder.rows(), ::testing::ElementsAre(::testing::HasSubstr("'1981' | 'Sala' | '1.5'"),
                                                                   ::testing::HasSubstr("'1980' | 'Västerås' | '2'")));
  EXPECT_THAT(done(), ::testing::SizeIs(2));
}

}  // namespace
}  // namespace sluss::connectors::registers
