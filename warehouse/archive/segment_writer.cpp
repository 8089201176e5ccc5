#include "warehouse/archive/segment_writer.h"

#include <zstd.h>

#include <condition_variable>
#include <deque>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>

#include "core/check.h"
#include "core/exception.h"
#include "core/kill_point.h"
#include "warehouse/archive/meta_json.h"
#include "warehouse/archive/record.h"

namespace sluss::warehouse::archive {
namespace {

struct PendingObject {
  StoredObject info;
  std::string body;
};

/// Between the objects' threads and the worker. ObjectWriters share it, as they may outlive their SegmentWriter (a
/// cancelled transfer is reaped later).
class Backlog {
 public:
  Backlog(std::uint64_t limit, std::uint32_t first_index) : limit_(limit), next_index_(first_index) {}

  core::Result<std::uint32_t> push(const core::RawObject& object, std::string body) {
    std::unique_lock guard(mutex_);
    // One object may be larger than the limit: it goes in when it would be alone.
    room_.wait(guard, [&] { return closed_ || error_ || pending_.empty() || bytes_ + body.size() <= limit_; });
    if (error_) return std::unexpected(*error_);
    if (closed_) {
      return core::fail(core::ErrorClass::cancelled, "archive.closed",
                        "a raw object came after its segment was closed");
    }
    bytes_ += body.size();
    pending_.push_back({.info = {object, next_index_++}, .body = std::move(body)});
    work_.notify_one();
    return pending_.back().info.index;
  }

  /// Nothing when closed and empty.
  std::optional<PendingObject> pop() {
    std::unique_lock guard(mutex_);
    work_.wait(guard, [&] { return closed_ || !pending_.empty(); });
    if (pending_.empty()) return {};
    auto next = std::move(pending_.front());
    pending_.pop_front();
    return next;
  }

  /// The body counts until it is written, so that memory is bounded by the limit and not by the limit plus one.
  void written(std::size_t body_size) {
    const std::lock_guard guard(mutex_);
    bytes_ -= body_size;
    room_.notify_all();
  }

  void fail(core::Error error) {
    const std::lock_guard guard(mutex_);
    error_ = std::move(error);
    pending_.clear();
    bytes_ = 0;
    closed_ = true;
    room_.notify_all();
    work_.notify_all();
  }

  void close(bool forget) {
    const std::lock_guard guard(mutex_);
    closed_ = true;
    if (forget) pending_.clear();
    room_.notify_all();
    work_.notify_all();
  }

  [[nodiscard]] std::optional<core::Error> error() const {
    const std::lock_guard guard(mutex_);
    return error_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable work_;
  std::deque<PendingObject> pending_;
  std::uint64_t bytes_ = 0;
  const std::uint64_t limit_;
  std::uint32_t next_index_;
  bool closed_ = false;
  std::optional<core::Error> error_;
};

class BodyWriter final : public ObjectWriter {
 public:
  explicit BodyWriter(std::shared_ptr<Backlog> backlog) : backlog_(std::move(backlog)) {}

  core::Result<> write(std::string_view bytes) override {
    body_.append(bytes);
    return {};
  }
  void restart() override { body_.clear(); }
  core::Result<std::uint32_t> finish(const core::RawObject& object) override {
    return backlog_->push(object, std::exchange(body_, {}));
  }

 private:
  std::shared_ptr<Backlog> backlog_;
  std::string body_;
};

class Compressor {
 public:
  explicit Compressor(int level) : context_(ZSTD_createCCtx()) {
    ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 0);  // the SHA-256 covers more
  }
  ~Compressor() { ZSTD_freeCCtx(context_); }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  /// Appends one frame, returns its size.
  core::Result<std::uint64_t> append(std::string& to, std::string_view data) {
    const auto start = to.size();
    to.resize(start + ZSTD_compressBound(data.size()));
    const auto size = ZSTD_compress2(context_, to.data() + start, to.size() - start, data.data(), data.size());
    if (ZSTD_isError(size) != 0U) {
      return core::fail(core::ErrorClass::storage, "archive.compression",
                        std::string("zstd failed: ") + ZSTD_getErrorName(size), "Give the process more memory.");
    }
    to.resize(start + size);
    return size;
  }

 private:
  ZSTD_CCtx* context_;
};

class Writer final : public SegmentWriter {
 public:
  Writer(core::Files& files, const Options& options, SegmentInfo so_far, std::unique_ptr<core::OutputFile> output,
         FileLock lock)
      : files_(files),
        paths_(SegmentPaths::of(options.folder, so_far.file)),
        info_(std::move(so_far)),
        output_(std::move(output)),
        lock_(std::move(lock)),
        backlog_(std::make_shared<Backlog>(options.backlog_bytes, static_cast<std::uint32_t>(info_.objects.size()))),
        compressor_(options.zstd_level),
        worker_([this] { work(); }) {}

  ~Writer() override { stop(false); }

  std::unique_ptr<ObjectWriter> open() override { return std::make_unique<BodyWriter>(backlog_); }

