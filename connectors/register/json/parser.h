#pragma once
// Inside the readers of JSON: a parser that is fed in blocks (Boost.JSON's), as events with whole tokens. simdjson
// would need the whole file in memory; nlohmann's SAX does not stop between rows, and reads -0 as 0. Memory: a token of
// at most Limits::cell_bytes. Strict: RFC 8259 in UTF-8, at most 32 objects and arrays inside one another. One thread.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "connectors/register/limits.h"
#include "connectors/register/sheets.h"
#include "core/error.h"

namespace sluss::connectors::registers::json {

/// Texts live until the event returns. An error ends the parsing.
class Events {
 public:
  virtual ~Events() = default;
  virtual core::Result<> begin_object() = 0;
  virtual core::Result<> end_object() = 0;
  virtual core::Result<> begin_array() = 0;
  virtual core::Result<> end_array() = 0;
  virtual core::Result<> key(std::string_view name) = 0;
  /// A string, a number as it is written, true, false or null (empty).
  virtual core::Result<> scalar(CellKind kind, std::string_view text) = 0;
};

class Parser {
 public:
  Parser(Events& events, std::filesystem::path path, const Limits& limits);
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// An empty block ends the file. Errors: data class "json.syntax", "json.encoding", "json.depth", "json.number",
  /// "json.cut_short", "json.trailing", with the file's line and the byte in it; "register.limit"; those of the events.
  [[nodiscard]] core::Result<> feed(std::string_view block);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sluss::connectors::registers::json
