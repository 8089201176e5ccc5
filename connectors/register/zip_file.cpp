#include "connectors/register/zip_file.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "connectors/register/inflater.h"
#include "connectors/register/little_endian.h"
#include "connectors/register/shown.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t header_size = 30, chunk = 65'536;
constexpr std::uint16_t encrypted_flag = 1, stored = 0, deflated = 8;

core::Error error_of(const FileBytes& file, std::string_view code, std::string what, std::string remedy) {
  return {.code = std::string(code),
          .error_class = core::ErrorClass::data,
          .what = std::move(what),
          .remedy = std::move(remedy),
          .place = {.file = file.path().string()}};
}

/// What both kinds of entries have in common: where the bytes are, and what they must come to.
class EntryStream : public ByteSource {
 public:
  EntryStream(std::shared_ptr<const FileBytes> file, const ZipEntry& entry, std::uint64_t data)
      : file_(std::move(file)), entry_(entry), next_(data), packed_left_(entry.packed) {}

  core::Result<std::size_t> read(std::span<char> into) final {
    const auto left = entry_.unpacked - unpacked_;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left));
    if (wanted == 0) return finish();
    const auto got = SLUSS_TRY(unpack(into.first(wanted)));
    if (got == 0) return std::unexpected(damaged("it ends early"));
    crc_ = crc32_z(crc_, reinterpret_cast<const Bytef*>(into.data()), got);
    unpacked_ += got;
    return got;
  }

 protected:
  /// Some of the content; 0 when no more comes.
  virtual core::Result<std::size_t> unpack(std::span<char> into) = 0;
  /// Whether nothing is left once all of the content has come.
  virtual core::Result<bool> is_at_end() = 0;

  core::Result<std::size_t> read_packed(std::span<char> into) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), packed_left_));
    const auto got = SLUSS_TRY(file_->read_at(next_, into.first(wanted)));
    next_ += got;
    packed_left_ -= got;
    return got;
  }
  [[nodiscard]] std::uint64_t packed_left() const { return packed_left_; }
  [[nodiscard]] core::Error damaged(std::string_view why) const {
    return error_of(*file_, "zip.damaged", fmt::format("\"{}\" cannot be unpacked: {}", shown(entry_.name), why),
                    "The file is damaged: copy or fetch it again, or save it again where it was made.");
  }

 private:
  core::Result<std::size_t> finish() {
    if (finished_) return 0;
    if (!SLUSS_TRY(is_at_end())) return std::unexpected(damaged("it is longer than the directory says"));
    if (crc_ != entry_.crc)
      return std::unexpected(error_of(*file_, "zip.checksum",
                                      fmt::format("the checksum of \"{}\" is wrong", shown(entry_.name)),
                                      "The file is damaged: copy or fetch it again."));
    finished_ = true;
    return 0;
  }

  std::shared_ptr<const FileBytes> file_;
  ZipEntry entry_;
  std::uint64_t next_, packed_left_, unpacked_ = 0;
  uLong crc_ = crc32_z(0, nullptr, 0);
  bool finished_ = false;
};

class StoredStream final : public EntryStream {
 public:
  using EntryStream::EntryStream;

 private:
  core::Result<std::size_t> unpack(std::span<char> into) override { return read_packed(into); }
  core::Result<bool> is_at_end() override { return packed_left() == 0; }
};

class DeflatedStream final : public EntryStream {
 public:
  DeflatedStream(std::shared_ptr<const FileBytes> file, const ZipEntry& entry, std::uint64_t data)
      : EntryStream(std::move(file), entry, data) {}

  /// False: there is no memory to unpack it.
  [[nodiscard]] bool good() const { return inflater_.good(); }

 private:
  core::Result<std::size_t> unpack(std::span<char> into) override {
    const auto size = static_cast<uInt>(std::min<std::size_t>(into.size(), chunk));
    inflater_.stream.next_out = reinterpret_cast<Bytef*>(into.data());
    inflater_.stream.avail_out = size;
    while (!ended_ && inflater_.stream.avail_out == size) {
      if (inflater_.stream.avail_in == 0) SLUSS_TRY(refill());
      const bool dry = inflater_.stream.avail_in == 0;
      const int state = inflate(&inflater_.stream, Z_NO_FLUSH);
      ended_ = state == Z_STREAM_END;
      if (state == Z_BUF_ERROR && dry) break;
      if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
        return std::unexpected(damaged("its packed bytes are wrong"));
    }
    return size - inflater_.stream.avail_out;
  }

  core::Result<bool> is_at_end() override {
    char more = 0;
    if (!ended_ && SLUSS_TRY(unpack({&more, 1})) > 0) return false;
    return ended_ && packed_left() == 0 && inflater_.stream.avail_in == 0;
  }

