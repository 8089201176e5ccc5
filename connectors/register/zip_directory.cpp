#include "connectors/register/zip_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "connectors/register/little_endian.h"
#include "connectors/register/over_limit.h"
#include "connectors/register/shown.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t end_size = 22, locator_size = 20, end64_size = 56, item_size = 46;
constexpr std::size_t longest_comment = 65'535;
constexpr std::size_t most_directory_per_entry = 512;     // bytes
constexpr std::int64_t tolerated_unpacked = 100'000'000;  // before the ratio counts
constexpr std::uint32_t beyond32 = 0xFFFF'FFFF;
constexpr std::uint16_t beyond16 = 0xFFFF, zip64_field = 1;

std::unexpected<core::Error> broken(const FileBytes& file, std::string_view what) {
  return core::fail(core::ErrorClass::data, "zip.directory", fmt::format("the zip directory is wrong: {}", what),
                    "The file is damaged, or was made by a faulty program: fetch it or save it again.",
                    {.file = file.path().string()});
}

std::unexpected<core::Error> cut_off(const FileBytes& file) {
  return core::fail(core::ErrorClass::data, "zip.truncated", "the file ends before its zip directory",
                    "It was cut off on its way: copy or fetch it again.", {.file = file.path().string()});
}

core::Result<std::string> bytes_at(const FileBytes& file, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  const auto got = SLUSS_TRY(file.read_at(offset, bytes));
  if (got < size) return broken(file, "it lies outside the file");
  return bytes;
}

/// The extent in 64 bits, where the record before the end (at `end`) says that there is one.
core::Result<std::optional<ZipExtent>> extent64(const FileBytes& file, std::uint64_t end) {
  if (end < locator_size) return std::nullopt;
  const auto locator = SLUSS_TRY(bytes_at(file, end - locator_size, locator_size));
  if (!locator.starts_with("PK\x06\x07")) return std::nullopt;
  const auto record = SLUSS_TRY(bytes_at(file, number64(locator.data() + 8), end64_size));
  if (!record.starts_with("PK\x06\x06")) return broken(file, "its zip64 record is not where it should be");
  return ZipExtent{.entries = number64(record.data() + 32),
                   .size = number64(record.data() + 40),
                   .offset = number64(record.data() + 48)};
}

/// What does not fit in 32 bits is in the extra field, in this order, and only what does not fit.
bool widen(ZipEntry& entry, std::string_view extra) {
  const bool wide = entry.unpacked == beyond32 || entry.packed == beyond32 || entry.header == beyond32;
  while (wide && extra.size() >= 4) {
    const auto field = number_at(extra, 0, 2);
    const std::size_t size = number_at(extra, 2, 2);
    if (size > extra.size() - 4) return false;
    auto body = extra.substr(4, size);
    extra.remove_prefix(4 + size);
    if (field != zip64_field) continue;
    for (auto* number : {&entry.unpacked, &entry.packed, &entry.header}) {
      if (*number != beyond32) continue;
      if (body.size() < 8) return false;
      *number = number_at(body, 0, 8);
      body.remove_prefix(8);
    }
    return true;
  }
  return true;
}

bool leaves_its_folder(std::string_view name) {
  if (name.empty() || name.front() == '/' || (name.size() > 1 && name[1] == ':')) return true;
  while (!name.empty()) {
    const auto part = name.substr(0, name.find('/'));
    if (part == ".." || part.find('\0') != std::string_view::npos) return true;
    name.remove_prefix(std::min(name.size(), part.size() + 1));
  }
  return false;
}

core::Result<> check_place(const FileBytes& file, const ZipEntry& entry) {
  if (leaves_its_folder(entry.name))
    return core::fail(core::ErrorClass::data, "zip.name",
                      fmt::format("an entry's name leads out of its folder: \"{}\"", shown(entry.name)),
                      "No program of good faith writes such a file: ask its sender.", {.file = file.path().string()});
  if (entry.header > file.size() || entry.packed > file.size() - entry.header)
    return broken(file, fmt::format("\"{}\" lies outside the file", shown(entry.name)));
  return {};
}

/// The entry at the beginning of `rest`, which loses it.
core::Result<ZipEntry> take_entry(const FileBytes& file, std::string_view& rest, std::vector<std::string>& comments) {
  auto item = take_item(rest);
  if (!item) return broken(file, "an entry is missing in it, or longer than it");
  auto& entry = item->entry;
  std::ranges::replace(entry.name, '\\', '/');
  if (!widen(entry, item->extra)) return broken(file, "an extra field is cut off");
  // A field of its own is as good as a comment for what it has of text.
  for (const auto text : {item->extra, item->comment})
    if (!text.empty()) comments.emplace_back(text);
  SLUSS_TRY(check_place(file, entry));
  return std::move(entry);
}

