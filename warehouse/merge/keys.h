#pragma once
// Texts to the warehouse's own small integers. A key, once given, is never given to another text.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text_map.h"

namespace sluss::warehouse::merge {

/// One key table. New keys live in memory until they are written. An engine fills it with what it has, in order.
class KeyTable {
 public:
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const;
  [[nodiscard]] std::uint32_t find_or_add(std::string_view text);
  [[nodiscard]] std::string_view text_of(std::uint32_t key) const { return texts_[key]; }
  /// Keys run from 1 to size() - 1; 0 is none.
  [[nodiscard]] std::size_t size() const { return texts_.size(); }
  /// The first key that is not written yet.
  [[nodiscard]] std::size_t first_new() const { return written_; }
  void mark_written() { written_ = texts_.size(); }

 private:
  std::vector<std::string> texts_{""};
  core::TextMap<std::uint32_t> keys_;
  std::size_t written_ = 1;
};

struct Keys {
  KeyTable indicators, areas, units;
};

}  // namespace sluss::warehouse::merge
