#include "connectors/register/xlsx/xlsx.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "connectors/register/format.h"
#include "connectors/register/shown.h"
#include "connectors/register/xlsx/other_texts.h"
#include "connectors/register/xlsx/package.h"
#include "connectors/register/xlsx/sheet_reader.h"
#include "connectors/register/xlsx/workbook.h"

namespace sluss::connectors::registers {
namespace {

std::unexpected<core::Error> refuse(const FileBytes& file, std::string_view code, std::string what,
                                    std::string remedy) {
  return core::fail(core::ErrorClass::data, code, std::move(what), std::move(remedy), {.file = file.path().string()});
}

/// Refuses, by name, what is no zip file; which workbook a zip is, its parts decide.
core::Result<> check_is_zip(const FileBytes& file) {
  switch (SLUSS_TRY(recognise_format(file))) {
    case Format::xlsx:
    case Format::xlsb:
    case Format::ods:
    case Format::zip:
      return {};
    case Format::encrypted_workbook:
      return refuse(
          file, "xlsx.encrypted", "the workbook is protected by a password to open it",
          "Save it without one: in Excel, File, Info, Protect Workbook, Encrypt with Password, and clear it.");
    case Format::xls:
      return refuse(file, "xlsx.xls", "the file is a workbook of Excel 2003 or older (.xls)",
                    "Save it as \"Excel-arbetsbok (.xlsx)\".");
    case Format::empty:
      return refuse(file, "xlsx.not_a_workbook", "the file is empty", "Fetch or save it again.");
    default:
      return refuse(file, "xlsx.not_a_workbook", "the file is no Excel workbook, whatever its name",
                    "Open it in the program that made it, and save it as \"Excel-arbetsbok (.xlsx)\".");
  }
}

class XlsxDocument final : public Document {
 public:
  XlsxDocument(std::string file, ZipFile zip, Workbook workbook, const Limits& limits, std::filesystem::path folder)
      : file_(std::move(file)),
        zip_(std::move(zip)),
        workbook_(std::move(workbook)),
        limits_(limits),
        folder_(std::move(folder)) {
    for (const auto& sheet : workbook_.sheets)
      sheets_.push_back({.name = sheet.name, .hidden = sheet.visibility != Visibility::shown});
  }

  [[nodiscard]] const std::vector<Sheet>& sheets() const override { return sheets_; }

  core::Result<std::unique_ptr<RowReader>> open(std::size_t sheet) override {
    if (!parts_) parts_ = SLUSS_TRY(read_shared());
    auto bytes = SLUSS_TRY(open_part(zip_, workbook_.sheets.at(sheet).part, file_));
    return std::make_unique<SheetReader>(std::move(bytes), parts_, limits_, place_of(sheet));
  }

  core::Result<std::vector<MergedCells>> merged(std::size_t sheet) override {
    return read_merged(SLUSS_TRY(open_part(zip_, workbook_.sheets.at(sheet).part, file_)), place_of(sheet));
  }

  core::Result<> other_texts(const SeeOtherText& see) override { return read_other_texts(zip_, workbook_.sheets, see); }

  [[nodiscard]] std::string recognised() const override {
    const auto count = [&](Visibility visibility) {
      return std::ranges::count(workbook_.sheets, visibility, &WorkbookSheet::visibility);
    };
    std::vector<std::string> words{fmt::format("Excel (xlsx), {} blad", sheets_.size())};
    const auto add = [&](std::int64_t number, std::string_view one, std::string_view several) {
      if (number > 0) words.push_back(fmt::format("{} {}", number, number == 1 ? one : several));
    };
    add(count(Visibility::hidden), "dolt", "dolda");
    add(count(Visibility::very_hidden), "djupt dolt (saknas i Excels meny)", "djupt dolda (saknas i Excels meny)");
    add(workbook_.sheets_without_cells, "blad utan celler utelämnat", "blad utan celler utelämnade");
    if (workbook_.since_1904) words.emplace_back("datum räknade från 1904");
    if (workbook_.has_macros) words.emplace_back("makron som inte läses");
    return fmt::format("{}", fmt::join(words, ", "));
  }

 private:
  [[nodiscard]] core::Place place_of(std::size_t sheet) const {
    return {.file = file_, .field = shown(workbook_.sheets[sheet].name)};
  }

  core::Result<std::shared_ptr<SharedParts>> read_shared() {
    SharedStrings strings(limits_);
    NumberFormats formats;
    if (const auto& part = workbook_.styles; !part.empty())
      formats = SLUSS_TRY(NumberFormats::read(SLUSS_TRY(open_part(zip_, part, file_)), {.file = file_, .field = part}));
    if (const auto& part = workbook_.shared_strings; !part.empty())
      strings = SLUSS_TRY(SharedStrings::read(SLUSS_TRY(open_part(zip_, part, file_)), {.file = file_, .field = part},
                                              limits_, folder_));
    return std::make_shared<SharedParts>(std::move(strings), std::move(formats), workbook_.since_1904);
  }

  std::string file_;
  ZipFile zip_;
  Workbook workbook_;
  Limits limits_;
  std::filesystem::path folder_;
  std::vector<Sheet> sheets_;
  std::shared_ptr<SharedParts> parts_;
};

}  // namespace

core::Result<std::unique_ptr<Document>> open_xlsx(const std::filesystem::path& path, const Limits& limits,
                                                  const std::filesystem::path& spill_folder) {
  auto file = std::make_shared<const FileBytes>(SLUSS_TRY(FileBytes::open(path)));
  SLUSS_TRY(check_is_zip(*file));
  auto zip = SLUSS_TRY(ZipFile::open(file, limits));
  auto workbook = SLUSS_TRY(Workbook::read(zip, limits, path.string()));
  return std::make_unique<XlsxDocument>(path.string(), std::move(zip), std::move(workbook), limits, spill_folder);
}

}  // namespace sluss::connectors::registers