core::Result<> check_sizes(const FileBytes& file, const std::vector<ZipEntry>& entries, const Limits& limits) {
  const auto most = static_cast<std::uint64_t>(limits.unpacked_bytes);
  const auto ratio = static_cast<std::uint64_t>(limits.unpacked_ratio);
  std::uint64_t total = 0;
  for (const auto& entry : entries) {
    if (entry.unpacked > most || total > most - entry.unpacked)
      return over_limit(fmt::format("it unpacks to more than {} bytes", most), {.file = file.path().string()});
    total += entry.unpacked;
    const bool counts = entry.unpacked > static_cast<std::uint64_t>(tolerated_unpacked);
    if (counts && entry.unpacked / ratio > entry.packed)
      return over_limit(fmt::format("\"{}\" unpacks to more than {} times its size", shown(entry.name), ratio),
                        {.file = file.path().string()});
  }
  if (total > static_cast<std::uint64_t>(tolerated_unpacked) && total / ratio > file.size())
    return over_limit(fmt::format("it unpacks to more than {} times its size", ratio), {.file = file.path().string()});
  return {};
}

core::Result<> check_extent(const FileBytes& file, const ZipExtent& extent, const Limits& limits) {
  const auto most = static_cast<std::uint64_t>(limits.entries);
  if (extent.entries > most)
    return over_limit(fmt::format("it has more than {} entries", most), {.file = file.path().string()});
  if (extent.offset > file.size() || extent.size > file.size() - extent.offset)
    return broken(file, "it lies outside the file");
  if (extent.size > most * most_directory_per_entry)
    return over_limit("its directory is larger than such entries need", {.file = file.path().string()});
  return {};
}

}  // namespace

core::Result<std::optional<ZipExtent>> find_directory(const FileBytes& file) {
  const auto tail_size = std::min<std::uint64_t>(file.size(), end_size + longest_comment);
  const auto tail_offset = file.size() - tail_size;
  const auto tail = SLUSS_TRY(bytes_at(file, tail_offset, tail_size));
  const auto at = tail.size() < end_size ? std::string::npos : tail.rfind("PK\x05\x06", tail.size() - end_size);
  if (at == std::string::npos) return std::nullopt;
  const auto* end = tail.data() + at;
  ZipExtent plain{.entries = number16(end + 10),
                  .size = number32(end + 12),
                  .offset = number32(end + 16),
                  .comment = tail.substr(at + end_size)};  // all that follows, whatever length it says
  const bool in_parts = number16(end + 4) != 0 && number16(end + 4) != beyond16;
  if (in_parts) return broken(file, "it is one part of several");
  if (plain.entries != beyond16 && plain.size != beyond32 && plain.offset != beyond32) return plain;
  auto wide = SLUSS_TRY(extent64(file, tail_offset + at));
  if (!wide) return plain;
  wide->comment = std::move(plain.comment);
  return wide;
}

std::optional<ZipItem> take_item(std::string_view& directory) {
  if (directory.size() < item_size || !directory.starts_with("PK\x01\x02")) return std::nullopt;
  const auto* item = directory.data();
  const std::size_t name_size = number16(item + 28), extra_size = number16(item + 30), comment = number16(item + 32);
  if (directory.size() - item_size < name_size + extra_size + comment) return std::nullopt;
  ZipItem taken{.entry = {.name = std::string(directory.substr(item_size, name_size)),
                          .flags = number16(item + 8),
                          .method = number16(item + 10),
                          .crc = number32(item + 16),
                          .packed = number32(item + 20),
                          .unpacked = number32(item + 24),
                          .header = number32(item + 42)},
                .extra = directory.substr(item_size + name_size, extra_size),
                .comment = directory.substr(item_size + name_size + extra_size, comment)};
  directory.remove_prefix(item_size + name_size + extra_size + comment);
  return taken;
}

core::Result<ZipDirectory> read_directory(const FileBytes& file, const Limits& limits) {
  const auto found_extent = SLUSS_TRY(find_directory(file));
  if (!found_extent) return cut_off(file);
  const auto& extent = *found_extent;
  SLUSS_TRY(check_extent(file, extent, limits));
  const auto directory = SLUSS_TRY(bytes_at(file, extent.offset, extent.size));
  ZipDirectory found;
  auto& entries = found.entries;
  if (!extent.comment.empty()) found.comments.push_back(extent.comment);
  std::unordered_set<std::string> names;
  for (std::string_view rest = directory; !rest.empty();) {
    if (entries.size() == extent.entries) return broken(file, "it has more entries than its end says");
    entries.push_back(SLUSS_TRY(take_entry(file, rest, found.comments)));
    if (!names.insert(core::lower(entries.back().name)).second)
      return core::fail(core::ErrorClass::data, "zip.duplicate",
                        fmt::format("two entries have the name \"{}\"", shown(entries.back().name)),
                        "Which one counts is not certain: save the file again.", {.file = file.path().string()});
  }
  if (entries.size() != extent.entries) return broken(file, "it has fewer entries than its end says");
  SLUSS_TRY(check_sizes(file, entries, limits));
  return found;
}

}  // namespace sluss::connectors::registers
