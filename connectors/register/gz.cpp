#include "connectors/register/gz.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/register/file_bytes.h"
#include "connectors/register/inflater.h"
#include "connectors/register/over_limit.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t block_bytes = 128 << 10;
constexpr std::int64_t ratio_from = 100'000'000;  // bytes unpacked: Limits::unpacked_ratio counts from here

/// What a member's header says beside its packed bytes.
class GzHeader {
 public:
  GzHeader() : extra_(longest), name_(longest), comment_(longest) {}
  GzHeader(const GzHeader&) = delete;
  GzHeader& operator=(const GzHeader&) = delete;

  /// Of the member that `stream` begins.
  void begin(z_stream& stream) {
    header_ = {};
    header_.extra = reinterpret_cast<Bytef*>(extra_.data());
    header_.name = reinterpret_cast<Bytef*>(name_.data());
    header_.comment = reinterpret_cast<Bytef*>(comment_.data());
    header_.extra_max = header_.name_max = header_.comm_max = longest;
    told_ = inflateGetHeader(&stream, &header_) != Z_OK;
  }
  /// Once for each member: it was read to its end.
  [[nodiscard]] bool is_news() {
    if (told_ || header_.done != 1) return false;
    return told_ = true;
  }
  /// The texts of it; nothing where one is longer than anybody's.
  [[nodiscard]] std::optional<std::vector<std::string>> texts() const {
    std::vector<std::string> texts;
    if (header_.extra != Z_NULL) texts.emplace_back(extra_.data(), std::min<std::size_t>(header_.extra_len, longest));
    for (const auto& [field, bytes] : {std::pair(header_.name, &name_), std::pair(header_.comment, &comment_)}) {
      if (field == Z_NULL) continue;
      const auto end = std::ranges::find(*bytes, '\0');
      if (end == bytes->end()) return std::nullopt;
      texts.emplace_back(bytes->begin(), end);
    }
    return texts;
  }

 private:
  static constexpr uInt longest = 65'536;  // an extra field has no more

  std::vector<char> extra_, name_, comment_;
  gz_header header_{};
  bool told_ = true;
};

class GzReading {
 public:
  GzReading(FileBytes file, core::OutputFile& into, const Limits& limits)
      : file_(std::move(file)), into_(into), limits_(limits), packed_(block_bytes), unpacked_(block_bytes) {}

  core::Result<std::vector<std::string>> all() {
    if (inflater_.good()) header_.begin(inflater_.stream);
    if (!inflater_.good()) {
      return core::fail(core::ErrorClass::storage, "gz.memory", "there is no memory to unpack the file",
                        "Give the process more memory, and run again.", place());
    }
    while (SLUSS_TRY(more_input())) SLUSS_TRY(unpack_block());
    if (state_ == State::inside) {
      return core::fail(core::ErrorClass::data, "gz.cut_short",
                        fmt::format("the file ends before what it packs, after {} bytes", packed_bytes_),
                        "Fetch it again: it was cut short on its way.", place());
    }
    return std::move(texts_);
  }

 private:
  /// `between`: at a member's end, where another may begin; `padding`: NUL bytes follow the last.
  enum class State : std::uint8_t { inside, between, padding };

  core::Place place() const { return {.file = file_.path().string()}; }

  core::Result<bool> more_input() {
    auto& stream = inflater_.stream;
    if (stream.avail_in > 0) return true;
    const auto size = SLUSS_TRY(file_.read(packed_));
    stream.next_in = reinterpret_cast<Bytef*>(packed_.data());
    stream.avail_in = static_cast<uInt>(size);
    packed_bytes_ += static_cast<std::int64_t>(size);
    return size > 0;
  }

  core::Result<> unpack_block() {
    if (state_ != State::inside) return between_members();
    auto& stream = inflater_.stream;
    do {
      stream.next_out = reinterpret_cast<Bytef*>(unpacked_.data());
      stream.avail_out = static_cast<uInt>(unpacked_.size());
      const int code = inflate(&stream, Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return damaged();
      if (header_.is_news()) SLUSS_TRY(keep_texts());
      SLUSS_TRY(take(unpacked_.size() - stream.avail_out));
      if (code == Z_STREAM_END) {
        state_ = State::between;
        return {};
      }
    } while (stream.avail_out == 0);
    return {};
  }

  core::Result<> between_members() {
    auto& stream = inflater_.stream;
    if (*stream.next_in == 0x1f && state_ == State::between) {
      inflateReset(&stream);
      header_.begin(stream);
      state_ = State::inside;
      return {};
    }
    state_ = State::padding;
    const auto* end = stream.next_in + stream.avail_in;
    if (!std::all_of(static_cast<const Bytef*>(stream.next_in), end, [](Bytef byte) { return byte == 0; })) {
      return core::fail(core::ErrorClass::data, "gz.trailing", "something that is not packed follows the packed file",
                        "Fetch it again; if it is the same, have it packed again by gzip.", place());
    }
    stream.avail_in = 0;
    return {};
  }

  std::unexpected<core::Error> damaged() const {
    const auto& stream = inflater_.stream;
    const std::string_view why = stream.msg == nullptr ? "not packed by gzip" : stream.msg;
    return core::fail(core::ErrorClass::data, "gz.damaged",
                      fmt::format("the packed file is damaged near byte {}: {}",
                                  packed_bytes_ - static_cast<std::int64_t>(stream.avail_in), why),
                      "Fetch it again; if it is the same, have it packed again.", place());
  }

  core::Result<> keep_texts() {
    constexpr std::size_t shortest_identity = 10;
    constexpr std::size_t most_bytes = 4 << 20;
    auto texts = header_.texts();
    if (!texts) return over_limit("its name or comment is longer than 65536 bytes", place());
    for (auto& text : *texts) {
      if (text.size() < shortest_identity) continue;
      texts_bytes_ += text.size();
      if (texts_bytes_ > most_bytes) return over_limit("its names and comments have more than 4 MiB", place());
      texts_.push_back(std::move(text));
    }
    return {};
  }

  core::Result<> take(std::size_t size) {
    unpacked_bytes_ += static_cast<std::int64_t>(size);
    if (unpacked_bytes_ > limits_.unpacked_bytes) {
      return over_limit(fmt::format("it unpacks to more than {} bytes", limits_.unpacked_bytes), place());
    }
    const auto read = packed_bytes_ - static_cast<std::int64_t>(inflater_.stream.avail_in);
    if (unpacked_bytes_ > ratio_from && unpacked_bytes_ / limits_.unpacked_ratio >= std::max<std::int64_t>(read, 1)) {
      return over_limit(fmt::format("it unpacks to more than {} times its size", limits_.unpacked_ratio), place());
    }
    return into_.write(std::string_view(unpacked_.data(), size));
  }

  FileBytes file_;
  core::OutputFile& into_;
  Limits limits_;
  Inflater inflater_{Inflater::Around::gzip};
  std::vector<char> packed_;
  std::vector<char> unpacked_;
  GzHeader header_;
  std::vector<std::string> texts_;
  std::size_t texts_bytes_ = 0;
  std::int64_t packed_bytes_ = 0;
  std::int64_t unpacked_bytes_ = 0;
  State state_ = State::inside;
};

}  // namespace

core::Result<std::vector<std::string>> unpack_gz(const std::filesystem::path& packed, core::OutputFile& into,
                                                 const Limits& limits) {
  return GzReading(SLUSS_TRY(FileBytes::open(packed)), into, limits).all();
}

}  // namespace sluss::connectors::registers
