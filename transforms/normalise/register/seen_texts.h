#pragma once
// Texts of a file that were not found, or were mended, for a finding: distinct ones and how often each came.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/shown.h"

namespace sluss::transforms::normalise::registers {

using core::shown;

/// Keeps at most a thousand different texts, and counts all.
class SeenTexts {
 public:
  /// True: it came for the first time. Beyond a thousand texts each counts as known.
  bool add(std::string_view text);
  [[nodiscard]] std::int64_t count() const { return count_; }
  /// Swedish: "Falum (3), Okänd (1)", the twenty first by name, and how many more there are.
  /// `meant`: what may be meant by some of them, "Falun".
  [[nodiscard]] std::string listed(const std::map<std::string, std::string>& meant = {}) const;

 private:
  std::map<std::string, std::int64_t, std::less<>> texts_;
  std::int64_t count_ = 0;
};

}  // namespace sluss::transforms::normalise::registers
