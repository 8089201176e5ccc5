#include "connectors/register/xlsx/workbook.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "connectors/register/over_limit.h"
#include "connectors/register/shown.h"
#include "connectors/register/xlsx/package.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t longest_name = 256;  // bytes; Excel has 31 letters

std::unexpected<core::Error> refuse(const std::string& file, std::string_view code, std::string what,
                                    std::string remedy) {
  return core::fail(core::ErrorClass::data, code, std::move(what), std::move(remedy), {.file = file});
}

/// What a zip file is that has no workbook in it.
std::unexpected<core::Error> other_file(const ZipFile& zip, const std::string& file) {
  const auto is_open_document = [](const ZipEntry& entry) {
    return entry.name == "content.xml" || entry.name == "META-INF/manifest.xml";
  };
  const auto is_workbook = [](const ZipEntry& entry) {
    const auto name = core::lower(entry.name);
    return name.ends_with(".xlsx") || name.ends_with(".xlsm") || name.ends_with(".xls") || name.ends_with(".xlsb");
  };
  const auto& entries = zip.entries();
  if (std::ranges::count_if(entries, is_open_document) == 2)
    return refuse(file, "xlsx.ods", "the file is an OpenDocument spreadsheet (.ods)",
                  "Save it as \"Excel-arbetsbok (.xlsx)\", or ask for it as xlsx or CSV.");
  const auto inner = std::ranges::find_if(entries, is_workbook);
  if (inner != entries.end())
    return refuse(file, "xlsx.nested",
                  fmt::format("the file is a zip with a workbook in it: \"{}\"", shown(inner->name)),
                  "Unpack it, and deliver the workbook itself.");
  return refuse(file, "xlsx.not_a_workbook", "the file is a zip, but no Excel workbook",
                "Deliver the workbook itself, saved as \"Excel-arbetsbok (.xlsx)\".");
}

class WorkbookReader final : public XmlHandler {
 public:
  WorkbookReader(Workbook& workbook, const std::vector<Relationship>& relations, const Limits& limits,
                 core::Place place)
      : workbook_(workbook), relations_(relations), limits_(limits), place_(std::move(place)) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (depth_++ == 0) is_workbook_ = name == "workbook";
    if (name == "workbookPr") workbook_.since_1904 = attributes.is_true("date1904");
    if (name == "sheet" && depth_ == 3) add(attributes);
  }
  void end(std::string_view /*name*/) override { --depth_; }

  [[nodiscard]] core::Result<> run(XmlParser& parser) {
    parser_ = &parser;
    std::ignore = SLUSS_TRY(parser.run());
    if (is_workbook_) return {};
    return refuse(place_.file, "xlsx.not_a_workbook", "the file is an Office document, but no Excel workbook",
                  "Deliver the workbook itself, saved as \"Excel-arbetsbok (.xlsx)\".");
  }

 private:
  void add(const XmlAttributes& attributes) {
    const auto name = attributes.find("name").value_or("");
    if (static_cast<std::int64_t>(workbook_.sheets.size()) >= limits_.entries || name.size() > longest_name)
      return parser_->fail(over_limit("the workbook has too many sheets, or too long names of them", place_).error());
    const auto id = attributes.relationship();
    const auto relation = std::ranges::find_if(relations_, [&](const auto& one) { return id && one.id == *id; });
    if (relation == relations_.end())
      return parser_->fail(missing_part(fmt::format("sheet {}", name), place_.file).error());
    if (relation->type != "worksheet") {
      ++workbook_.sheets_without_cells;
      return;
    }
    const auto state = attributes.find("state");
    const auto visibility = state == "hidden"       ? Visibility::hidden
                            : state == "veryHidden" ? Visibility::very_hidden
                                                    : Visibility::shown;
    workbook_.sheets.push_back({std::string(name), visibility, relation->part});
  }

  Workbook& workbook_;
  const std::vector<Relationship>& relations_;
  const Limits& limits_;
  core::Place place_;
  XmlParser* parser_ = nullptr;
  int depth_ = 0;
  bool is_workbook_ = false;
};

core::Result<> check_parts(const ZipFile& zip, const Workbook& workbook, const std::string& file) {
  for (const auto* part : {&workbook.shared_strings, &workbook.styles})
    if (!part->empty() && zip.find(*part) == nullptr) return missing_part(*part, file);
  for (const auto& sheet : workbook.sheets)
    if (zip.find(sheet.part) == nullptr) return missing_part(sheet.part, file);
  return {};
}

}  // namespace

core::Result<Workbook> Workbook::read(const ZipFile& zip, const Limits& limits, const std::string& file) {
  const auto relations = SLUSS_TRY(read_relationships(zip, "", file));
  const auto main = std::ranges::find(relations, "officeDocument", &Relationship::type);
  if (main == relations.end()) {
    if (zip.find("[Content_Types].xml") != nullptr) return missing_part("_rels/.rels: officeDocument", file);
    return other_file(zip, file);
  }
  if (core::lower(main->part).ends_with(".bin"))
    return refuse(file, "xlsx.xlsb", "the file is a binary Excel workbook (.xlsb)",
                  "Save it as \"Excel-arbetsbok (.xlsx)\".");
  Workbook workbook;
  const auto parts = SLUSS_TRY(read_relationships(zip, main->part, file));
  for (const auto& relation : parts) {
    if (relation.type == "sharedStrings") workbook.shared_strings = relation.part;
    if (relation.type == "styles") workbook.styles = relation.part;
    if (relation.type == "vbaProject") workbook.has_macros = true;
  }
  const core::Place place{.file = file, .field = main->part};
  WorkbookReader reader(workbook, parts, limits, place);
  XmlParser parser(SLUSS_TRY(open_part(zip, main->part, file)), reader, place);
  SLUSS_TRY(reader.run(parser));
  SLUSS_TRY(check_parts(zip, workbook, file));
  return workbook;
}

}  // namespace sluss::connectors::registers
