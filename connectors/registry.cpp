#include "connectors/registry.h"

#include <array>

#include "connectors/file_words.h"
#include "connectors/kolada/kind.h"
#include "connectors/odbc/kind.h"
#include "connectors/register/source/kind.h"

namespace sluss::connectors {
namespace {

constexpr std::array<const Kind*, 3> all{&kolada::kind, &odbc::kind, &registers::kind};

}  // namespace

std::span<const Kind* const> kinds() {
  return all;
}

std::optional<FileWords> file_words(std::string_view code) {
  return registers::file_words(code);
}

std::string file_place_words(const core::Place& place) {
  return registers::place_words(place);
}

FileWords row_words(std::string_view code) {
  return registers::row_words(code);
}

}  // namespace sluss::connectors
