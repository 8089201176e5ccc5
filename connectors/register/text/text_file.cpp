#include "connectors/register/text/text_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "connectors/register/text/decode.h"
#include "connectors/register/text/utf8.h"
#include "core/descriptor.h"
#include "core/file_type.h"
#include "core/system_text.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t sample_bytes = 1 << 20;

std::unexpected<core::Error> refused(const std::filesystem::path& path, std::string_view code, std::string what,
                                     std::string remedy) {
  return core::fail(core::ErrorClass::config, code, std::move(what), std::move(remedy), {.file = path.string()});
}

std::unexpected<core::Error> not_opened(const std::filesystem::path& path, int number) {
  if (number == ENOENT || number == ENOTDIR)
    return refused(path, "file.missing", "the file is not there", "Put it there, or correct the path.");
  return refused(path, "file.unreadable", "the file cannot be read: " + core::system_text(number),
                 "Let the user that runs sluss read it (chmod, chown), and pass through its folders.");
}

core::Result<core::Descriptor> open_regular(const std::filesystem::path& path) {
  core::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  // A socket cannot even be opened.
  if (file.number() < 0 && errno != ENXIO) return not_opened(path, errno);
  struct stat status{};
  if ((file.number() < 0 ? ::stat(path.c_str(), &status) : ::fstat(file.number(), &status)) != 0)
    return not_opened(path, errno);
  if (S_ISREG(status.st_mode)) return file;
  return refused(path, "file.kind", fmt::format("it is {}, not a regular file", core::kind_text(status.st_mode)),
                 "Write what it gives to a file, and name that.");
}

