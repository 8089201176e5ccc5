#pragma once
// Where a command's output goes (--output): standard output, something that is written to as it is (a pipe, a terminal,
// /dev/null), or a regular file that is replaced whole. One rule for every command.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/descriptor.h"
#include "core/error.h"
#include "core/files.h"
#include "daemon/program/output.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::program {

struct OutputPlace {
  enum class Kind : std::uint8_t {
    standard_output,  ///< nothing, "-", /dev/stdout
    stream,           ///< a pipe with a name, a terminal, another character device
    file,             ///< a regular file, or a name that is free
  };
  Kind kind = Kind::standard_output;
  std::filesystem::path file;  ///< of a link: what it leads to, so that the link stays
};

/// A link is followed as the kernel does (in a folder of everybody's not one of somebody else's: "disk.permission").
/// Errors: config class "usage.output" for what can be neither written to nor replaced: a folder, a socket, a block
/// device, a link that leads nowhere.
[[nodiscard]] core::Result<OutputPlace> output_place(const std::string& path);

/// No output replaces the program's own files: the state folder and the warehouse, links followed. Config class
/// "usage.output".
[[nodiscard]] core::Result<> check_apart(const OutputPlace& place, const settings::Settings& settings);

/// What goes to standard output or to a stream. Written as it comes: there is no whole to replace.
class OutputStream {
 public:
  /// Waits until somebody reads a pipe, or `stop`. Error: cancelled class "output.cancelled"; storage class
  /// "output.write".
  [[nodiscard]] static core::Result<OutputStream> open(const Output& output, const OutputPlace& place,
                                                       const std::stop_token& stop);
  /// Storage class "output.write".
  [[nodiscard]] core::Result<> write(std::string_view text) const;

 private:
  OutputStream(const Output& output, core::Descriptor descriptor, std::filesystem::path file)
      : output_(&output), descriptor_(std::move(descriptor)), file_(std::move(file)) {}
  const Output* output_;
  core::Descriptor descriptor_;  ///< none: standard output
  std::filesystem::path file_;
};

}  // namespace sluss::daemon::program
