#pragma once
// Standard output and standard error of a command. What goes out is masked: no secret leaves here.

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace sluss::daemon::cli {

class Output {
 public:
  bool json = false;   ///< --json
  bool quiet = false;  ///< --quiet: no progress, no closing words

  /// Standard output. Error: storage class "output.write".
  [[nodiscard]] core::Result<> write(std::string_view text) const;
  /// Standard error, one line, unless quiet.
  void say(std::string_view line) const;
  /// Standard error: code, what, at, remedy; JSON with --json.
  void errors(const std::vector<core::Error>& errors) const;
  [[nodiscard]] bool terminal_out() const;
  [[nodiscard]] bool terminal_error() const;
  /// Columns of the terminal on standard error, 80 when it is none.
  [[nodiscard]] int width() const;
};

/// "sluss: code: what\n  at: file:3:1 (key)\n  remedy: …\n"
[[nodiscard]] std::string error_text(const core::Error& error);
/// {"errors":[{"code":…,"class":…,"what":…,"remedy":…,"place":{…}}]}
[[nodiscard]] std::string errors_json(const std::vector<core::Error>& errors);

}  // namespace sluss::daemon::cli
