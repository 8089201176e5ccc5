#include "core/error.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/identities.h"
#include "core/text.h"

namespace sluss::core {
namespace {

constexpr std::size_t most_words = 4096;  // bytes; a driver or a source may send a megabyte
constexpr std::size_t most_place = 1024;

/// Words of sources, drivers and the system as they may be stored and shown: UTF-8, without NUL, bounded.
std::string tidied(std::string text, std::size_t most) {
  if (text.size() > most) text = std::string(cut(text, most)) + "…";
  std::ranges::replace(text, '\0', ' ');
  return is_well_formed(text) ? text : well_formed(text);
}

}  // namespace

std::string_view name_of(ErrorClass error_class) {
  switch (error_class) {
    case ErrorClass::config:
      return "config";
    case ErrorClass::source:
      return "source";
    case ErrorClass::transient:
      return "transient";
    case ErrorClass::data:
      return "data";
    case ErrorClass::storage:
      return "storage";
    case ErrorClass::busy:
      return "busy";
    case ErrorClass::cancelled:
      return "cancelled";
  }
  return "unknown";
}

std::string describe(const Error& error) {
  std::string place = error.place.file;
  if (error.place.line > 0) place += fmt::format("{}{}", place.empty() ? "line " : ":", error.place.line);
  if (error.place.line > 0 && error.place.column > 0) place += fmt::format(":{}", error.place.column);
  if (!error.place.field.empty()) place += (place.empty() ? "" : " ") + error.place.field;

  std::string text = fmt::format("{}: {}", error.code, error.what);
  if (!place.empty()) text += fmt::format(" ({})", place);
  if (!error.remedy.empty()) text += fmt::format(". {}", error.remedy);
  return text;
}

std::unexpected<Error> fail(ErrorClass error_class, std::string_view code, std::string what, std::string remedy,
                            Place place) {
  place.file = tidied(std::move(place.file), most_place);
  place.field = tidied(std::move(place.field), most_place);
  return std::unexpected(Error{.code = std::string(code),
                               .error_class = error_class,
                               .what = tidied(without_identities(what), most_words),
                               .remedy = tidied(std::move(remedy), most_words),
                               .place = std::move(place)});
}

}  // namespace sluss::core
