#include "connectors/register/document/document.h"

#include <string>
#include <utility>
#include <vector>

#include "connectors/register/format.h"
#include "connectors/register/gz.h"
#include "connectors/register/html/html.h"
#include "connectors/register/json/json_stat.h"
#include "connectors/register/xlsx/xlsx.h"

namespace sluss::connectors::registers {

namespace {

namespace fs = std::filesystem;

/// A .gz in a .gz, and so on: as many as people pack.
constexpr int most_packings = 3;

struct Opening {
  const DocumentHints& hints;
  const Limits& limits;
  core::Files& files;
  const fs::path& scratch;
};

/// What was packed, with the texts that the packing has.
class UnpackedDocument final : public Document {
 public:
  UnpackedDocument(std::unique_ptr<Document> document, std::vector<std::string> texts)
      : document_(std::move(document)), texts_(std::move(texts)) {}
  [[nodiscard]] const std::vector<Sheet>& sheets() const override { return document_->sheets(); }
  [[nodiscard]] core::Result<std::unique_ptr<RowReader>> open(std::size_t sheet) override {
    return document_->open(sheet);
  }
  [[nodiscard]] core::Result<std::vector<MergedCells>> merged(std::size_t sheet) override {
    return document_->merged(sheet);
  }
  [[nodiscard]] core::Result<> other_texts(const SeeOtherText& see) override {
    for (const auto& text : texts_) SLUSS_TRY(see(gz_texts_place, text));
    return document_->other_texts(see);
  }
  [[nodiscard]] std::string recognised() const override { return document_->recognised(); }

 private:
  std::unique_ptr<Document> document_;
  std::vector<std::string> texts_;
};

core::Result<std::unique_ptr<Document>> open(const fs::path& path, const fs::path& named, int packings,
                                             const Opening& opening);

core::Result<std::unique_ptr<Document>> open_gz(const fs::path& path, const fs::path& named, int packings,
                                                const Opening& opening) {
  if (packings == most_packings) {
    return core::fail(core::ErrorClass::data, "register.format", "the file is packed by gzip more than 3 times",
                      "Unpack it (gunzip), and place the result here.", {.file = named.string()});
  }
  const auto unpacked = opening.scratch / ("unpacked-" + std::to_string(packings));
  const auto into = SLUSS_TRY(opening.files.create(unpacked));
  auto texts = SLUSS_TRY(unpack_gz(path, *into, opening.limits));
  SLUSS_TRY(into->close());
  auto document = SLUSS_TRY(open(unpacked, named, packings + 1, opening));
  if (texts.empty()) return document;
  return std::make_unique<UnpackedDocument>(std::move(document), std::move(texts));
}

core::Result<std::unique_ptr<Document>> open(const fs::path& path, const fs::path& named, int packings,
                                             const Opening& opening) {
  const auto format = SLUSS_TRY(recognise_format(path));
  switch (format) {
    case Format::text:
      if (opening.hints.fixed_width) return open_fixed_width(path, *opening.hints.fixed_width, opening.limits);
      return open_csv(path, opening.hints.csv, opening.limits);
    case Format::html:
      return open_html(path, opening.limits);
    case Format::json:
      return open_json(path, opening.hints.json, opening.limits);
    case Format::json_stat:
      return open_json_stat(path, opening.limits);
    case Format::gz:
      return open_gz(path, named, packings, opening);
    case Format::xlsx:
    case Format::xlsb:
    case Format::xls:
    case Format::encrypted_workbook:
    case Format::ods:  // refused there, each with what to save it as
      return open_xlsx(path, opening.limits, opening.scratch);
    case Format::empty:
    case Format::mhtml:
    case Format::xml:
    case Format::zip:
    case Format::pdf:
    case Format::unknown:
      break;
  }
  return core::fail(core::ErrorClass::data, "register.format",
                    "the file cannot be read: it is of the format \"" + std::string(name_of(format)) + "\"",
                    "Save it as CSV, as an Excel workbook (.xlsx), or as a web page (HTML only).",
                    {.file = named.string()});
}

}  // namespace

core::Result<std::unique_ptr<Document>> open_document(const fs::path& path, const DocumentHints& hints,
                                                      const Limits& limits, core::Files& files,
                                                      const fs::path& scratch) {
  return open(path, path, 0, {.hints = hints, .limits = limits, .files = files, .scratch = scratch});
}

}  // namespace sluss::connectors::registers
