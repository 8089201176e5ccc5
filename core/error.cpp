#include "core/error.h"

#include <fmt/format.h>

namespace sluss::core {

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
  return std::unexpected(Error{.code = std::string(code),
                               .error_class = error_class,
                               .what = std::move(what),
                               .remedy = std::move(remedy),
                               .place = std::move(place)});
}

}  // namespace sluss::core
