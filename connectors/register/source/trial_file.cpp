#include "connectors/register/source/trial_file.h"

#include <algorithm>
#include <utility>

#include "connectors/register/csv/csv.h"
#include "connectors/register/csv/dialect.h"
#include "connectors/register/format.h"
#include "connectors/register/inbox/inbox.h"
#include "connectors/register/source/file_names.h"
#include "connectors/register/text/text_file.h"

namespace sluss::connectors::registers {
namespace {

std::string_view english_name(Format format) {
  switch (format) {
    case Format::text:
      return "CSV";
    case Format::xlsx:
      return "Excel workbook (xlsx)";
    case Format::html:
      return "HTML";
    case Format::json:
      return "JSON";
    case Format::json_stat:
      return "JSON-stat";
    case Format::zip:
      return "zip";
    case Format::gz:
      return "gz";
    case Format::empty:
      return "empty";
    case Format::xlsb:
      return "binary Excel workbook (xlsb)";
    case Format::xls:
      return "older Excel workbook (xls)";
    case Format::encrypted_workbook:
      return "Excel workbook behind a password";
    case Format::ods:
      return "LibreOffice spreadsheet (ods)";
    case Format::mhtml:
      return "web page in one file (MHTML)";
    case Format::xml:
      return "XML";
    case Format::pdf:
      return "PDF";
    case Format::unknown:
      break;
  }
  return "unknown";
}

/// Counts while others read.
class CountedDocument final : public Document {
 public:
  CountedDocument(Document& document, std::vector<SheetSize>& sizes) : document_(document), sizes_(sizes) {}
  [[nodiscard]] const std::vector<Sheet>& sheets() const override { return document_.sheets(); }
  [[nodiscard]] std::string recognised() const override { return document_.recognised(); }
  [[nodiscard]] core::Result<std::unique_ptr<RowReader>> open(std::size_t sheet) override {
    auto reader = SLUSS_TRY(document_.open(sheet));
    return std::make_unique<Reader>(std::move(reader), sizes_[sheet]);
  }
  [[nodiscard]] core::Result<> other_texts(const SeeOtherText& see) override { return document_.other_texts(see); }

 private:
  class Reader final : public RowReader {
   public:
    Reader(std::unique_ptr<RowReader> reader, SheetSize& size) : reader_(std::move(reader)), size_(size) {}
    [[nodiscard]] core::Result<std::optional<Row>> next() override {
      auto row = reader_->next();
      if (!row || !*row) return row;
      const auto& cells = (*row)->cells;
      const auto filled = std::ranges::find_if(cells.rbegin(), cells.rend(), [](const Cell& cell) {
        return cell.kind != CellKind::empty && !cell.text.empty();
      });
      const auto columns = static_cast<std::size_t>(cells.rend() - filled);
      if (columns > 0) size_.rows = (*row)->number;
      size_.columns = std::max(size_.columns, columns);
      return row;
    }

   private:
    std::unique_ptr<RowReader> reader_;
    SheetSize& size_;
  };
  Document& document_;
  std::vector<SheetSize>& sizes_;
};

/// Rows were reached: that is all that is asked for.
std::unexpected<core::Error> enough() {
  return core::fail(core::ErrorClass::cancelled, "register.cancelled", "the header was found");
}

}  // namespace

core::Result<FileForm> form_of(const std::filesystem::path& file, const Mapping& mapping) {
  const auto format = SLUSS_TRY(recognise_format(file));
  FileForm form{.format = std::string(english_name(format))};
  if (format != Format::text) return form;
  const auto options = csv_options_of(mapping);
  auto text = TextFile::open(file, options.encoding);
  if (!text) return form;
  form.encoding = name_of(text->encoding());
  if (!mapping.csv.widths.empty()) {
    form.format = "text of fixed width";
    return form;
  }
  std::string sample(std::size_t{256} << 10U, '\0');
  sample.resize(text->read(sample).value_or(0));
  std::string more(64, '\0');
  const bool whole = text->read(more).value_or(0) == 0;
  form.delimiter = recognise_dialect(sample, whole, options).delimiter;
  return form;
}

core::Result<> look_at(const Part& part, IdentityCheck& check, FileLook& look) {
  std::vector<SheetSize> sizes;
  for (const auto& sheet : part.document->sheets())
    sizes.push_back({.file = shown_name(part.name), .sheet = shown_name(sheet.name), .hidden = sheet.hidden});
  CountedDocument counted(*part.document, sizes);
  const auto looked = check.look_at({.name = part.name, .document = &counted});
  std::ranges::move(sizes, std::back_inserter(look.sheets));
  return looked;
}

MappingFit fit_of(const Mapping& mapping, const std::string& file, std::span<const Part> parts) {
  MappingFit fit{.id = mapping.id, .name = is_named(mapping, file)};
  auto of_any_name = mapping;
  if (!fit.name) of_any_name.files.names = {"*"};
  const auto stop_at_rows = [](const Table& /*table*/, const core::Batch& /*rows*/) -> core::Result<> {
    return enough();
  };
  const auto stop_at_reject = [](const Reject& /*reject*/) -> core::Result<> { return enough(); };
  const auto located = locate(of_any_name, file, parts, {.rows = stop_at_rows, .reject = stop_at_reject});
  fit.header = !located || (!located->refused && !located->tables.empty());
  if (located && located->refused) fit.error = located->refused->what;
  return fit;
}

Mapping any_mapping() {
  Mapping mapping{.id = "any"};
  mapping.tables.push_back({.name = "any"});
  return mapping;
}

}  // namespace sluss::connectors::registers
