// The registries of a program for tests, in place of connectors/registry.cpp and transforms/normalise/registry.cpp: the
// program's kinds, and the counter by one line in each.
#include "connectors/registry.h"

#include <array>
#include <string>

#include "connectors/file_words.h"
#include "connectors/kolada/kind.h"
#include "connectors/odbc/kind.h"
#include "tests/tools/counter/kind.h"
#include "tests/tools/counter/normaliser.h"
#include "transforms/normalise/kolada_normaliser.h"
#include "transforms/normalise/registry.h"
#include "transforms/normalise/verbatim.h"

namespace sluss::connectors {

std::span<const Kind* const> kinds() {
  static constexpr std::array all{
      &kolada::kind,
      &odbc::kind,
      &tests::counter::kind,
  };
  return all;
}

std::optional<FileWords> file_words(std::string_view /*code*/) {
  return std::nullopt;  // none of them reads files
}

std::string file_place_words(const core::Place& /*place*/) {
  return {};
}

FileWords row_words(std::string_view /*code*/) {
  return {};
}

}  // namespace sluss::connectors

namespace sluss::transforms::normalise {

MakeNormaliser find_normaliser(std::string_view kind) {
  if (kind == "counter") return tests::counter::make_normaliser;
  if (kind == "kolada") return make_kolada;
  if (kind == "odbc") return make_verbatim;
  return nullptr;
}

}  // namespace sluss::transforms::normalise
