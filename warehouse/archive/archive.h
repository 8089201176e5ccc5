#pragma once
// The archive: raw objects as they came, zstd, named by SHA-256, in one segment file and one index a run, fsynced once.
// Layout: <folder>/<source>/<yyyy-mm>/<token>.seg and <token>.idx; the index is written last and makes the segment
// whole. A run that died leaves a segment without an index; recover() reads it up to its last whole object, for the
// next run to reuse. Compression and hashing happen on a thread of the SegmentWriter's own, with a bounded backlog.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/ids.h"
#include "core/raw_object.h"
#include "core/time.h"

namespace sluss::warehouse::archive {

/// A raw object in its segment.
struct StoredObject : core::RawObject {
  std::uint32_t index = 0;   ///< within its segment, from 0, in the order of finish()
  core::Sha256 sha256;       ///< of the decoded bytes
  std::uint64_t bytes = 0;   ///< decoded
  std::uint64_t offset = 0;  ///< of its record in the segment
  std::uint64_t stored = 0;  ///< compressed
};

/// What the run records of itself in the segment's first record: enough to replay it without anything else.
struct SegmentHeader {
  std::string source;
  std::string job;
  std::string token;        ///< file name stem; made by the run: <job>-<started, compact UTC>
  std::string plan_digest;  ///< same digest: same selection and window, so the objects may be reused
  std::string context;      ///< JSON: the job's resolved settings, the clock, the program's version
  core::Instant began_at;
  int rules = 1;  ///< of the program that fetched it (warehouse/rule_numbers.h)
};

struct SegmentInfo {
  SegmentHeader header;
  std::filesystem::path file;  ///< relative to the archive's folder
  bool whole = false;          ///< has its index
  std::vector<StoredObject> objects;
  std::uint64_t stored = 0;
};

/// One object on its way in. Any thread, one at a time. Destroyed unfinished, nothing of it is kept.
class ObjectWriter {
 public:
  virtual ~ObjectWriter() = default;
  virtual core::Result<> write(std::string_view bytes) = 0;
  /// Forget what was written; the next write() begins from scratch (a retried attempt).
  virtual void restart() = 0;
  /// Returns the object's index in its segment. sha256, bytes, offset and stored of `info` are filled by the archive,
  /// later.
  virtual core::Result<std::uint32_t> finish(const core::RawObject& object) = 0;
};

class SegmentWriter {
 public:
  virtual ~SegmentWriter() = default;  ///< without seal(): the segment stays as an unfinished one
  [[nodiscard]] virtual std::unique_ptr<ObjectWriter> open() = 0;
  /// Waits for the backlog, writes the index, syncs file, index and folder. Errors of any earlier write come here too.
  virtual core::Result<SegmentInfo> seal() = 0;
  /// Removes segment and index, also after an error: of a run that none can go on with.
  virtual core::Result<> discard() = 0;
};

struct Options {
  std::filesystem::path folder;
  int zstd_level = 1;
  std::uint64_t backlog_bytes = 32ULL << 20;
};

class Archive {
 public:
  Archive(core::Files& files, Options options);
  ~Archive();

  /// Gives the token a number ("…-2") when there is such a segment already; seal() returns it.
  [[nodiscard]] core::Result<std::unique_ptr<SegmentWriter>> begin(const SegmentHeader& header);
  /// The newest unfinished segment of a job with this plan digest, if there is one.
  [[nodiscard]] core::Result<std::optional<SegmentInfo>> unfinished(std::string_view source, std::string_view job,
                                                                    std::string_view plan_digest);
  /// The newest whole segment of a job with this plan digest that began at `since` or later, if there is one. Whether a
  /// run has committed it is in the journal.
  [[nodiscard]] core::Result<std::optional<SegmentInfo>> sealed(std::string_view source, std::string_view job,
                                                                std::string_view plan_digest, core::Instant since);
  /// Opens an unfinished segment to go on writing after its last whole object.
  [[nodiscard]] core::Result<std::unique_ptr<SegmentWriter>> resume(const SegmentInfo& segment);
  /// Decoded bytes, checked against their SHA-256: data class "archive.damaged" when they differ.
  [[nodiscard]] core::Result<std::string> read(const SegmentInfo& segment, std::uint32_t index);
  [[nodiscard]] core::Result<SegmentInfo> open(const std::filesystem::path& file);
  /// Oldest first, by began_at. Unfinished ones too.
  [[nodiscard]] core::Result<std::vector<SegmentInfo>> segments(const std::optional<std::string>& source = {});
  /// Reads everything through. One error an object that is damaged.
  [[nodiscard]] core::Result<std::vector<core::Error>> verify(
      const std::function<void(const SegmentInfo&)>& progress = {});
  core::Result<> remove(const SegmentInfo& segment);
  [[nodiscard]] core::Result<std::uint64_t> stored_bytes();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluss::warehouse::archive
