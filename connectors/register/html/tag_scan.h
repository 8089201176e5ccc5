#pragma once
// Inside the reader of pages: how many attributes a tag has that has not ended yet. libxml2 compares each attribute
// with all before it: a tag of 16 MiB with a million of them would take it hours, and it reports a tag at its end.
// Pure; memory: none.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluss::connectors::registers::html {

class TagScan {
 public:
  /// `waiting`: all of the tag that has come, from its "<", which is at `begin` of the page. What was seen before of
  /// the same tag is not looked at again.
  void see(std::uint64_t begin, std::string_view waiting);
  /// The element's name is none.
  [[nodiscard]] std::int64_t attributes() const { return attributes_; }

 private:
  enum class State : std::uint8_t { element, between, name, after_name, before_value, quoted, unquoted, bogus };
  [[nodiscard]] State after(char c);
  [[nodiscard]] State begun(char c);

  std::uint64_t begin_ = 0;
  std::size_t seen_ = 0;
  std::int64_t attributes_ = 0;
  State state_ = State::element;
  char quote_ = '\0';
};

}  // namespace sluss::connectors::registers::html
