#pragma once
// Inside the reader of pages: libxml2's HTML push parser, fed in blocks, as events. No tree is built, nothing is
// fetched, no entities but HTML's own are known. Memory: what it was fed of a tag or a text that has not ended, at most
// 16 MiB, and the names of open elements, at most 1,000. Time: linear, for an element has at most 250 attributes, which
// libxml2 compares with one another, and looks through the open elements at each tag. One thread.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "core/error.h"

namespace sluss::connectors::registers::html {

/// Of an element, valid while the event lasts.
class Attributes {
 public:
  explicit Attributes(const unsigned char** pairs) : pairs_(pairs) {}
  /// By its name in small letters; one without a value is empty.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;

 private:
  const unsigned char** pairs_;
};

/// Names are in small letters; each start has its end, also where the page leaves it out.
class Events {
 public:
  virtual ~Events() = default;
  virtual void start(std::string_view element, const Attributes& attributes) = 0;
  virtual void end(std::string_view element) = 0;
  /// UTF-8, references resolved; a text may come in parts.
  virtual void text(std::string_view text) = 0;
  /// A character that HTML forbids was left out of the text here.
  virtual void lost_character(std::int64_t line) = 0;
  /// All of the page has been fed: what is open now, the page does not end. Its ends come behind this.
  virtual void end_page() {}
};

class Markup {
 public:
  Markup(Events& events, std::filesystem::path path);
  ~Markup();
  Markup(const Markup&) = delete;
  Markup& operator=(const Markup&) = delete;

  /// UTF-8, whole letters; an empty block ends the page. Errors: data class "html.depth", "register.limit"; storage
  /// "html.memory".
  [[nodiscard]] core::Result<> feed(std::string_view block);
  /// Bytes of a tag or a text that has not ended.
  [[nodiscard]] std::size_t waiting() const;

 private:
  [[nodiscard]] core::Result<> feed_piece(std::string_view piece);
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace sluss::connectors::registers::html
