#pragma once
// A folder to write files into, and workbooks read back by read_xlsx.py (zipfile and XML only).

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/files.h"
#include "reader_fake.h"
#include "transforms/datasets/export.h"

namespace sluss::transforms::datasets {

namespace fs = std::filesystem;
using nlohmann::json;

class Folder : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "sluss_datasets_XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }
  void TearDown() override { fs::remove_all(folder); }

  json workbook(const fs::path& path) {
    const auto command =
        "python3 " SLUSS_SOURCE_DIR "/tests/unit/transforms/datasets/read_xlsx.py '" + path.string() + "'";
    std::string text;
    auto* pipe = popen(command.c_str(), "r");
    std::array<char, 65536> buffer{};
    while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe)) text.append(buffer.data(), size);
    EXPECT_EQ(pclose(pipe), 0);
    return json::parse(text, nullptr, false);
  }

  static void write(RowWriter& writer, const std::vector<core::Batch>& batches) {
    ASSERT_TRUE(writer.begin(batches.front().schema()));
    for (const auto& batch : batches) ASSERT_TRUE(writer.rows(batch));
    const auto ended = writer.end();
    ASSERT_TRUE(ended) << core::describe(ended.error());
  }

  static std::vector<core::Batch> one(core::Batch batch) {
    std::vector<core::Batch> batches;
    batches.push_back(std::move(batch));
    return batches;
  }

  fs::path folder;
  std::unique_ptr<core::Files> files = core::real_files();
};

inline DatasetDescription small_dataset() {
  DatasetDescription dataset{.name = "liten",
                             .title = "Liten",
                             .purpose = "Prov",
                             .grain = "En rad",
                             .source = "Källa: Kolada",
                             .owner = "Ingen",
                             .version = "1",
                             .order = {"n"},
                             .report_table = "",
                             .columns = {}};
  dataset.columns = {{.name = "n", .heading = "Nummer", .type = "heltal", .description = "d", .measure = ""},
                     {.name = "text", .heading = "Text", .type = "text", .description = "d", .measure = ""}};
  return dataset;
}

}  // namespace sluss::transforms::datasets
