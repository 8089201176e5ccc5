#include "connectors/register/xlsx/other_texts.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "connectors/register/markup_pieces.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t block_bytes = 64 << 10;

struct PartPlace {
  std::string_view begins;  ///< the part's name, in small letters
  std::string_view place;   ///< Swedish
  bool cells = false;       ///< most of its texts are of cells
};
constexpr auto places = std::to_array<PartPlace>({{"docprops/", "arbetsbokens egenskaper"},
                                                  {"xl/charts/", "diagram"},
                                                  {"xl/comments", "kommentarer"},
                                                  {"xl/drawings/", "ritobjekt och kommentarer"},
                                                  {"xl/persons/", "kommentarernas författare"},
                                                  {"xl/pivot", "pivottabellers underlag"},
                                                  {"xl/sharedstrings", "texter som ingen cell visar"},
                                                  {"xl/threadedcomments", "kommentarer"},
                                                  {"xl/workbook.xml", "definierade namn"},
                                                  {"xl/worksheets/", "formler och länkar", true}});
constexpr PartPlace others{"", "arbetsbokens övriga delar"};

/// Null: the part is no XML.
const PartPlace* place_of(std::string_view part) {
  const bool xml = part.ends_with(".xml") || part.ends_with(".rels") || part.ends_with(".vml");
  if (!xml) return nullptr;
  const auto* const known =
      std::ranges::find_if(places, [&](const PartPlace& one) { return part.starts_with(one.begins); });
  return known == places.end() ? &others : known;
}

/// Read by the reader of cells, or a place in the sheet.
bool is_of_cell(std::string_view element) {
  constexpr std::array<std::string_view, 8> elements{"c", "col", "is", "mergecell", "r", "row", "t", "v"};
  return std::ranges::find(elements, element) != elements.end();
}

/// A digest or an id of a program: "{00000000-0001-…}", "0x0101…".
bool is_machine_id(std::string_view text) {
  return text.find_first_of("abcdefABCDEF") != std::string_view::npos &&
         text.find_first_not_of("0123456789abcdefABCDEFxX{}-") == std::string_view::npos;
}

core::Result<> read_part(const ZipFile& zip, const ZipEntry& entry, const PartPlace& part, const SeeOtherText& see) {
  core::Result<> seen;
  MarkupPieces pieces(false, [&](MarkupPieces::Kind kind, std::string_view element, std::string_view piece) {
    if (!seen || (part.cells && kind != MarkupPieces::Kind::comment && is_of_cell(element)) || is_machine_id(piece))
      return;
    seen = see(part.place, piece);
  });
  const auto bytes = SLUSS_TRY(zip.read(entry));
  std::vector<char> block(block_bytes);
  for (;;) {
    const auto got = SLUSS_TRY(bytes->read(block));
    if (got == 0) break;
    pieces.feed({block.data(), got});
    SLUSS_TRY(seen);
  }
  pieces.end();
  return seen;
}

}  // namespace

core::Result<> read_other_texts(const ZipFile& zip, const SeeOtherText& see) {
  for (const auto& comment : zip.comments()) SLUSS_TRY(see("zip-filens kommentar", comment));
  for (const auto& entry : zip.entries()) {
    SLUSS_TRY(see("namn på arbetsbokens delar", entry.name));
    if (const auto* const part = place_of(core::lower(entry.name))) SLUSS_TRY(read_part(zip, entry, *part, see));
  }
  return {};
}

}  // namespace sluss::connectors::registers