  core::Result<SegmentInfo> seal() override {
    stop(false);
    if (auto error = backlog_->error()) return std::unexpected(*std::move(error));
    SLUSS_CHECK(output_, "a segment is sealed once");
    if (auto synced = output_->sync(); !synced) {
      // The kernel may have dropped the pages and yet show them: nothing of this segment can be trusted or gone on
      // with.
      [[maybe_unused]] const auto removed = remove_segment(files_, paths_);
      return std::unexpected(std::move(synced).error());
    }
    SLUSS_TRY(output_->close());
    output_.reset();
    // The segment's name before the index's: a power cut must not leave an index of a segment that is not there.
    SLUSS_TRY(files_.sync_folder(paths_.segment.parent_path()));
    SLUSS_TRY(write_index());
    info_.whole = true;
    SLUSS_KILL_POINT("archive.segment_synced");
    return info_;
  }

  core::Result<> discard() override {
    stop(true);
    output_.reset();  // an error of closing is of bytes that go
    return remove_segment(files_, paths_);
  }

 private:
  void stop(bool forget) {
    backlog_->close(forget);
    if (worker_.joinable()) worker_.join();
  }

  void work() {
    std::string record;
    while (auto next = backlog_->pop()) {
      const auto append_next = [&] { return append(*next, record); };
      if (auto written = core::without_exceptions("run.exception", append_next); !written) {
        backlog_->fail(std::move(written).error());
        return;
      }
      backlog_->written(next->body.size());
    }
  }

  core::Result<> append(PendingObject& object, std::string& record) {
    auto& info = object.info;
    const auto meta = object_json(info);
    if (meta.size() > std::numeric_limits<std::uint32_t>::max()) {
      return core::fail(core::ErrorClass::data, "archive.bad_meta", "what is remembered of an object is too long");
    }
    RecordHead head;
    head.meta_size = static_cast<std::uint32_t>(meta.size());
    head.decoded_size = object.body.size();
    head.sha256 = core::Sha256::of(object.body);
    record.assign(RecordHead::encoded_size, '\0');
    record += meta;
    head.frame_size = SLUSS_TRY(compressor_.append(record, object.body));
    head.encode(record);
    append_checksum(record);
    SLUSS_TRY(output_->write(record));

    info.sha256 = head.sha256;
    info.bytes = head.decoded_size;
    info.stored = head.frame_size;
    info.offset = info_.stored;
    info_.stored += record.size();
    info_.objects.push_back(std::move(info));
    SLUSS_KILL_POINT("archive.object_written");
    return {};
  }

  // Beside its name and renamed: an index that can be seen is whole, so a damaged one is damage and no power cut.
  core::Result<> write_index() {
    {
      const auto index = SLUSS_TRY(files_.create(paths_.index_part));
      SLUSS_TRY(index->write(encode_index(info_)));
      SLUSS_TRY(index->sync());
      SLUSS_TRY(index->close());
    }
    SLUSS_TRY(files_.rename(paths_.index_part, paths_.index));
    // The month's and the source's folders may be new, by this run or by one that was killed.
    for (auto folder = paths_.segment.parent_path(); folder != paths_.folder; folder = folder.parent_path()) {
      SLUSS_TRY(files_.sync_folder(folder));
    }
    SLUSS_TRY(files_.sync_folder(paths_.folder));
    return files_.sync_folder(paths_.folder.parent_path());
  }

  core::Files& files_;
  const SegmentPaths paths_;
  SegmentInfo info_;  ///< the worker's until it is joined
  std::unique_ptr<core::OutputFile> output_;
  FileLock lock_;
  std::shared_ptr<Backlog> backlog_;
  Compressor compressor_;
  std::thread worker_;
};

}  // namespace

SegmentPaths SegmentPaths::of(const std::filesystem::path& folder, const std::filesystem::path& file) {
  const auto with = [&](const char* extension) {
    auto path = folder / file;
    return path.replace_extension(extension);
  };
  return {.folder = folder,
          .segment = folder / file,
          .index = with(".idx"),
          .index_part = with(".idx.part"),
          .gone = with(".gone")};
}

std::unique_ptr<SegmentWriter> make_segment_writer(core::Files& files, const Options& options, SegmentInfo so_far,
                                                   std::unique_ptr<core::OutputFile> output, FileLock lock) {
  return std::make_unique<Writer>(files, options, std::move(so_far), std::move(output), std::move(lock));
}

core::Result<> remove_segment(core::Files& files, const SegmentPaths& paths) {
  const auto folder = paths.segment.parent_path();
  SLUSS_TRY(files.remove(paths.index_part));
  if (files.exists(paths.index)) {
    SLUSS_TRY(files.rename(paths.index, paths.gone));
    SLUSS_TRY(files.sync_folder(folder));
  }
  SLUSS_TRY(files.remove(paths.segment));
  SLUSS_TRY(files.sync_folder(folder));
  if (!files.exists(paths.gone)) return {};
  SLUSS_TRY(files.remove(paths.gone));
  return files.sync_folder(folder);
}

}  // namespace sluss::warehouse::archive
