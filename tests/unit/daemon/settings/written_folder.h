#pragma once
// A temporary folder that files can be written into by name.

#include <fstream>
#include <string_view>

#include "tests/tools/temporary_folder.h"

namespace sluss::tests {

class WrittenFolder : public tests::TemporaryFolder {
 public:
  std::filesystem::path write(const std::filesystem::path& name, std::string_view content) const {
    const auto file = path() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
    return file;
  }
};

}  // namespace sluss::tests
