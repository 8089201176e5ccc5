#include "daemon/run/backup/stream.h"

#include <zstd.h>

#include <algorithm>
#include <vector>

namespace sluss::daemon::backup {

namespace {

class FileSource final : public ByteSource {
 public:
  FileSource(core::Files& files, std::filesystem::path file, std::uint64_t size, std::uint64_t offset)
      : files_(files), file_(std::move(file)), size_(size), offset_(std::min(offset, size)) {}
  core::Result<std::string> read(std::size_t most) override {
    const auto wanted = std::min<std::uint64_t>(most, size_ - offset_);
    if (wanted == 0) return std::string();
    auto bytes = SLUSS_TRY(files_.read_range(file_, offset_, wanted));
    offset_ += bytes.size();
    return bytes;
  }

 private:
  core::Files& files_;
  std::filesystem::path file_;
  std::uint64_t size_;
  std::uint64_t offset_;
};

struct ZstdDeleter {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// The mark is a frame that zstd skips (RFC 8878, 3.1.2 "Skippable Frames"): its magic, its size, our word, and
// the offset of the marked frame, the last byte most.
constexpr std::uint32_t skipped_magic = 0x184D2A53;
constexpr std::string_view mark_word = "SLUSSIDX";
constexpr std::size_t mark_size = 4 + 4 + mark_word.size() + 8;

std::string little_endian(std::uint64_t number, std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>(number >> (8 * i) & 0xFFU);
  return text;
}

std::string mark_of(std::uint64_t offset) {
  return little_endian(skipped_magic, 4) + little_endian(mark_word.size() + 8, 4) + std::string(mark_word) +
         little_endian(offset, 8);
}

class RealZstdSink final : public ZstdSink {
 public:
  RealZstdSink(ByteSink& next, int level)
      : next_(next), context_(ZSTD_createCCtx()), out_(ZSTD_CStreamOutSize(), '\0') {
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }
  core::Result<> write(std::string_view bytes) override { return compress(bytes, ZSTD_e_continue); }
  core::Result<> mark() override {
    SLUSS_TRY(compress({}, ZSTD_e_end));
    marked_ = written_;
    return {};
  }
  core::Result<> finish() override {
    SLUSS_TRY(compress({}, ZSTD_e_end));
    if (marked_) SLUSS_TRY(next_.write(mark_of(*marked_)));
    return next_.finish();
  }

 private:
  core::Result<> compress(std::string_view bytes, ZSTD_EndDirective how) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (;;) {
      ZSTD_outBuffer out{out_.data(), out_.size(), 0};
      const auto left = ZSTD_compressStream2(context_.get(), &out, &in, how);
      if (ZSTD_isError(left) != 0) {
        return core::fail(core::ErrorClass::storage, "backup.compress", ZSTD_getErrorName(left));
      }
      if (out.pos > 0) SLUSS_TRY(next_.write(std::string_view(out_).substr(0, out.pos)));
      written_ += out.pos;
      if (how == ZSTD_e_end ? left == 0 : in.pos == in.size) return {};
    }
  }

  ByteSink& next_;
  std::unique_ptr<ZSTD_CCtx, ZstdDeleter> context_;
  std::string out_;
  std::uint64_t written_ = 0;
  std::optional<std::uint64_t> marked_;
};

class ZstdSource final : public ByteSource {
 public:
  explicit ZstdSource(ByteSource& before) : before_(before), context_(ZSTD_createDCtx()) {}
  core::Result<std::string> read(std::size_t most) override {
    std::string bytes(most, '\0');
    ZSTD_outBuffer out{bytes.data(), bytes.size(), 0};
    while (out.pos == 0) {
      if (in_.pos == in_.size) {
        input_ = SLUSS_TRY(before_.read(ZSTD_DStreamInSize()));
        in_ = {input_.data(), input_.size(), 0};
        if (input_.empty()) {
          if (left_ != 0) return damaged("it ends before its end: it was cut off");
          return std::string();
        }
      }
      left_ = ZSTD_decompressStream(context_.get(), &out, &in_);
      if (ZSTD_isError(left_) != 0) {
        return damaged(std::string("it cannot be unpacked: ") + ZSTD_getErrorName(left_));
      }
    }
    bytes.resize(out.pos);
    return bytes;
  }

 private:
  ByteSource& before_;
  std::unique_ptr<ZSTD_DCtx, ZstdDeleter> context_;
  std::string input_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  std::size_t left_ = 1;  ///< zstd's hint: 0 between frames
};

}  // namespace

std::unexpected<core::Error> damaged(const std::string& what) {
  return core::fail(core::ErrorClass::data, "backup.damaged", "the backup is damaged: " + what,
                    "Nothing was changed. Take another backup, and look after the place where this one lay.");
}

core::Result<> FileSink::write(std::string_view bytes) {
  SLUSS_TRY(file_.write(bytes));
  hasher_.update(bytes);
  size_ += bytes.size();
  return {};
}

core::Result<> FileSink::finish() {
  sha256_ = hasher_.finish();
  return {};
}

core::Result<std::unique_ptr<ByteSource>> file_source(core::Files& files, const std::filesystem::path& file,
                                                      std::uint64_t offset) {
  const auto size = SLUSS_TRY(files.size(file));
  return std::make_unique<FileSource>(files, file, size, offset);
}

std::unique_ptr<ZstdSink> zstd_sink(ByteSink& next, int level) {
  return std::make_unique<RealZstdSink>(next, level);
}

core::Result<std::optional<std::uint64_t>> find_mark(core::Files& files, const std::filesystem::path& file) {
  const auto size = SLUSS_TRY(files.size(file));
  if (size < mark_size) return std::nullopt;
  const auto end = SLUSS_TRY(files.read_range(file, size - mark_size, mark_size));
  std::uint64_t offset = 0;
  for (std::size_t i = 0; i < 8; ++i) offset = offset << 8U | static_cast<unsigned char>(end[end.size() - 1 - i]);
  if (end != mark_of(offset) || offset >= size - mark_size) return std::nullopt;
  return offset;
}

std::unique_ptr<ByteSource> zstd_source(ByteSource& before) {
  return std::make_unique<ZstdSource>(before);
}

core::Result<std::string> read_exactly(ByteSource& source, std::size_t size) {
  std::string bytes;
  bytes.reserve(size);
  while (bytes.size() < size) {
    const auto more = SLUSS_TRY(source.read(size - bytes.size()));
    if (more.empty()) return damaged("it ends before its end: it was cut off");
    bytes += more;
  }
  return bytes;
}

}  // namespace sluss::daemon::backup
