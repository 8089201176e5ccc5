#pragma once
// What a run reports to a person, and what it could not decode.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluss::core {

enum class Severity : std::uint8_t { info, warning, error };

/// As meta.finding and JSON have it.
[[nodiscard]] constexpr std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "info";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "";
}

/// Stored in meta.finding. Never contains an identity or a secret.
struct Finding {
  std::string code;  ///< "kolada.unknown_status"
  Severity severity = Severity::warning;
  std::string subject;  ///< an indicator, an area, a query: what it is about
  std::string what;     ///< Swedish, for people
  std::string remedy;   ///< Swedish
  std::int64_t count = 1;
  /// What of it programs read: JSON in the words of whoever found it, made into text by its reader. Empty: none.
  std::string facts = {};
};

/// Of what a load proves no absence after something in it could not be read.
enum class Touches : std::uint8_t {
  series,      ///< those that the reject names
  everything,  ///< it is not known which series it belonged to
  catalogue,   ///< a row of a catalogue
};

/// Stored in meta.reject: something in a raw object that could not be decoded.
struct Reject {
  std::uint32_t raw = 0;            ///< RawHandle::index
  std::string stream;               ///< of the source's schema.h; not stored
  std::string object;               ///< which query or file
  std::vector<std::string> series;  ///< of which it would have been, in the source's own ids; not stored
  Touches touches = Touches::everything;
  bool decoded = false;  ///< it could be read, and is of something that the source's catalogue does not have
  std::int64_t line = 0;
  std::int64_t byte = 0;
  std::string column;
  std::string field;
  std::string error;            ///< stable code
  std::string shown;            ///< at most 80 characters, masked
  std::string suggestion = {};  ///< what of a list may be meant by it: "Falun (2080)"; stored with `shown`
};

/// As meta.reject, JSON and people have it: "Falum (menas Falun (2080)?)".
[[nodiscard]] inline std::string shown_whole(const Reject& reject) {
  return reject.suggestion.empty() ? reject.shown : reject.shown + " (menas " + reject.suggestion + "?)";
}

}  // namespace sluss::core
