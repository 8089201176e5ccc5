#pragma once
// The parts of a file that is read for a time at most, as a trial of a large one reads it: each sheet has its first
// rows whatever the time, and seems to end where the time does. Private to the source. One thread, the documents'.

#include <chrono>
#include <memory>
#include <span>
#include <vector>

#include "connectors/register/mapping/locate.h"
#include "connectors/register/sheets.h"

namespace sluss::connectors::registers {

/// The time of one reading of the file, and whether it was over before the file was. Not to be copied: documents refer
/// to it.
class ReadingTime {
 public:
  /// Zero: without end.
  explicit ReadingTime(std::chrono::milliseconds longest) : longest_(longest) {}
  ReadingTime(const ReadingTime&) = delete;
  ReadingTime& operator=(const ReadingTime&) = delete;

  void begin() { began_ = std::chrono::steady_clock::now(); }
  [[nodiscard]] bool is_over() const {
    return longest_.count() > 0 && std::chrono::steady_clock::now() - began_ >= longest_;
  }
  void cut() { was_cut_ = true; }
  /// Of any reading since the beginning.
  [[nodiscard]] bool was_cut() const { return was_cut_; }

 private:
  std::chrono::milliseconds longest_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  bool was_cut_ = false;
};

class BoundedParts {
 public:
  /// Both outlive it.
  BoundedParts(std::span<const Part> parts, ReadingTime& time);
  [[nodiscard]] std::span<const Part> parts() const { return parts_; }

 private:
  std::vector<std::unique_ptr<Document>> documents_;
  std::vector<Part> parts_;
};

}  // namespace sluss::connectors::registers
