#pragma once
// Standard output and standard error of a command. What goes out is masked: no secret leaves here.

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace sluss::daemon::program {

class Output {
 public:
  bool json = false;   ///< --json
  bool quiet = false;  ///< --quiet: no progress, no closing words

  /// Standard output. Error: storage class "output.write".
  [[nodiscard]] core::Result<> write(std::string_view text) const;
  /// Whoever read standard output has closed it (`sluss runs | head -1`).
  [[nodiscard]] bool reader_gone() const { return reader_gone_; }
  /// Standard error, one line, unless quiet.
  void say(std::string_view line) const;
  /// Standard error: code, what, at, remedy; JSON with --json.
  void errors(const std::vector<core::Error>& errors) const;
  [[nodiscard]] bool terminal_out() const;
  [[nodiscard]] bool terminal_error() const;
  /// Columns of the terminal on standard error, 80 when it is none.
  [[nodiscard]] int width() const;

 private:
  mutable bool reader_gone_ = false;
};

/// Before anything is opened: where standard input, output or error was closed, what the program opens next would be
/// taken for it. What is written to a closed one fails from here on, and what is read is at its end.
void keep_standard_streams();

/// "sluss: code: what\n  at: file:3:1 (key)\n  remedy: …\n"
[[nodiscard]] std::string error_text(const core::Error& error);
/// {"errors":[{"code":…,"class":…,"what":…,"remedy":…,"place":{…}}]}
[[nodiscard]] std::string errors_json(const std::vector<core::Error>& errors);

}  // namespace sluss::daemon::program
