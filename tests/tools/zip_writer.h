#pragma once
// A zip file written entry by entry, also such as no honest program writes.

#include <zlib.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sluss::tests {

struct ZipOptions {
  bool deflate = true;
  bool descriptor = false;  ///< sizes and checksum after the content, as a program writes that cannot seek
  bool zip64 = false;       ///< sizes and places in 64 bits, though they would fit
  std::uint16_t flags = 0;
  std::optional<std::uint16_t> method = {};
  std::optional<std::uint32_t> crc = {};
  std::optional<std::uint64_t> unpacked = {};
  std::optional<std::string> own_name = {};  ///< in the entry's own header
  std::string comment = {};                  ///< of the entry
  std::string extra = {};                    ///< field of the entry in the directory
  std::string own_extra = {};                ///< field in the entry's own header
};

class ZipWriter {
 public:
  void add(const std::string& name, std::string_view content, const ZipOptions& options = {}) {
    Item item{.name = name, .options = options, .offset = bytes_.size(), .unpacked = content.size()};
    const auto packed = options.deflate ? deflated(content) : std::string(content);
    item.packed = packed.size();
    item.crc = options.crc.value_or(crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size()));
    item.unpacked = options.unpacked.value_or(content.size());
    append_header(item);
    bytes_ += packed;
    if (options.descriptor) append_descriptor(item);
    items_.push_back(item);
  }

  /// The whole file.
  [[nodiscard]] std::string finish(const std::string& comment = "") {
    const auto begin = bytes_.size();
    bool zip64 = false;
    for (const auto& item : items_) {
      append_item(item);
      zip64 = zip64 || item.options.zip64;
    }
    const auto size = bytes_.size() - begin;
    if (zip64) append_end64(begin, size);
    bytes_ += "PK\x05\x06";
    number(0, 4);
    for (int i = 0; i < 2; ++i) number(zip64 ? 0xFFFF : items_.size(), 2);
    number(zip64 ? 0xFFFF'FFFF : size, 4);
    number(zip64 ? 0xFFFF'FFFF : begin, 4);
    number(comment.size(), 2);
    return bytes_ + comment;
  }

 private:
  struct Item {
    std::string name;
    ZipOptions options;
    std::uint64_t offset = 0, packed = 0, unpacked = 0;
    std::uint32_t crc = 0;
    [[nodiscard]] std::uint16_t flags() const {
      return static_cast<std::uint16_t>(options.flags | (options.descriptor ? 8 : 0));
    }
    [[nodiscard]] std::uint16_t method() const { return options.method.value_or(options.deflate ? 8 : 0); }
  };

  void number(std::uint64_t value, int size) {
    for (int at = 0; at < size; ++at) bytes_.push_back(at < 8 ? static_cast<char>(value >> (8 * at) & 0xFF) : '\0');
  }

  static std::string deflated(std::string_view content) {
    z_stream stream{};
    if (deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
    std::string packed(deflateBound(&stream, content.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("deflate");
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
  }

  void append_header(const Item& item) {
    const auto name = item.options.own_name.value_or(item.name);
    const bool later = item.options.descriptor, wide = item.options.zip64;
    bytes_ += "PK\x03\x04";
    number(45, 2);
    number(item.flags(), 2);
    number(item.method(), 2);
    number(0, 4);
    number(later ? 0 : item.crc, 4);
    number(wide ? 0xFFFF'FFFF : later ? 0 : item.packed, 4);
    number(wide ? 0xFFFF'FFFF : later ? 0 : item.unpacked, 4);
    number(name.size(), 2);
    number((wide ? 20 : 0) + item.options.own_extra.size(), 2);
    bytes_ += name;
    if (wide) {
      number(1, 2);
      number(16, 2);
      number(later ? 0 : item.unpacked, 8);
      number(later ? 0 : item.packed, 8);
    }
    bytes_ += item.options.own_extra;
  }

  void append_descriptor(const Item& item) {
    const int size = item.options.zip64 ? 8 : 4;
    bytes_ += "PK\x07\x08";
    number(item.crc, 4);
    number(item.packed, size);
    number(item.unpacked, size);
  }

  void append_item(const Item& item) {
    const bool wide = item.options.zip64;
    bytes_ += "PK\x01\x02";
    number(45, 2);
    number(45, 2);
    number(item.flags(), 2);
    number(item.method(), 2);
    number(0, 4);
    number(item.crc, 4);
    number(wide ? 0xFFFF'FFFF : item.packed, 4);
    number(wide ? 0xFFFF'FFFF : item.unpacked, 4);
    number(item.name.size(), 2);
    number((wide ? 28 : 0) + item.options.extra.size(), 2);
    number(item.options.comment.size(), 2);
    number(0, 2 + 2 + 4);
    number(wide ? 0xFFFF'FFFF : item.offset, 4);
    bytes_ += item.name;
    if (wide) {
      number(1, 2);
      number(24, 2);
      number(item.unpacked, 8);
      number(item.packed, 8);
      number(item.offset, 8);
    }
    bytes_ += item.options.extra + item.options.comment;
  }

  void append_end64(std::uint64_t begin, std::uint64_t size) {
    const auto record = bytes_.size();
    bytes_ += "PK\x06\x06";
    number(44, 8);
    number(45, 2);
    number(45, 2);
    number(0, 8);
    number(items_.size(), 8);
    number(items_.size(), 8);
    number(size, 8);
    number(begin, 8);
    bytes_ += "PK\x06\x07";
    number(0, 4);
    number(record, 8);
    number(1, 4);
  }

  std::string bytes_;
  std::vector<Item> items_;
};

}  // namespace sluss::tests
