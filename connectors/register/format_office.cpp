#include "connectors/register/format_office.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "connectors/register/little_endian.h"

namespace sluss::connectors::registers::impl {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t most_directory = 4 << 20;  // bytes of a zip's directory that are looked through
constexpr std::size_t most_end = (64 << 10) + 22;
constexpr std::size_t directory_entry = 46;  // bytes before its name
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
  while (directory.starts_with("PK\x01\x02"sv) && directory.size() > directory_entry) {
    const auto name = number_at(directory, 28, 2);
    if (const auto format = format_of(directory.substr(directory_entry, name))) return *format;
    const auto size = directory_entry + name + number_at(directory, 30, 2) + number_at(directory, 32, 2);
    directory.remove_prefix(std::min<std::size_t>(directory.size(), size));
  }
  return Format::zip;
}

/// Where a zip64 has its directory's place, or nothing.
core::Result<std::optional<std::uint64_t>> zip64_directory(const FileBytes& file, std::string_view end,
                                                           std::size_t at) {
  if (at < 20 || !end.substr(at - 20).starts_with("PK\x06\x07"sv)) return std::nullopt;
  const auto record = SLUSS_TRY(bytes_at(file, number_at(end, at - 20 + 8, 8), 56));
  if (!record.starts_with("PK\x06\x06"sv)) return std::nullopt;
  return number_at(record, 48, 8);
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
  const auto size = std::min<std::uint64_t>(file.size(), most_end + 20);
  const auto end = SLUSS_TRY(bytes_at(file, file.size() - size, size));
  const auto at = end.rfind("PK\x05\x06"sv);
  if (at == std::string::npos) {
    const auto name = std::string_view(head).substr(std::min(head.size(), local_entry), number_at(head, 26, 2));
    return format_of(name).value_or(Format::zip);
  }
  const auto zip64 = SLUSS_TRY(zip64_directory(file, end, at));
  const auto directory = zip64 ? *zip64 : number_at(end, at + 16, 4);
  if (directory >= file.size()) return Format::zip;
  const auto left = std::min<std::uint64_t>(most_directory, file.size() - directory);
  return format_in(SLUSS_TRY(bytes_at(file, directory, left)));
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
