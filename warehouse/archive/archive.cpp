#include "warehouse/archive/archive.h"

#include <algorithm>
#include <array>
#include <set>

#include "warehouse/archive/meta_json.h"
#include "warehouse/archive/record.h"
#include "warehouse/archive/segment_files.h"
#include "warehouse/archive/segment_writer.h"

namespace sluss::warehouse::archive {

namespace fs = std::filesystem;

struct Archive::Impl {
  core::Files& files;
  Options options;

  [[nodiscard]] fs::path path(const fs::path& file) const { return options.folder / file; }
  [[nodiscard]] SegmentPaths paths(const fs::path& file) const { return SegmentPaths::of(options.folder, file); }

  [[nodiscard]] bool taken(const fs::path& file) const {
    const auto of = paths(file);
    return files.exists(of.segment) || files.exists(of.index) || files.exists(of.gone);
  }

  core::Result<std::uint64_t> size_of(const fs::path& file) const {
    auto size = files.size(path(file));
    if (size || size.error().code != "disk.missing") return size;
    return core::fail(core::ErrorClass::storage, "disk.missing",
                      "the segment " + file.string() + " is not in the archive " + options.folder.string(),
                      "Mount the archive's folder if it is on a disk of its own. Else take the segment's two files "
                      "from a backup: `sluss restore FILE --into` a folder of its own, and copy them from its archive.",
                      {.file = path(file).string()});
  }

  core::Result<SegmentHeader> read_header(const fs::path& file) const {
    const auto size = SLUSS_TRY(size_of(file));
    const auto record = SLUSS_TRY(read_record(files, path(file), 0, size));
    if (record.head.kind != RecordKind::header) {
      return damaged("the segment does not begin with its header", {.file = path(file).string()});
    }
    return parse_header(record.meta());
  }

  struct Scan {
    SegmentInfo segment;
    std::uint64_t file_size = 0;
    std::optional<core::Error> stopped_by;
  };

  /// Without the index: everything up to the first record that is not whole.
  core::Result<Scan> scan(const fs::path& file) const {
    Scan result;
    result.file_size = SLUSS_TRY(size_of(file));
    const auto first = SLUSS_TRY(read_record(files, path(file), 0, result.file_size));
    auto& segment = result.segment;
    segment.header = SLUSS_TRY(parse_header(first.meta()));
    segment.file = file;
    segment.stored = first.head.record_size();
    while (segment.stored < result.file_size) {
      const auto record = read_record(files, path(file), segment.stored, result.file_size);
      if (!record) {
        if (record.error().code != "archive.damaged") return std::unexpected(record.error());
        result.stopped_by = record.error();
        break;
      }
      auto object = SLUSS_TRY(parse_object(record->meta()));
      object.sha256 = record->head.sha256;
      object.bytes = record->head.decoded_size;
      object.stored = record->head.frame_size;
      object.offset = segment.stored;
      if (record->head.kind != RecordKind::object || object.index != segment.objects.size()) {
        return damaged("the objects of the segment are not in order", {.file = path(file).string()});
      }
      segment.objects.push_back(std::move(object));
      segment.stored += record->head.record_size();
    }
    return result;
  }

  core::Result<SegmentInfo> read_index(const fs::path& file) const {
    const auto index = paths(file).index;
    const auto bytes = SLUSS_TRY(files.read(index));
    auto segment = SLUSS_TRY(decode_index(bytes, {.file = index.string()}));
    segment.file = file;
    return segment;
  }

  core::Result<SegmentInfo> open(const fs::path& file) const {
    if (files.exists(paths(file).index)) {
      auto segment = read_index(file);
      if (segment || segment.error().code != "archive.damaged") return segment;
      // The index has nothing that the records do not have too; verify() reports it.
      auto scanned = SLUSS_TRY(scan(file));
      scanned.segment.whole = !scanned.stopped_by;
      return std::move(scanned.segment);
    }
    auto scanned = SLUSS_TRY(scan(file));
    return std::move(scanned.segment);
  }

  [[nodiscard]] core::Result<std::set<fs::path>> list(const std::optional<std::string>& only) const {
    return segment_files(files, options.folder, only);
  }

  [[nodiscard]] static std::unexpected<core::Error> busy(const fs::path& file) {
    return core::fail(core::ErrorClass::busy, "archive.segment_busy",
                      "another process is writing the segment " + file.string(), "Wait until its run has ended.",
                      {.file = file.string()});
  }

