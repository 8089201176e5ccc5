#include "daemon/program/progress.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "core/text.h"

namespace sluss::daemon::program {
namespace {

constexpr int bar_cells = 20;
constexpr auto redraw_after = std::chrono::milliseconds(100);
constexpr auto line_after = std::chrono::seconds(10);

std::string time_text(std::chrono::seconds left) {
  const auto seconds = left.count();
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600) return std::to_string((seconds + 30) / 60) + " min";
  return std::to_string(seconds / 3600) + " h " + std::to_string(seconds % 3600 / 60) + " min";
}

void put(const std::string& text) {
  // Progress that cannot be shown harms nothing.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

std::string progress_line(const Advance& advance, int width) {
  const bool is_counted = advance.pages > 0 || advance.pages_expected > 0 || advance.bytes > 0;
  if (!is_counted && advance.rows == 0 && !advance.doing.empty())
    return std::string(core::cut(advance.doing, static_cast<std::size_t>(std::max(width, 1))));
  std::vector<std::string> parts;
  if (advance.pages_expected > 0) {
    parts.push_back(grouped(advance.pages) + "/" + grouped(advance.pages_expected) + " pages");
  } else if (is_counted || advance.rows == 0) {
    parts.push_back(grouped(advance.pages) + " pages");
  }
  parts.push_back(grouped(advance.rows) + " rows");
  if (is_counted || advance.rows == 0) parts.push_back(bytes_text(advance.bytes));
  const double seconds = static_cast<double>(advance.elapsed.count()) / 1000;
  if (seconds >= 1 && advance.rows > 0)
    parts.push_back(grouped(static_cast<std::int64_t>(static_cast<double>(advance.rows) / seconds)) + " rows/s");
  const auto done = std::min(advance.pages, advance.pages_expected);
  if (seconds >= 1 && done > 0 && advance.pages_expected > 0) {
    const double left = seconds / static_cast<double>(done) * static_cast<double>(advance.pages_expected - done);
    parts.push_back(time_text(std::chrono::seconds(std::llround(left))) + " left");
  }
  std::string bar;
  if (advance.pages_expected > 0) {
    const auto filled = static_cast<std::size_t>(done * bar_cells / advance.pages_expected);
    bar = "[" + std::string(filled, '#') + std::string(bar_cells - filled, '-') + "] ";
  }
  std::string text;
  for (const auto& part : parts) {
    if (!text.empty()) text += "  ";
    text += part;
  }
  const std::string doing = advance.doing.empty() ? "" : advance.doing + "  ";
  const auto room = static_cast<std::size_t>(std::max(width, 1));
  const auto taken = core::width_of(doing) + text.size();
  if (taken + bar.size() <= room) return doing + bar.append(text);
  if (taken <= room) return doing + text;
  return std::string(core::cut(text, room));
}

ProgressLine::ProgressLine(bool terminal, bool silent, int width)
    : terminal_(terminal), silent_(silent), width_(width), began_(std::chrono::steady_clock::now()) {}

ProgressLine::~ProgressLine() {
  clear();
}

void ProgressLine::show(Advance advance) {
  if (silent_) return;
  const auto now = std::chrono::steady_clock::now();
  if (last_ && now - *last_ < (terminal_ ? std::chrono::steady_clock::duration(redraw_after) : line_after)) return;
  if (!last_ && !terminal_ && now - began_ < line_after) return;
  last_ = now;
  advance.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - began_);
  if (terminal_) {
    put("\r\033[K" + progress_line(advance, width_ - 1));
    drawn_ = true;
  } else {
    put("sluss: " + progress_line(advance, 200) + "\n");
  }
}

void ProgressLine::clear() {
  if (drawn_) put("\r\033[K");
  drawn_ = false;
}

}  // namespace sluss::daemon::program
