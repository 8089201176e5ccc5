#include "connectors/register/html/markup.h"

#include <fmt/format.h>
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <algorithm>
#include <utility>

#include "connectors/register/html/tag_scan.h"
#include "connectors/register/over_limit.h"

namespace sluss::connectors::registers::html {
namespace {

constexpr std::int64_t most_depth = 1000;
constexpr std::size_t most_waiting = 16 << 20;  // bytes of a tag or a text that does not end
constexpr std::int64_t most_attributes = 250;
/// Between two looks at what waits: so much may a tag grow before its attributes are counted.
constexpr std::size_t piece_bytes = 64 << 10;

std::string_view view_of(const xmlChar* text) {
  return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

}  // namespace

std::optional<std::string_view> Attributes::get(std::string_view name) const {
  for (const auto* const* pair = pairs_; pair != nullptr && pair[0] != nullptr; pair += 2) {
    if (view_of(pair[0]) == name) return view_of(pair[1]);
  }
  return std::nullopt;
}

struct Markup::Parser {
  Events& events;
  std::filesystem::path path;
  htmlParserCtxtPtr context = nullptr;
  std::int64_t depth = 0;
  std::uint64_t fed = 0;  ///< bytes
  TagScan tag = {};
  bool many_attributes = false;
  bool no_memory = false;

  static Parser& of(void* user) { return *static_cast<Parser*>(user); }

  static void on_start(void* user, const xmlChar* name, const xmlChar** attributes) {
    auto& parser = of(user);
    std::int64_t count = 0;
    for (const auto* const* pair = attributes; pair != nullptr && pair[0] != nullptr; pair += 2) ++count;
    parser.many_attributes |= count > most_attributes;
    if (++parser.depth <= most_depth) parser.events.start(view_of(name), Attributes(attributes));
  }
  static void on_end(void* user, const xmlChar* name) {
    auto& parser = of(user);
    if (parser.depth-- <= most_depth) parser.events.end(view_of(name));
  }
  static void on_text(void* user, const xmlChar* text, int size) {
    of(user).events.text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
  }
  /// libxml2 goes on after nearly all of them, as a browser does; but what it leaves out must not go unseen.
  static void on_error(void* user, xmlErrorPtr error) {
    auto& parser = of(user);
    if (error->code == XML_ERR_NO_MEMORY) parser.no_memory = true;
    if (error->code == XML_ERR_INVALID_CHAR) parser.events.lost_character(error->line);
  }

  /// What libxml2 was fed and has not read.
  [[nodiscard]] std::string_view waiting() const {
    if (context == nullptr || context->input == nullptr) return {};
    return {reinterpret_cast<const char*>(context->input->cur),
            static_cast<std::size_t>(context->input->end - context->input->cur)};
  }

  void count_attributes() {
    const auto text = waiting();
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto name = view_of(context->name);
    // In these "<" is a sign like any other.
    if (text.size() < 2 || text[0] != '<' || !letter(text[1]) || name == "script" || name == "style") return;
    tag.see(fed - text.size(), text);
    many_attributes |= tag.attributes() > most_attributes;
  }

  [[nodiscard]] core::Place place() const {
    return {.file = path.string(), .line = context == nullptr ? 0 : xmlSAX2GetLineNumber(context)};
  }
};

Markup::Markup(Events& events, std::filesystem::path path)
    : parser_(std::make_unique<Parser>(Parser{.events = events, .path = std::move(path)})) {
  xmlSAXHandler handler{};
  handler.initialized = XML_SAX2_MAGIC;
  handler.startElement = Parser::on_start;
  handler.endElement = Parser::on_end;
  handler.characters = Parser::on_text;
  handler.ignorableWhitespace = Parser::on_text;
  handler.serror = Parser::on_error;
  parser_->context = htmlCreatePushParserCtxt(&handler, parser_.get(), nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8);
  if (parser_->context == nullptr) return;
  // The bytes are UTF-8 whatever the page says: it says what they were.
  htmlCtxtUseOptions(parser_->context, HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
}

Markup::~Markup() {
  if (parser_->context != nullptr) htmlFreeParserCtxt(parser_->context);
}

std::size_t Markup::waiting() const {
  return parser_->waiting().size();
}

core::Result<> Markup::feed(std::string_view block) {
  if (block.empty()) return feed_piece(block);
  for (; !block.empty(); block.remove_prefix(std::min(block.size(), piece_bytes)))
    SLUSS_TRY(feed_piece(block.substr(0, piece_bytes)));
  return {};
}

core::Result<> Markup::feed_piece(std::string_view piece) {
  auto& parser = *parser_;
  parser.fed += piece.size();
  if (parser.context != nullptr)
    htmlParseChunk(parser.context, piece.data(), static_cast<int>(piece.size()), piece.empty() ? 1 : 0);
  if (parser.context == nullptr || parser.no_memory) {
    return core::fail(core::ErrorClass::storage, "html.memory", "there is no memory to read the page",
                      "Give the process more memory, and run again.", parser.place());
  }
  if (parser.depth > most_depth) {
    return core::fail(core::ErrorClass::data, "html.depth",
                      fmt::format("more than {} elements are open inside one another", most_depth),
                      "Check that it is a page with tables; save it from a browser again.", parser.place());
  }
  parser.count_attributes();
  if (parser.many_attributes)
    return over_limit(fmt::format("a tag has more than {} attributes", most_attributes), parser.place());
  if (!piece.empty() && waiting() > most_waiting)
    return over_limit(fmt::format("a tag, a comment or a text is longer than {} bytes", most_waiting), parser.place());
  return {};
}

}  // namespace sluss::connectors::registers::html
