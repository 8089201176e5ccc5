#pragma once
// The texts of XML and HTML that no reader of cells shows: what is between tags, in attributes and in comments, and
// names of elements that have digits, as attributes. Not a
// parser: what is not well-formed has its texts too, and character references are read, so that nothing hides in them.
// Linear; memory: a piece, at most 1 MiB; a longer one comes in parts that overlap. One thread.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace sluss::connectors::registers {

class MarkupPieces {
 public:
  enum class Kind : std::uint8_t { text, attribute, comment };
  /// `element` is the last tag that began, without its prefix, in small letters; empty before the first.
  using See = std::function<void(Kind kind, std::string_view element, std::string_view piece)>;

  /// A tag that begins an element or ends one, after the text before it was given; <a/> does both.
  using Tag = std::function<void(std::string_view element, bool ends)>;

  /// `html`: what is in <script> and <style> has no tags.
  MarkupPieces(bool html, See see, Tag tag = {}) : html_(html), see_(std::move(see)), tag_(std::move(tag)) {}
  /// The next bytes, cut anywhere; NUL bytes are passed over, so that ASCII in UTF-16 is read.
  void feed(std::string_view bytes);
  void end();
  /// A document type came: its entities may be parts of texts, and are not read.
  [[nodiscard]] bool has_doctype() const { return doctype_; }

 private:
  enum class State : std::uint8_t { text, tag, name, attributes, value, declaration, comment };
  void take(char c);
  void take_text(char c);
  void take_attribute(char c);
  void take_comment(char c);
  void add(char c);
  void give(Kind kind);
  void give_name();
  void take_declaration(char c);
  void take_name(char c);

  bool html_;
  See see_;
  Tag tag_;
  State state_ = State::text;
  std::string element_, name_, piece_;
  char quote_ = '\0';  ///< '\0' within a value without quotes
  bool after_equals_ = false;
  bool closing_ = false;  ///< the tag ends an element
  bool raw_ = false;
  bool slash_ = false;  ///< the last character within the tag is one: the element has nothing in it
  bool doctype_ = false;
  int dashes_ = 0;
};

}  // namespace sluss::connectors::registers
