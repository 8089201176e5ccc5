#include "connectors/register/xlsx/other_texts.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "connectors/register/markup_pieces.h"
#include "connectors/register/shown.h"
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
                                                  {"xl/worksheets/_rels/", "formler och länkar"},
                                                  {"xl/worksheets/", "blad som arbetsboken inte nämner"}});
constexpr PartPlace of_sheet{"", "formler och länkar", true};
constexpr PartPlace others{"", "arbetsbokens övriga delar"};

const PartPlace& place_of(std::string_view part, std::span<const WorkbookSheet> sheets) {
  if (std::ranges::any_of(sheets, [&](const WorkbookSheet& one) { return core::lower(one.part) == part; }))
    return of_sheet;
  const auto* const known =
      std::ranges::find_if(places, [&](const PartPlace& one) { return part.starts_with(one.begins); });
  return known == places.end() ? others : *known;
}

bool is_xml(std::string_view part) {
  return part.ends_with(".xml") || part.ends_with(".rels") || part.ends_with(".vml");
}

/// Whatever its name: binary parts have such bytes at their beginning.
bool is_text(std::string_view block) {
  return std::ranges::none_of(block, [](char c) { return (c > 0 && c < '\t') || (c > '\r' && c < ' '); });
}

/// A place in the sheet.
bool is_of_cell(std::string_view element) {
  constexpr std::array<std::string_view, 4> elements{"c", "col", "mergecell", "row"};
  return std::ranges::find(elements, element) != elements.end();
}

/// Where in a sheet a text is, as its reader knows it (SheetReader::child_of).
class CellPath {
 public:
  void tag(std::string_view element, bool ends) {
    if (ends) {
      if (skipped_ > 0) {
        --skipped_;
      } else if (!open_.empty()) {
        open_.pop_back();
      }
    } else if (skipped_ > 0 || !is_known(element)) {
      ++skipped_;
    } else {
      open_.emplace_back(element);
    }
  }
  /// Its value, or its text: neither what stands beside it, as how it is pronounced, nor what is in no cell.
  [[nodiscard]] bool is_in_cell() const {
    return skipped_ == 0 && !open_.empty() && (open_.back() == "v" || open_.back() == "t");
  }

 private:
  [[nodiscard]] bool is_known(std::string_view element) const {
    constexpr std::array<std::string_view, 4> down{"worksheet", "sheetdata", "row", "c"};
    if (open_.size() < down.size()) return element == down[open_.size()];
    const auto& parent = open_.back();
    if (parent == "c") return element == "v" || element == "is";
    return (parent == "is" && (element == "r" || element == "t")) || (parent == "r" && element == "t");
  }

  std::vector<std::string> open_;
  std::int64_t skipped_ = 0;  ///< depth within what the reader passes over
};

/// A digest or an id of a program: "{00000000-0001-…}", "0x0101…".
bool is_machine_id(std::string_view text) {
  return text.find_first_of("abcdefABCDEF") != std::string_view::npos &&
         text.find_first_not_of("0123456789abcdefABCDEFxX{}-") == std::string_view::npos;
}

std::unexpected<core::Error> doctype_in(const std::string& part) {
  return core::fail(core::ErrorClass::data, "xlsx.doctype",
                    "a part of the workbook has a document type, by which XML can be made to grow without end",
                    "No spreadsheet program writes one: ask the file's sender.", {.field = shown(part)});
}

core::Result<> read_part(const ZipFile& zip, const ZipEntry& entry, const PartPlace& part, const SeeOtherText& see) {
  core::Result<> seen;
  CellPath path;
  const auto is_read = [&](MarkupPieces::Kind kind, std::string_view element) {
    if (!part.cells || kind == MarkupPieces::Kind::comment) return false;
    return kind == MarkupPieces::Kind::text ? path.is_in_cell() : is_of_cell(element);
  };
  MarkupPieces pieces(
      false,
      [&](MarkupPieces::Kind kind, std::string_view element, std::string_view piece) {
        if (seen && !is_read(kind, element) && !is_machine_id(piece)) seen = see(part.place, piece);
      },
      [&](std::string_view element, bool ends) {
        if (part.cells) path.tag(element, ends);
      });
  const bool xml = is_xml(core::lower(entry.name));
  const auto bytes = SLUSS_TRY(zip.read(entry));
  std::vector<char> block(block_bytes);
  for (bool first = true;; first = false) {
    const auto got = SLUSS_TRY(bytes->read(block));
    if (got == 0) break;
    const std::string_view read(block.data(), got);
    if (first && !xml && !is_text(read)) return {};
    pieces.feed(read);
    SLUSS_TRY(seen);
    if (xml && pieces.has_doctype()) return doctype_in(entry.name);
  }
  pieces.end();
  return seen;
}

/// Of which the words are pictures' and files' own.
bool is_looked_at(std::string_view part) {
  return is_xml(part) || (!part.starts_with("xl/media/") && !part.starts_with("xl/embeddings/"));
}

}  // namespace

core::Result<> read_other_texts(const ZipFile& zip, std::span<const WorkbookSheet> sheets, const SeeOtherText& see) {
  for (const auto& comment : zip.comments()) SLUSS_TRY(see(zip_comments_place, comment));
  for (const auto& entry : zip.entries()) {
    SLUSS_TRY(see("namn på arbetsbokens delar", entry.name));
    const auto part = core::lower(entry.name);
    if (is_looked_at(part)) SLUSS_TRY(read_part(zip, entry, place_of(part, sheets), see));
  }
  return {};
}

}  // namespace sluss::connectors::registers