  core::Result<> refill() {
    const auto got = SLUSS_TRY(read_packed(packed_));
    inflater_.stream.next_in = reinterpret_cast<Bytef*>(packed_.data());
    inflater_.stream.avail_in = static_cast<uInt>(got);
    return {};
  }

  std::string packed_ = std::string(chunk / 2, '\0');
  Inflater inflater_{Inflater::Around::nothing};
  bool ended_ = false;
};

/// An entry's own header, before its content.
struct OwnHeader {
  std::string name;  ///< with slashes
  std::uint16_t method = 0;
  std::string extra;       ///< the field of a program's own
  std::uint64_t data = 0;  ///< where the content begins
};

/// Nothing where there is none, or not all of it.
core::Result<std::optional<OwnHeader>> own_header(const FileBytes& file, const ZipEntry& entry) {
  std::string header(header_size, '\0');
  if (SLUSS_TRY(file.read_at(entry.header, header)) < header_size || !header.starts_with("PK\x03\x04"))
    return std::nullopt;
  const std::size_t name_size = number16(header.data() + 26), extra_size = number16(header.data() + 28);
  std::string rest(name_size + extra_size, '\0');
  if (SLUSS_TRY(file.read_at(entry.header + header_size, rest)) < rest.size()) return std::nullopt;
  OwnHeader own{.name = rest.substr(0, name_size),
                .method = number16(header.data() + 8),
                .extra = rest.substr(name_size),
                .data = entry.header + header_size + rest.size()};
  std::ranges::replace(own.name, '\\', '/');
  return own;
}

/// Where the content begins, by the entry's own header, which must be of the same entry.
core::Result<std::uint64_t> data_offset(const FileBytes& file, const ZipEntry& entry) {
  const auto own = SLUSS_TRY(own_header(file, entry));
  const bool same = own && own->name == entry.name && own->method == entry.method && own->data <= file.size();
  if (same && entry.packed <= file.size() - own->data) return own->data;
  return std::unexpected(error_of(file, "zip.directory",
                                  fmt::format("the directory and the header of \"{}\" differ", shown(entry.name)),
                                  "The file is damaged, or was made by a faulty program: fetch it or save it again."));
}

/// What the entries' own headers say that the directory does not. One that cannot be read has its error when its
/// content is read.
core::Result<> add_own_texts(const FileBytes& file, ZipDirectory& directory) {
  for (const auto& entry : directory.entries) {
    auto own = SLUSS_TRY(own_header(file, entry));
    if (!own) continue;
    if (own->name != entry.name) directory.comments.push_back(std::move(own->name));
    if (!own->extra.empty()) directory.comments.push_back(std::move(own->extra));
  }
  return {};
}

}  // namespace

core::Result<ZipFile> ZipFile::open(const std::filesystem::path& path, const Limits& limits) {
  return open(std::make_shared<const FileBytes>(SLUSS_TRY(FileBytes::open(path))), limits);
}

core::Result<ZipFile> ZipFile::open(std::shared_ptr<const FileBytes> file, const Limits& limits) {
  auto directory = SLUSS_TRY(read_directory(*file, limits));
  SLUSS_TRY(add_own_texts(*file, directory));
  return ZipFile(std::move(file), std::move(directory));
}

const ZipEntry* ZipFile::find(std::string_view name) const {
  const auto wanted = core::lower(name);
  const auto found = std::ranges::find_if(entries(), [&](const auto& entry) {
    return entry.name.size() == wanted.size() && core::lower(entry.name) == wanted;
  });
  return found == entries().end() ? nullptr : &*found;
}

core::Result<std::unique_ptr<ByteSource>> ZipFile::read(const ZipEntry& entry) const {
  if ((entry.flags & encrypted_flag) != 0)
    return std::unexpected(error_of(*file_, "zip.encrypted", fmt::format("\"{}\" is encrypted", shown(entry.name)),
                                    "Ask for the file without a password, or unpack it first."));
  if (entry.method != stored && entry.method != deflated)
    return std::unexpected(
        error_of(*file_, "zip.method", fmt::format("\"{}\" is packed by method {}", shown(entry.name), entry.method),
                 "Only deflated and stored entries are read: pack or save the file again with usual settings."));
  const auto data = SLUSS_TRY(data_offset(*file_, entry));
  if (entry.method == stored) return std::make_unique<StoredStream>(file_, entry, data);
  auto stream = std::make_unique<DeflatedStream>(file_, entry, data);
  if (!stream->good()) {
    return core::fail(core::ErrorClass::storage, "zip.memory",
                      fmt::format("there is no memory to unpack \"{}\"", shown(entry.name)),
                      "Give the process more memory, and run again.", {.file = file_->path().string()});
  }
  return stream;
}

}  // namespace sluss::connectors::registers
