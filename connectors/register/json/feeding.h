#pragma once
// Inside the readers of JSON: a file that is fed to its parser block by block.

#include <filesystem>
#include <string>

#include "connectors/register/file_bytes.h"
#include "connectors/register/json/parser.h"
#include "connectors/register/limits.h"

namespace sluss::connectors::registers::json {

class Feeding {
 public:
  /// The events outlive it.
  [[nodiscard]] static core::Result<std::unique_ptr<Feeding>> open(const std::filesystem::path& path, Events& events,
                                                                   const Limits& limits);
  Feeding(FileBytes file, Events& events, const Limits& limits);

  /// False: that was the end. Errors: those of Parser and FileBytes; none comes after one.
  [[nodiscard]] core::Result<bool> step();
  [[nodiscard]] core::Result<> all();

 private:
  FileBytes file_;
  Parser parser_;
  std::string block_;
};

}  // namespace sluss::connectors::registers::json
