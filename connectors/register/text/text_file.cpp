#include "connectors/register/text/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "connectors/register/file_bytes.h"
#include "connectors/register/text/decode.h"
#include "connectors/register/text/utf8.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t sample_bytes = 1 << 20;

bool is_ascii(std::string_view block) {
  char all = 0;
  for (const char byte : block) all = static_cast<char>(all | byte);
  return (static_cast<unsigned char>(all) & 0x80U) == 0;
}

/// Whole units of UTF-16; larger than a small file, so that its end is seen too.
std::string block_for(const FileBytes& file) {
  return std::string(static_cast<std::size_t>(std::min<std::uint64_t>(sample_bytes, file.size() + 2) / 2 * 2), '\0');
}

core::Result<Encoding> recognise(const FileBytes& file) {
  auto block = block_for(file);
  for (std::uint64_t offset = 0;; offset += block.size()) {
    const auto size = SLUSS_TRY(file.read_at(offset, block));
    const std::string_view sample(block.data(), size);
    const bool last = size < block.size();
    // UTF-16 without a mark may be all ASCII, as bytes; its first block has the NUL bytes.
    if (!last && is_ascii(sample) && (offset > 0 || !sample.contains('\0'))) continue;
    auto encoding = recognise_encoding(sample, last);
    if (!encoding) encoding.error().place.file = file.path().string();
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
  FileBytes file;
  Encoding encoding = Encoding::utf8;
  bool marked = false;
  std::uint64_t offset = 0;  ///< of the next byte to be read from the file
  std::string raw = {};      ///< bytes of another encoding that are not read yet; of UTF-8 the beginning of a letter
  std::optional<core::Error> error = {};

  core::Result<std::size_t> read(std::span<char> into);
  core::Result<std::size_t> read_utf8(std::span<char> into);
  core::Result<std::size_t> read_utf16(std::span<char> into);
  core::Result<std::size_t> read_bytes(std::span<char> into);
  core::Result<> fill(std::size_t wanted);
  core::Result<std::size_t> stop_at(std::uint64_t where, std::size_t written);
  core::Result<std::int64_t> line_of(std::uint64_t where);
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
  const auto got = SLUSS_TRY(file.read_at(offset, into.subspan(kept)));
  const std::string_view block(into.data(), kept + got);
  const auto begin = offset - kept;
  offset += got;
  const bool last = block.size() < into.size();
  const auto whole = last ? block.size() : whole_letters(block);
  raw = block.substr(whole);
  const auto letters = block.substr(0, whole);
  if (is_utf8(letters)) return whole;
  const auto broken = first_broken(letters);
  return stop_at(begin + broken, broken);
}

/// Reads more of the file, until `raw` has what is wanted or the file ends.
core::Result<> TextFile::Parts::fill(std::size_t wanted) {
  const auto kept = raw.size();
  if (kept >= wanted) return {};
  raw.resize(wanted);
  const auto got = SLUSS_TRY(file.read_at(offset, std::span(raw).subspan(kept)));
  raw.resize(kept + got);
  offset += got;
  return {};
}

core::Result<std::size_t> TextFile::Parts::read_utf16(std::span<char> into) {
  SLUSS_TRY(fill(into.size() / 3 * 2));
  const auto step = decode_utf16(raw, into, encoding == Encoding::utf16_be);
  const auto begin = offset - raw.size();
  const bool cut = step.read == 0 && !raw.empty();  // nothing follows that could end the letter
  if (step.broken || cut) return stop_at(begin + step.read, step.written);
  raw.erase(0, step.read);
  return step.written;
}

core::Result<std::size_t> TextFile::Parts::read_bytes(std::span<char> into) {
  SLUSS_TRY(fill(into.size() / 3));
  const auto written = decode_bytes(raw, into, letters_of(encoding));
  raw.clear();
  return written;
}

core::Result<std::size_t> TextFile::Parts::stop_at(std::uint64_t where, std::size_t written) {
  const auto line = SLUSS_TRY(line_of(where));
  const bool utf8 = encoding == Encoding::utf8;
  auto failed =
      core::fail(core::ErrorClass::data, utf8 ? "encoding.utf8" : "encoding.utf16",
                 fmt::format("byte {} of the file is not part of a letter in {}", where + 1, name_of(encoding)),
                 "Save the file again in one encoding, or name the one that it has.",
                 {.file = file.path().string(), .line = line});
  error = failed.error();
  if (written > 0) return written;
  return failed;
}

core::Result<std::int64_t> TextFile::Parts::line_of(std::uint64_t where) {
  LineCounter counter;
  const bool wide = encoding != Encoding::utf8;
  const std::size_t low = encoding == Encoding::utf16_le ? 0 : 1;
  auto block = block_for(file);
  for (std::uint64_t begin = 0; begin < where; begin += block.size()) {
    const auto size = std::min<std::uint64_t>(SLUSS_TRY(file.read_at(begin, block)), where - begin);
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
  auto file = SLUSS_TRY(FileBytes::open(path));
  if (!encoding) encoding = SLUSS_TRY(recognise(file));
  const auto mark = mark_of(*encoding);
  std::string first(mark.size(), '\0');
  const auto size = SLUSS_TRY(file.read_at(0, first));
  auto parts = std::make_unique<Parts>(Parts{.file = std::move(file), .encoding = *encoding});
  parts->marked = !mark.empty() && std::string_view(first).substr(0, size) == mark;
  if (parts->marked) parts->offset = mark.size();
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
