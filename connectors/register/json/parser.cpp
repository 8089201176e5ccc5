#include "connectors/register/json/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <limits>
#include <string>
#include <utility>

#include "connectors/register/over_limit.h"

namespace sluss::connectors::registers::json {
namespace {

namespace boost_json = boost::json;
using Code = boost_json::error_code;
using Text = boost_json::string_view;

std::string_view view_of(Text text) {
  return {text.data(), text.size()};
}

/// What Boost calls. Tokens come in parts where blocks cut them.
class Handler {
 public:
  static constexpr auto max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr auto max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr auto max_key_size = std::numeric_limits<std::size_t>::max();
  static constexpr auto max_string_size = std::numeric_limits<std::size_t>::max();

  Handler(Events& events, std::int64_t most) : events_(&events), most_(static_cast<std::size_t>(most)) {}

  bool on_document_begin(Code& /*code*/) { return true; }
  bool on_document_end(Code& /*code*/) { return true; }
  bool on_object_begin(Code& code) { return seen(events_->begin_object(), code); }
  bool on_object_end(std::size_t /*size*/, Code& code) { return seen(events_->end_object(), code); }
  bool on_array_begin(Code& code) { return seen(events_->begin_array(), code); }
  bool on_array_end(std::size_t /*size*/, Code& code) { return seen(events_->end_array(), code); }
  bool on_key_part(Text part, std::size_t /*size*/, Code& code) { return add(part, code); }
  bool on_key(Text part, std::size_t /*size*/, Code& code) {
    return add(part, code) && seen(events_->key(taken()), code);
  }
  bool on_string_part(Text part, std::size_t /*size*/, Code& code) { return add(part, code); }
  bool on_string(Text part, std::size_t /*size*/, Code& code) { return end_scalar(CellKind::text, part, code); }
  bool on_number_part(Text part, Code& code) { return add(part, code); }
  bool on_int64(std::int64_t /*number*/, Text part, Code& code) { return end_scalar(CellKind::number, part, code); }
  bool on_uint64(std::uint64_t /*number*/, Text part, Code& code) { return end_scalar(CellKind::number, part, code); }
  bool on_double(double /*number*/, Text part, Code& code) { return end_scalar(CellKind::number, part, code); }
  bool on_bool(bool value, Code& code) { return end_scalar(CellKind::boolean, value ? "true" : "false", code); }
  bool on_null(Code& code) { return end_scalar(CellKind::empty, "", code); }
  bool on_comment_part(Text /*part*/, Code& /*code*/) { return true; }
  bool on_comment(Text /*part*/, Code& /*code*/) { return true; }

  /// What an event answered.
  std::optional<core::Error> error;
  bool too_long = false;

 private:
  bool seen(core::Result<> result, Code& code) {
    if (result) return true;
    error = std::move(result).error();
    return stop(code);
  }
  static bool stop(Code& code) {
    code = boost_json::make_error_code(boost_json::error::syntax);
    return false;
  }
  bool add(Text part, Code& code) {
    if (whole_) token_.clear();
    whole_ = false;
    too_long = part.size() > most_ - std::min(most_, token_.size());
    if (too_long) return stop(code);
    token_ += view_of(part);
    return true;
  }
  std::string_view taken() {
    whole_ = true;
    return token_;
  }
  bool end_scalar(CellKind kind, Text part, Code& code) {
    return add(part, code) && seen(events_->scalar(kind, taken()), code);
  }

  Events* events_;
  std::size_t most_;
  std::string token_;
  bool whole_ = true;  ///< the token was used: the next part begins another
};

}  // namespace

struct Parser::Parts {
  Parts(Events& events, std::filesystem::path file, const Limits& limits)
      : parser(boost_json::parse_options{}, events, limits.cell_bytes),
        path(std::move(file)),
        most(limits.cell_bytes) {}

  boost_json::basic_parser<Handler> parser;
  std::filesystem::path path;
  std::int64_t most;
  std::int64_t line = 1;
  std::int64_t column = 1;  ///< byte in the line
  bool begun = false;

  void pass(std::string_view bytes) {
    const auto lines = std::ranges::count(bytes, '\n');
    const auto last = bytes.rfind('\n');
    line += lines;
    column = static_cast<std::int64_t>(bytes.size()) + (lines > 0 ? -static_cast<std::int64_t>(last) : column);
  }

  [[nodiscard]] std::unexpected<core::Error> refused(std::string_view code, std::string_view what,
                                                     std::string_view remedy) const {
    return core::fail(core::ErrorClass::data, code, std::string(what), std::string(remedy),
                      {.file = path.string(), .line = line, .column = column});
  }

  [[nodiscard]] std::unexpected<core::Error> encoding() const {
    return refused("json.encoding", "the file is not in UTF-8, as JSON is", "Have it saved as UTF-8.");
  }

  [[nodiscard]] std::unexpected<core::Error> error_of(const Code& code, std::string_view rest) const {
    const auto& handler = parser.handler();
    if (handler.too_long) {
      return over_limit(fmt::format("a text is longer than {} bytes", most),
                        {.file = path.string(), .line = line, .column = column});
    }
    if (handler.error) {
      auto error = *handler.error;
      if (error.place.line == 0) error.place.line = line;
      return std::unexpected(std::move(error));
    }
    if (code == boost_json::error::too_deep) {
      return refused("json.depth", "there are more than 32 objects and arrays inside one another",
                     "Have a file made of records, or of a table.");
    }
    if (code == boost_json::error::exponent_overflow) {
      return refused("json.number", "a number's exponent is out of all range", "Correct the number.");
    }
    if (!rest.empty() && static_cast<unsigned char>(rest.front()) >= 0x80) return encoding();
    return refused("json.syntax", fmt::format("the file is not JSON here: {}", code.message()),
                   "Fetch it again; if it is the same, ask whoever made it.");
  }

  core::Result<> end() {
    Code code;
    if (!parser.done()) parser.write_some(false, "", 0, code);
    if (parser.done() && !code) return {};
    // A number may be what is cut: "1." is broken because nothing follows.
    if (!parser.handler().error && !parser.handler().too_long) {
      return refused("json.cut_short", "the file ends before its JSON does",
                     "Fetch it again: it was cut short on its way.");
    }
    return error_of(code, {});
  }
};

Parser::Parser(Events& events, std::filesystem::path path, const Limits& limits)
    : parts_(std::make_unique<Parts>(events, std::move(path), limits)) {}

Parser::~Parser() = default;

core::Result<> Parser::feed(std::string_view block) {
  auto& parts = *parts_;
  if (!std::exchange(parts.begun, true)) {
    if (block.starts_with("\xff\xfe") || block.starts_with("\xfe\xff") || block.substr(0, 2).contains('\0'))
      return parts.encoding();
    if (block.starts_with("\xef\xbb\xbf")) block.remove_prefix(3);
    if (block.empty()) return parts.end();
  }
  if (block.empty()) return parts.end();
  Code code;
  std::size_t read = 0;
  if (!parts.parser.done()) read = parts.parser.write_some(true, block.data(), block.size(), code);
  parts.pass(block.substr(0, read));
  const auto rest = block.substr(read);
  if (code) return parts.error_of(code, rest);
  const auto other = rest.find_first_not_of(" \t\r\n");
  if (other == std::string_view::npos) return {};
  parts.pass(rest.substr(0, other));
  return parts.refused("json.trailing", "something follows the JSON",
                       "One file is one array or object; of lines with one record each, make an array.");
}

}  // namespace sluss::connectors::registers::json