/// Reads until `into` is full or the file ends.
core::Result<std::size_t> read_at(const core::Descriptor& file, std::int64_t offset, std::span<char> into,
                                  const std::filesystem::path& path) {
  std::size_t size = 0;
  while (size < into.size()) {
    const auto got =
        ::pread(file.number(), into.data() + size, into.size() - size, offset + static_cast<std::int64_t>(size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return core::fail(core::ErrorClass::storage, "disk.io", "the file cannot be read: " + core::system_text(errno),
                        "Check the disk, or the network share, that it is on.", {.file = path.string()});
    }
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  return size;
}

bool is_ascii(std::string_view block) {
  char all = 0;
  for (const char byte : block) all = static_cast<char>(all | byte);
  return (static_cast<unsigned char>(all) & 0x80U) == 0;
}

core::Result<Encoding> recognise(const core::Descriptor& file, const std::filesystem::path& path) {
  std::string block(sample_bytes, '\0');
  for (std::int64_t offset = 0;; offset += static_cast<std::int64_t>(block.size())) {
    const auto size = SLUSS_TRY(read_at(file, offset, block, path));
    const std::string_view sample(block.data(), size);
    const bool last = size < block.size();
    // UTF-16 without a mark may be all ASCII, as bytes; its first block has the NUL bytes.
    if (!last && is_ascii(sample) && (offset > 0 || !sample.contains('\0'))) continue;
    auto encoding = recognise_encoding(sample, last);
    if (!encoding) encoding.error().place.file = path.string();
    // Marks and NUL bytes of later blocks mean nothing.
    if (offset > 0 && encoding && mark_of(*encoding).size() == 2) return Encoding::windows_1252;
    return encoding;
  }
}

/// Lines that end before an offset, as editors count them.
struct LineCounter {
  std::int64_t lines = 1;
  bool return_before = false;
  void take(std::uint32_t unit) {
    if (unit == '\r' || (unit == '\n' && !return_before)) ++lines;
    return_before = unit == '\r';
  }
};

}  // namespace

struct TextFile::Parts {
  std::filesystem::path path;
  core::Descriptor file;
  Encoding encoding = Encoding::utf8;
  bool marked = false;
  std::int64_t offset = 0;  ///< of the next byte to be read from the file
  std::string raw = {};     ///< bytes of another encoding that are not read yet; of UTF-8 the beginning of a letter
  std::optional<core::Error> error = {};

  core::Result<std::size_t> read(std::span<char> into);
  core::Result<std::size_t> read_utf8(std::span<char> into);
  core::Result<std::size_t> read_utf16(std::span<char> into);
  core::Result<std::size_t> read_bytes(std::span<char> into);
  core::Result<> fill(std::size_t wanted);
  core::Result<std::size_t> stop_at(std::int64_t where, std::size_t written);
  core::Result<std::int64_t> line_of(std::int64_t where);
};

core::Result<std::size_t> TextFile::Parts::read(std::span<char> into) {
  if (error) return std::unexpected(*error);
  if (encoding == Encoding::utf8) return read_utf8(into);
  if (encoding == Encoding::utf16_le || encoding == Encoding::utf16_be) return read_utf16(into);
  return read_bytes(into);
}

core::Result<std::size_t> TextFile::Parts::read_utf8(std::span<char> into) {
  const auto kept = raw.size();
  std::ranges::copy(raw, into.begin());
  const auto got = SLUSS_TRY(read_at(file, offset, into.subspan(kept), path));
  const std::string_view block(into.data(), kept + got);
  const auto begin = offset - static_cast<std::int64_t>(kept);
  offset += static_cast<std::int64_t>(got);
  const bool last = block.size() < into.size();
  const auto whole = last ? block.size() : whole_letters(block);
  raw = block.substr(whole);
  const auto letters = block.substr(0, whole);
  if (is_utf8(letters)) return whole;
  const auto broken = first_broken(letters);
  return stop_at(begin + static_cast<std::int64_t>(broken), broken);
}

/// Reads more of the file, until `raw` has what is wanted or the file ends.
core::Result<> TextFile::Parts::fill(std::size_t wanted) {
  const auto kept = raw.size();
  if (kept >= wanted) return {};
  raw.resize(wanted);
  const auto got = SLUSS_TRY(read_at(file, offset, std::span(raw).subspan(kept), path));
  raw.resize(kept + got);
  offset += static_cast<std::int64_t>(got);
  return {};
}

core::Result<std::size_t> TextFile::Parts::read_utf16(std::span<char> into) {
  SLUSS_TRY(fill(into.size() / 3 * 2));
  const auto step = decode_utf16(raw, into, encoding == Encoding::utf16_be);
  const auto begin = offset - static_cast<std::int64_t>(raw.size());
  const bool cut = step.read == 0 && !raw.empty();  // nothing follows that could end the letter
  if (step.broken || cut) return stop_at(begin + static_cast<std::int64_t>(step.read), step.written);
  raw.erase(0, step.read);
  return step.written;
}

core::Result<std::size_t> TextFile::Parts::read_bytes(std::span<char> into) {
  SLUSS_TRY(fill(into.size() / 3));
  const auto written = decode_bytes(raw, into, letters_of(encoding));
  raw.clear();
  return written;
}

core::Result<std::size_t> TextFile::Parts::stop_at(std::int64_t where, std::size_t written) {
  const auto line = SLUSS_TRY(line_of(where));
  const bool utf8 = encoding == Encoding::utf8;
  auto failed = core::fail(
      core::ErrorClass::data, utf8 ? "encoding.utf8" : "encoding.utf16",
      fmt::format("byte {} of the file is not part of a letter in {}", where + 1, name_of(encoding)),
      "Save the file again in one encoding, or name the one that it has.", {.file = path.string(), .line = line});
  error = failed.error();
  if (written > 0) return written;
  return failed;
}

core::Result<std::int64_t> TextFile::Parts::line_of(std::int64_t where) {
  LineCounter counter;
  const bool wide = encoding != Encoding::utf8;
  const std::size_t low = encoding == Encoding::utf16_le ? 0 : 1;
  std::string block(sample_bytes, '\0');
  for (std::int64_t begin = 0; begin < where; begin += static_cast<std::int64_t>(block.size())) {
    const auto size = std::min(SLUSS_TRY(read_at(file, begin, block, path)), static_cast<std::size_t>(where - begin));
    if (size == 0) break;
    for (std::size_t at = 0; !wide && at < size; ++at) counter.take(static_cast<unsigned char>(block[at]));
    for (std::size_t at = 0; wide && at + 1 < size; at += 2) {
      if (block[at + 1 - low] == '\0') counter.take(static_cast<unsigned char>(block[at + low]));
      if (block[at + 1 - low] != '\0') counter.take(0xFFFF);
    }
  }
  return counter.lines;
}

core::Result<TextFile> TextFile::open(const std::filesystem::path& path, std::optional<Encoding> encoding) {
  auto file = SLUSS_TRY(open_regular(path));
  if (!encoding) encoding = SLUSS_TRY(recognise(file, path));
  const auto mark = mark_of(*encoding);
  std::string first(mark.size(), '\0');
  const auto size = SLUSS_TRY(read_at(file, 0, first, path));
  auto parts = std::make_unique<Parts>(Parts{.path = path, .file = std::move(file), .encoding = *encoding});
  parts->marked = !mark.empty() && std::string_view(first).substr(0, size) == mark;
  if (parts->marked) parts->offset = static_cast<std::int64_t>(mark.size());
  return TextFile(std::move(parts));
}

TextFile::TextFile(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
TextFile::TextFile(TextFile&&) noexcept = default;
TextFile& TextFile::operator=(TextFile&&) noexcept = default;
TextFile::~TextFile() = default;
Encoding TextFile::encoding() const {
  return parts_->encoding;
}
bool TextFile::marked() const {
  return parts_->marked;
}
core::Result<std::size_t> TextFile::read(std::span<char> into) {
  return parts_->read(into);
}

}  // namespace sluss::connectors::registers
