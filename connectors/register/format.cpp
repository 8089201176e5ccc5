#include "connectors/register/format.h"

#include <string>
#include <utility>

#include "connectors/register/file_bytes.h"
#include "connectors/register/format_office.h"

namespace sluss::connectors::registers {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t sample_bytes = 64 << 10;

/// Excel before 97 wrote its records without a container: BOF of version 2, 3, 4 or 5, then its length.
bool is_old_workbook(std::string_view sample) {
  return sample.starts_with("\x09\x00\x04\x00"sv) || sample.starts_with("\x09\x02\x06\x00"sv) ||
         sample.starts_with("\x09\x04\x06\x00"sv) || sample.starts_with("\x09\x08\x08\x00"sv) ||
         sample.starts_with("\x09\x08\x10\x00"sv);
}

}  // namespace

std::string_view name_of(Format format) {
  switch (format) {
    case Format::empty:
      return "tom fil";
    case Format::text:
      return "textfil (CSV eller fast bredd)";
    case Format::xlsx:
      return "Excel-arbetsbok (xlsx)";
    case Format::xlsb:
      return "binär Excel-arbetsbok (xlsb)";
    case Format::xls:
      return "äldre Excel-arbetsbok (xls)";
    case Format::encrypted_workbook:
      return "Excel-arbetsbok med lösenord";
    case Format::ods:
      return "LibreOffice-kalkylark (ods)";
    case Format::html:
      return "webbsida (HTML)";
    case Format::mhtml:
      return "webbsida i en enda fil (MHTML)";
    case Format::xml:
      return "XML-fil";
    case Format::json:
      return "JSON-fil";
    case Format::json_stat:
      return "statistik i JSON (json-stat2)";
    case Format::zip:
      return "zip-arkiv";
    case Format::gz:
      return "gzip-packad fil";
    case Format::pdf:
      return "PDF-dokument";
    case Format::unknown:
      break;
  }
  return "okänt format";
}

core::Result<Format> recognise_format(const std::filesystem::path& path) {
  return recognise_format(SLUSS_TRY(FileBytes::open(path)));
}

core::Result<Format> recognise_format(const FileBytes& file) {
  std::string bytes(sample_bytes, '\0');
  const auto size = SLUSS_TRY(file.read_at(0, bytes));
  const auto sample = std::string_view(bytes).substr(0, size);
  if (sample.empty()) return Format::empty;
  if (sample.starts_with("PK\x03\x04"sv) || sample.starts_with("PK\x05\x06"sv)) return impl::recognise_zip(file);
  if (sample.starts_with("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv)) return impl::recognise_ole(file);
  if (sample.starts_with("\x1f\x8b\x08"sv)) return Format::gz;
  // Readers of PDF look for its mark in the first 1,024 bytes.
  if (sample.substr(0, 1024).contains("%PDF-")) return Format::pdf;
  if (is_old_workbook(sample)) return Format::xls;
  return recognise_text(sample);
}

}  // namespace sluss::connectors::registers
