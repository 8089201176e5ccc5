#pragma once
// HTML made of values: a text is escaped when it becomes Html, so nothing that a source, a file or a person wrote can
// become markup. There is no way from a text to markup but tag().

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluss::daemon::pages {

/// & < > " ' as entities; control characters (but tab and line feed) and octets that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string escaped(std::string_view text);

/// A path of our own: {"hallna", "12", "kolada:N1"} → "/hallna/12/kolada%3AN1"; with a query, its values encoded too.
[[nodiscard]] std::string url(std::initializer_list<std::string_view> segments,
                              const std::vector<std::pair<std::string, std::string>>& query = {});

class Html {
 public:
  Html() = default;
  // A text becomes HTML by being escaped: meant to happen unasked.
  Html(std::string_view text) : markup_(escaped(text)) {}    // NOLINT(google-explicit-constructor)
  Html(const std::string& text) : markup_(escaped(text)) {}  // NOLINT(google-explicit-constructor)
  Html(const char* text) : Html(std::string_view(text)) {}   // NOLINT(google-explicit-constructor)
  Html& operator+=(const Html& more) {
    markup_ += more.markup_;
    return *this;
  }
  [[nodiscard]] friend Html operator+(Html one, const Html& other) { return one += other; }
  [[nodiscard]] const std::string& markup() const { return markup_; }
  [[nodiscard]] bool empty() const { return markup_.empty(); }

 private:
  friend class Tag;
  std::string markup_;
};

struct Attribute {
  std::string_view name;
  std::string value;
};
using Attributes = std::vector<Attribute>;

/// An element in the making; its name and attributes' names are written in this program, never read.
class Tag {
 public:
  [[nodiscard]] static Html make(std::string_view name, const Attributes& attributes, const Html& content);
  [[nodiscard]] static Html doctype();
};

/// <name attributes>children</name>; without an end tag where HTML has none (input, meta, …). A block ends its line.
template <class... Children>
  requires(std::convertible_to<Children, Html> && ...)
[[nodiscard]] Html tag(std::string_view name, const Attributes& attributes, const Children&... children) {
  Html content;
  ((content += Html(children)), ...);
  return Tag::make(name, attributes, content);
}

}  // namespace sluss::daemon::pages
