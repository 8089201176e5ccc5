#pragma once
// XML of a part of a workbook, forwards, by expat. Namespaces are resolved; those of strict and of transitional Office
// Open XML are one. Memory: at most 2 MiB, whatever the names, the depth or the length of a tag. A document type (and
// with it every entity of its own) is refused. One thread, in which all parsers of it run.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/register/byte_source.h"

namespace sluss::connectors::registers {

/// The attributes of an element; as long as its start is handled.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  /// Of an attribute without a namespace.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  /// Of r:id, in whichever of its namespaces.
  [[nodiscard]] std::optional<std::string_view> relationship() const;
  /// "1" or "true".
  [[nodiscard]] bool is_true(std::string_view name) const;

 private:
  const char** pairs_;
};

/// What a part does with its elements. Names are local ones of the spreadsheet's or the package's namespaces; an
/// element of another namespace has the name "?".
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view /*text*/) {}
};

class XmlParser {
 public:
  /// `place` is that of its errors: file, and the part as field. The handler must outlive it.
  XmlParser(std::unique_ptr<ByteSource> bytes, XmlHandler& handler, core::Place place);
  ~XmlParser();

  /// Parses until the handler pauses (true), or to the end of the part (false), bytes checked. Errors: of the bytes, of
  /// the handler; data class "xlsx.xml", "xlsx.doctype", "register.limit".
  [[nodiscard]] core::Result<bool> run();
  /// By the handler: run() returns true after this.
  void pause();
  /// By the handler: run() returns the error, now and ever.
  void fail(core::Error error);

 private:
  struct Core;
  std::unique_ptr<Core> core_;
};

}  // namespace sluss::connectors::registers