  core::Result<> verify_segment(const fs::path& file, std::vector<core::Error>& errors,
                                const std::function<void(const SegmentInfo&)>& progress) const;
};

Archive::Archive(core::Files& files, Options options) {
  options.folder = fs::absolute(options.folder).lexically_normal();
  if (!options.folder.has_filename()) options.folder = options.folder.parent_path();  // "archive/"
  impl_ = std::make_unique<Impl>(Impl{.files = files, .options = std::move(options)});
}
Archive::~Archive() = default;

core::Result<std::unique_ptr<SegmentWriter>> Archive::begin(const SegmentHeader& header) {
  SLUSS_TRY(check_name("source", header.source));
  SLUSS_TRY(check_name("job", header.job));
  SLUSS_TRY(check_name("token", header.token));
  SegmentInfo info;
  info.header = header;
  const auto folder = fs::path(header.source) / core::to_text(header.began_at).substr(0, 7);
  info.file = folder / (header.token + ".seg");
  // Two runs at one moment of the clock (a fixed one, or one that was set back): nothing is ever written over.
  for (int again = 2; impl_->taken(info.file); ++again) {
    info.header.token = header.token + "-" + std::to_string(again);
    info.file = folder / (info.header.token + ".seg");
  }
  const auto paths = impl_->paths(info.file);
  SLUSS_TRY(impl_->files.make_folders(paths.segment.parent_path()));
  auto output = SLUSS_TRY(impl_->files.create(paths.segment));
  auto lock = SLUSS_TRY(FileLock::take(paths.segment));
  if (!lock) return Impl::busy(info.file);
  const auto record = encode_header(info.header);
  if (auto written = output->write(record); !written) {
    // Without its header it belongs to no run, and would stay for ever.
    output.reset();
    [[maybe_unused]] const auto removed = impl_->files.remove(paths.segment);
    return std::unexpected(std::move(written).error());
  }
  info.stored = record.size();
  return make_segment_writer(impl_->files, impl_->options, std::move(info), std::move(output), *std::move(lock));
}

core::Result<std::optional<SegmentInfo>> Archive::unfinished(std::string_view source, std::string_view job,
                                                             std::string_view plan_digest) {
  const auto files = SLUSS_TRY(unfinished_files(impl_->files, impl_->options.folder, std::string(source)));
  std::optional<fs::path> newest;
  core::Instant began;
  for (const auto& file : files) {
    const auto header = impl_->read_header(file);
    // Killed before its header was on disk: there is nothing in it to go on with.
    if (!header && header.error().code == "archive.damaged") continue;
    if (!header) return std::unexpected(header.error());
    if (header->job != job || header->plan_digest != plan_digest) continue;
    const auto lock = SLUSS_TRY(FileLock::take(impl_->path(file)));
    if (!lock || (newest && header->began_at < began)) continue;
    newest = file;
    began = header->began_at;
  }
  if (!newest) return std::optional<SegmentInfo>{};
  auto scanned = SLUSS_TRY(impl_->scan(*newest));
  return std::optional<SegmentInfo>(std::move(scanned.segment));
}

core::Result<std::optional<SegmentInfo>> Archive::sealed(std::string_view source, std::string_view job,
                                                         std::string_view plan_digest, core::Instant since) {
  const auto files = SLUSS_TRY(impl_->list(std::string(source)));
  const std::string month = core::to_text(since).substr(0, 7);
  std::optional<SegmentInfo> newest;
  for (const auto& file : files) {
    if (file.parent_path().filename() < month || !impl_->files.exists(impl_->paths(file).index)) continue;
    const auto header = impl_->read_header(file);
    if (!header && header.error().code == "archive.damaged") continue;
    if (!header) return std::unexpected(header.error());
    if (header->job != job || header->plan_digest != plan_digest || header->began_at < since) continue;
    if (newest && header->began_at < newest->header.began_at) continue;
    auto segment = SLUSS_TRY(impl_->open(file));
    if (segment.whole) newest = std::move(segment);
  }
  return newest;
}

core::Result<std::unique_ptr<SegmentWriter>> Archive::resume(const SegmentInfo& segment) {
  SLUSS_TRY(check_file(segment.file));
  const auto paths = impl_->paths(segment.file);
  if (segment.whole || impl_->files.exists(paths.index)) {
    return core::fail(core::ErrorClass::storage, "archive.exists",
                      "the segment " + segment.file.string() + " is whole; nothing can be added to it", "Run again.",
                      {.file = paths.segment.string()});
  }
  auto lock = SLUSS_TRY(FileLock::take(paths.segment));
  if (!lock) return Impl::busy(segment.file);
  auto output = SLUSS_TRY(impl_->files.append(paths.segment));
  if (output->size() < segment.stored) {
    return damaged("the segment has become shorter", {.file = paths.segment.string()});
  }
  SLUSS_TRY(output->truncate(segment.stored));
  return make_segment_writer(impl_->files, impl_->options, segment, std::move(output), *std::move(lock));
}

core::Result<std::string> Archive::read(const SegmentInfo& segment, std::uint32_t index) {
  SLUSS_TRY(check_file(segment.file));
  const auto file = impl_->path(segment.file);
  const core::Place place{.file = file.string(), .field = "object " + std::to_string(index)};
  if (index >= segment.objects.size()) {
    return core::fail(core::ErrorClass::data, "archive.no_such_object",
                      "the segment has " + std::to_string(segment.objects.size()) + " objects", "Count from 0.", place);
  }
  const auto& object = segment.objects[index];
  const auto size = SLUSS_TRY(impl_->size_of(segment.file));
  auto record = read_record(impl_->files, file, object.offset, size);
  if (!record) {
    if (record.error().code == "archive.damaged") return damaged(record.error().what, place);
    return std::unexpected(std::move(record).error());
  }
  if (record->head.kind != RecordKind::object || record->head.sha256 != object.sha256) {
    return damaged("the segment holds another object here than its index says", place);
  }
  return decode_object(*record, place);
}

core::Result<SegmentInfo> Archive::open(const fs::path& file) {
  SLUSS_TRY(check_file(file));
  return impl_->open(file);
}

core::Result<std::vector<SegmentInfo>> Archive::segments(const std::optional<std::string>& source) {
  const auto files = SLUSS_TRY(impl_->list(source));
  std::vector<SegmentInfo> segments;
  for (const auto& file : files) {
    auto segment = impl_->open(file);
    if (segment) {
      segments.push_back(*std::move(segment));
    } else if (segment.error().code != "archive.damaged" || impl_->files.exists(impl_->paths(file).index)) {
      return std::unexpected(std::move(segment).error());
    }  // else: killed before its header was on disk, an empty beginning
  }
  std::ranges::stable_sort(segments, {}, [](const SegmentInfo& segment) { return segment.header.began_at; });
  return segments;
}

core::Result<> Archive::Impl::verify_segment(const fs::path& file, std::vector<core::Error>& errors,
                                             const std::function<void(const SegmentInfo&)>& progress) const {
  const auto collect = [&](core::Error error) -> core::Result<> {
    // Damage is collected; a disk that cannot be read at all ends the verification.
    if (error.code != "archive.damaged" && error.code != "disk.missing") return std::unexpected(std::move(error));
    errors.push_back(std::move(error));
    return {};
  };
  const bool has_index = files.exists(paths(file).index);
  if (has_index) {
    if (const auto index = read_index(file); !index) SLUSS_TRY(collect(index.error()));
  }
  const auto segment = open(file);
  if (!segment) return has_index ? collect(segment.error()) : core::Result<>{};
  const core::Place place{.file = path(file).string()};
  if (const auto size = size_of(file); !size) {
    SLUSS_TRY(collect(size.error()));
    return {};
  } else if (segment->whole && *size != segment->stored) {
    errors.push_back(damaged("the segment's length is not what its index says", place).error());
  }
  if (const auto header = read_header(file); !header) {
    SLUSS_TRY(collect(header.error()));
  } else if (header_json(*header) != header_json(segment->header)) {
    errors.push_back(damaged("header and index of the segment contradict each other", place).error());
  }
  for (const auto& object : segment->objects) {
    const auto size = size_of(file);
    if (!size) return std::unexpected(size.error());
    const core::Place at{.file = path(file).string(), .field = "object " + std::to_string(object.index)};
    const auto record = read_record(files, path(file), object.offset, *size);
    if (!record) {
      auto error = record.error();
      error.place = at;
      SLUSS_TRY(collect(std::move(error)));
      continue;
    }
    if (record->head.sha256 != object.sha256) {
      errors.push_back(damaged("the segment holds another object here than its index says", at).error());
    } else if (const auto decoded = decode_object(*record, at); !decoded) {
      SLUSS_TRY(collect(decoded.error()));
    }
  }
  if (progress) progress(*segment);
  return {};
}

core::Result<std::vector<core::Error>> Archive::verify(const std::function<void(const SegmentInfo&)>& progress) {
  std::vector<core::Error> errors;
  const auto files = SLUSS_TRY(impl_->list({}));
  for (const auto& file : files) SLUSS_TRY(impl_->verify_segment(file, errors, progress));
  return errors;
}

core::Result<> Archive::remove(const SegmentInfo& segment) {
  SLUSS_TRY(check_file(segment.file));
  const auto paths = impl_->paths(segment.file);
  if (impl_->files.exists(paths.segment)) {
    const auto lock = SLUSS_TRY(FileLock::take(paths.segment));
    if (!lock) return Impl::busy(segment.file);
  }
  return remove_segment(impl_->files, paths);
}

core::Result<std::uint64_t> Archive::stored_bytes() {
  std::uint64_t bytes = 0;
  const auto files = SLUSS_TRY(impl_->list({}));
  for (const auto& file : files) {
    const auto paths = impl_->paths(file);
    for (const auto& part : {paths.segment, paths.index}) {
      if (!impl_->files.exists(part)) continue;
      const auto size = SLUSS_TRY(impl_->files.size(part));
      bytes += size;
    }
  }
  return bytes;
}

}  // namespace sluss::warehouse::archive
