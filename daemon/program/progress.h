#pragma once
// How far a run has come, in one line: pages, rows, bytes, rate, time left.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "core/numbers.h"

namespace sluss::daemon::program {

struct Advance {
  std::string doing;  ///< "data 4/39"
  std::int64_t pages = 0;
  std::int64_t pages_expected = 0;  ///< 0: not known
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
  std::chrono::milliseconds elapsed{0};
};

/// At most `width` columns; with a bar where the total is known and there is room. What is done alone while nothing is
/// counted; rows alone where they come of no pages.
[[nodiscard]] std::string progress_line(const Advance& advance, int width);

using core::bytes_text;
using core::grouped;

/// Writes to standard error: on a terminal one line that is redrawn (at most ten times a second), elsewhere a line
/// each ten seconds. Called from one thread.
class ProgressLine {
 public:
  ProgressLine(bool terminal, bool silent, int width);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  void show(Advance advance);
  /// Takes the line away.
  void clear();

 private:
  bool terminal_;
  bool silent_;
  int width_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point began_;
  std::optional<std::chrono::steady_clock::time_point> last_;
};

}  // namespace sluss::daemon::program
