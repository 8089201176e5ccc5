#include "connectors/register/html/markup.h"

#include <fmt/format.h>
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <utility>

#include "connectors/register/over_limit.h"

namespace sluss::connectors::registers::html {
namespace {

constexpr std::int64_t most_depth = 1000;
constexpr std::ptrdiff_t most_waiting = 16 << 20;  // bytes of a tag or a text that does not end

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
  bool no_memory = false;

  static Parser& of(void* user) { return *static_cast<Parser*>(user); }

  static void on_start(void* user, const xmlChar* name, const xmlChar** attributes) {
    auto& parser = of(user);
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

core::Result<> Markup::feed(std::string_view block) {
  auto& parser = *parser_;
  if (parser.context != nullptr)
    htmlParseChunk(parser.context, block.data(), static_cast<int>(block.size()), block.empty() ? 1 : 0);
  if (parser.context == nullptr || parser.no_memory) {
    return core::fail(core::ErrorClass::storage, "html.memory", "there is no memory to read the page",
                      "Give the process more memory, and run again.", parser.place());
  }
  if (parser.depth > most_depth) {
    return core::fail(core::ErrorClass::data, "html.depth",
                      fmt::format("more than {} elements are open inside one another", most_depth),
                      "Check that it is a page with tables; save it from a browser again.", parser.place());
  }
  const auto* input = parser.context->input;
  if (!block.empty() && input != nullptr && input->end - input->cur > most_waiting) {
    return over_limit(fmt::format("a tag, a comment or a text is longer than {} bytes", most_waiting), parser.place());
  }
  return {};
}

}  // namespace sluss::connectors::registers::html
