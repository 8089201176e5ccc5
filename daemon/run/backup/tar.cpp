#include "daemon/run/backup/tar.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/check.h"
#include "core/text.h"

namespace sluss::daemon::backup {

namespace {

constexpr std::size_t block = 512;
constexpr std::uint64_t largest_octal = 077777777777ULL;

// Source: POSIX.1-2017, pax, "ustar Interchange Format".
struct Header {
  std::array<char, 100> name;
  std::array<char, 8> mode;
  std::array<char, 8> user;
  std::array<char, 8> group;
  std::array<char, 12> size;
  std::array<char, 12> modified;
  std::array<char, 8> checksum;
  char type;
  std::array<char, 100> link;
  std::array<char, 6> magic;
  std::array<char, 2> version;
  std::array<char, 32> user_name;
  std::array<char, 32> group_name;
  std::array<char, 16> devices;
  std::array<char, 155> prefix;
  std::array<char, 12> unused;
};
static_assert(sizeof(Header) == block);

template <std::size_t N>
void put_octal(std::array<char, N>& field, std::uint64_t number) {
  for (std::size_t i = N - 1; i-- > 0; number >>= 3U) field[i] = static_cast<char>('0' + (number & 7U));
  field[N - 1] = '\0';
}

void put_size(std::array<char, 12>& field, std::uint64_t size) {
  if (size <= largest_octal) return put_octal(field, size);
  // GNU: the first bit says that the rest is binary, the last byte least.
  for (std::size_t i = field.size(); i-- > 0; size >>= 8U) field[i] = static_cast<char>(size & 0xFFU);
  field[0] = static_cast<char>(0x80);
}

template <std::size_t N>
std::optional<std::uint64_t> number_of(const std::array<char, N>& field) {
  std::uint64_t number = 0;
  if ((static_cast<unsigned char>(field[0]) & 0x80U) != 0) {
    for (std::size_t i = N - 8; i < N; ++i) number = number << 8U | static_cast<unsigned char>(field[i]);
    return number;
  }
  bool any = false;
  for (const char c : field) {
    if (c == '\0' || c == ' ') {
      if (any) break;
      continue;
    }
    if (c < '0' || c > '7') return std::nullopt;
    number = number << 3U | static_cast<unsigned>(c - '0');
    any = true;
  }
  return any ? std::optional(number) : std::nullopt;
}

std::uint64_t checksum_of(Header header) {
  header.checksum.fill(' ');
  std::array<unsigned char, block> bytes{};
  std::memcpy(bytes.data(), &header, block);
  std::uint64_t sum = 0;
  for (const auto byte : bytes) sum += byte;
  return sum;
}

template <std::size_t N>
std::string text_of(const std::array<char, N>& field) {
  return {field.data(), ::strnlen(field.data(), N)};
}

/// False when the name fits in neither field.
bool put_name(Header& header, std::string_view name) {
  std::string_view prefix;
  if (name.size() > header.name.size()) {
    const auto slash = name.rfind('/', header.prefix.size());
    if (slash == std::string_view::npos || name.size() - slash - 1 > header.name.size()) return false;
    prefix = name.substr(0, slash);
    name = name.substr(slash + 1);
  }
  std::ranges::copy(name, header.name.begin());
  std::ranges::copy(prefix, header.prefix.begin());
  return true;
}

constexpr std::uint64_t padding_of(std::uint64_t size) {
  return (block - size % block) % block;
}

}  // namespace

bool good_name(std::string_view name) {
  if (!core::is_well_formed(name)) return false;  // the manifest is JSON
  if (name.empty() || name.size() > 255 || name.front() == '/' || name.back() == '/') return false;
  if (std::ranges::any_of(name, [](char c) { return c == '\\' || (c >= 0 && c < ' ') || c == 0x7F; })) return false;
  for (std::size_t begin = 0; begin <= name.size();) {
    const auto end = std::min(name.find('/', begin), name.size());
    const auto part = name.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

bool TarWriter::takes(std::string_view name) {
  Header header{};
  return good_name(name) && put_name(header, name);
}

core::Result<> TarWriter::begin(std::string_view name, std::uint64_t size) {
  Header header{};
  if (!good_name(name) || !put_name(header, name)) {
    return core::fail(core::ErrorClass::storage, "backup.name",
                      "the name cannot stand in a backup: " + std::string(name),
                      "Rename the file, or move it out of the folder.", {.file = std::string(name)});
  }
  put_octal(header.mode, 0640);
  put_octal(header.user, 0);
  put_octal(header.group, 0);
  put_size(header.size, size);
  put_octal(header.modified, static_cast<std::uint64_t>(std::max<std::int64_t>(modified_.micros, 0)) / 1'000'000);
  header.type = '0';
  std::memcpy(header.magic.data(), "ustar", 6);
  header.version.fill('0');
  put_octal(header.checksum, checksum_of(header));
  size_ = size;
  written_ = 0;
  std::string bytes(block, '\0');
  std::memcpy(bytes.data(), &header, block);
  return next_.write(bytes);
}

core::Result<> TarWriter::write(std::string_view bytes) {
  written_ += bytes.size();
  return next_.write(bytes);
}

core::Result<> TarWriter::end() {
  SLUSS_CHECK(written_ == size_, "a member has as many bytes as its head says");
  return next_.write(std::string(padding_of(size_), '\0'));
}

core::Result<> TarWriter::finish() {
  SLUSS_TRY(next_.write(std::string(2 * block, '\0')));
  return next_.finish();
}

core::Result<std::optional<TarReader::Entry>> TarReader::next() {
  while (left_ > 0) SLUSS_TRY(read(1U << 20U));
  SLUSS_TRY(read_exactly(before_, padding_));
  padding_ = 0;
  const auto bytes = SLUSS_TRY(read_exactly(before_, block));
  if (bytes.find_first_not_of('\0') == std::string::npos) {
    SLUSS_TRY(read_exactly(before_, block));
    const auto behind = SLUSS_TRY(before_.read(1));
    if (!behind.empty()) return damaged("it has data after its end");
    return std::nullopt;
  }
  Header header{};
  std::memcpy(&header, bytes.data(), block);
  const auto sum = number_of(header.checksum);
  const auto size = number_of(header.size);
  if (!sum || *sum != checksum_of(header) || !size) return damaged("a file's header is not readable");
  Entry entry{text_of(header.name), *size};
  if (header.prefix[0] != '\0') entry.name = text_of(header.prefix) + "/" + entry.name;
  if (header.type != '0' || !good_name(entry.name)) return damaged("it holds what Sluss never writes into a backup");
  left_ = entry.size;
  padding_ = padding_of(entry.size);
  return entry;
}

core::Result<std::string> TarReader::read(std::size_t most) {
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(most, left_));
  if (wanted == 0) return std::string();
  auto bytes = SLUSS_TRY(before_.read(wanted));
  if (bytes.empty()) return damaged("it ends before its end: it was cut off");
  left_ -= bytes.size();
  return bytes;
}

}  // namespace sluss::daemon::backup
