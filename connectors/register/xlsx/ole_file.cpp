#include "connectors/register/xlsx/ole_file.h"

#include <algorithm>
#include <string_view>

#include "connectors/register/xlsx/zip_directory.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::string_view signature{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8};
constexpr std::size_t header_size = 512, entry_size = 128, most_sectors = 16, first_tables = 109;

struct Layout {
  std::size_t sector_size = 512;
  std::uint32_t directory = 0;  ///< its first sector
  std::string header;

  [[nodiscard]] std::uint64_t offset_of(std::uint32_t sector) const {
    return (static_cast<std::uint64_t>(sector) + 1) * sector_size;
  }
};

/// The sector after one, by the allocation table; only the tables that the header lists.
core::Result<std::optional<std::uint32_t>> sector_after(const InputFile& file, const Layout& layout,
                                                        std::uint32_t sector) {
  const auto per_table = static_cast<std::uint32_t>(layout.sector_size / 4);
  if (sector / per_table >= first_tables) return std::nullopt;
  const auto table = number32(layout.header.data() + 76 + 4 * (sector / per_table));
  char bytes[4] = {};
  const auto got = SLUSS_TRY(file.read_at(layout.offset_of(table) + 4ULL * (sector % per_table), bytes));
  if (got < sizeof bytes) return std::nullopt;
  return number32(bytes);
}

void add_names(std::string_view sector, std::vector<std::string>& names) {
  for (; sector.size() >= entry_size; sector.remove_prefix(entry_size)) {
    const std::size_t size = std::min<std::size_t>(number16(sector.data() + 64), 64);
    std::string name;
    for (std::size_t at = 0; at + 3 < size; at += 2) {
      const auto letter = number16(sector.data() + at);
      name.push_back(letter < 0x80 ? static_cast<char>(letter) : '?');
    }
    if (!name.empty()) names.push_back(std::move(name));
  }
}

}  // namespace

core::Result<bool> is_ole_file(const InputFile& file) {
  std::string start(signature.size(), '\0');
  return SLUSS_TRY(file.read_at(0, start)) == start.size() && start == signature;
}

core::Result<std::vector<std::string>> names_in_ole_file(const InputFile& file) {
  Layout layout{.header = std::string(header_size, '\0')};
  std::vector<std::string> names;
  if (SLUSS_TRY(file.read_at(0, layout.header)) < header_size) return names;
  if (number16(layout.header.data() + 30) == 12) layout.sector_size = 4096;
  std::optional<std::uint32_t> sector = number32(layout.header.data() + 48);
  std::string bytes(layout.sector_size, '\0');
  for (std::size_t count = 0; sector && count < most_sectors; ++count) {
    const auto got = SLUSS_TRY(file.read_at(layout.offset_of(*sector), bytes));
    add_names(std::string_view(bytes).substr(0, got), names);
    sector = SLUSS_TRY(sector_after(file, layout, *sector));
  }
  return names;
}

}  // namespace sluss::connectors::registers
