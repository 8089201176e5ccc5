#include "connectors/register/format_office.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "connectors/register/little_endian.h"
#include "connectors/register/zip_directory.h"

namespace sluss::connectors::registers::impl {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t most_directory = 4 << 20;  // bytes of a zip's directory that are looked through
constexpr std::size_t local_entry = 30;

core::Result<std::string> bytes_at(const FileBytes& file, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  bytes.resize(SLUSS_TRY(file.read_at(offset, bytes)));
  return bytes;
}

/// By a name in the zip; nothing where it tells none.
std::optional<Format> format_of(std::string_view name) {
  if (name == "xl/workbook.xml") return Format::xlsx;
  if (name == "xl/workbook.bin") return Format::xlsb;
  return std::nullopt;
}

Format format_in(std::string_view directory) {
  while (const auto item = take_item(directory)) {
    if (const auto format = format_of(item->entry.name)) return *format;
  }
  return Format::zip;
}

/// An OpenDocument begins with an entry "mimetype", not packed, by rule.
bool is_spreadsheet(std::string_view head) {
  const auto name = head.substr(std::min(head.size(), local_entry));
  return name.starts_with("mimetypeapplication/vnd.oasis.opendocument.spreadsheet");
}

/// Whether a name of an old Office file's directory is this; both of ASCII, there in UTF-16.
bool is_named(std::string_view entry, std::string_view name) {
  if (number_at(entry, 64, 2) != 2 * (name.size() + 1)) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (entry[2 * i] != name[i] || entry[2 * i + 1] != '\0') return false;
  }
  return true;
}

std::optional<Format> format_of_entries(std::string_view sector) {
  constexpr std::size_t entry_bytes = 128;
  for (; sector.size() >= entry_bytes; sector.remove_prefix(entry_bytes)) {
    const auto entry = sector.substr(0, entry_bytes);
    if (is_named(entry, "EncryptedPackage")) return Format::encrypted_workbook;
    if (is_named(entry, "Workbook") || is_named(entry, "Book")) return Format::xls;
  }
  return std::nullopt;
}

}  // namespace

core::Result<Format> recognise_zip(const FileBytes& file) {
  const auto head = SLUSS_TRY(bytes_at(file, 0, 256));
  if (is_spreadsheet(head)) return Format::ods;
  const auto directory = find_directory(file);
  // One that contradicts itself is a zip, and its reader tells what is wrong with it.
  if (!directory && directory.error().error_class == core::ErrorClass::data) return Format::zip;
  if (!directory) return std::unexpected(directory.error());
  if (!*directory) {
    const auto name = std::string_view(head).substr(std::min(head.size(), local_entry), number_at(head, 26, 2));
    return format_of(name).value_or(Format::zip);
  }
  const auto offset = (*directory)->offset;
  if (offset >= file.size()) return Format::zip;
  const auto left = std::min<std::uint64_t>(most_directory, file.size() - offset);
  return format_in(SLUSS_TRY(bytes_at(file, offset, left)));
}

core::Result<Format> recognise_ole(const FileBytes& file) {
  constexpr std::uint64_t most_sectors = 1000;  // of the directory: a file may point from one to another for ever
  const auto head = SLUSS_TRY(bytes_at(file, 0, 512));
  const auto power = number_at(head, 30, 2);
  if (power < 7 || power > 16) return Format::unknown;
  const auto sector_bytes = std::size_t{1} << power;
  const auto offset_of = [&](std::uint64_t sector) { return (sector + 1) * sector_bytes; };
  const auto numbers = sector_bytes / 4;  // of sectors, in a sector of the allocation table
  auto sector = number_at(head, 48, 4);
  for (std::uint64_t read = 0; read < most_sectors && sector < 0xfffffff0; ++read) {
    const auto entries = SLUSS_TRY(bytes_at(file, offset_of(sector), sector_bytes));
    if (const auto format = format_of_entries(entries)) return *format;
    // The header names the table's first 109 sectors; a directory that is spread beyond them is given up.
    const auto part = sector / numbers;
    if (part >= 109) break;
    const auto table = SLUSS_TRY(bytes_at(file, offset_of(number_at(head, 76 + 4 * part, 4)), sector_bytes));
    if (table.size() < sector_bytes) break;
    sector = number_at(table, 4 * (sector % numbers), 4);
  }
  return Format::unknown;
}

}  // namespace sluss::connectors::registers::impl
