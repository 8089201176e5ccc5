#pragma once
// The format of a segment: records laid end to end, first the segment's header, then its objects. All numbers are
// little-endian.
//
//   0  magic           8   "SLUSSHD1" header, "SLUSSOB1" object
//   8  size of meta    4
//  12  zero            4
//  16  size of frame   8
//  24  decoded size    8
//  32  SHA-256        32   of the decoded bytes
//  64  head checksum   8   XXH3 of the 64 bytes before: a damaged length is found before it is believed
//  72  meta                JSON
//      frame               one zstd frame (none in the header)
//      checksum        8   XXH3 of everything before in the record
//
// The index file: magic "SLUSSIX1", JSON, XXH3 of both.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/files.h"
#include "core/ids.h"
#include "warehouse/archive/archive.h"

namespace sluss::warehouse::archive {

enum class RecordKind : std::uint8_t { header, object };

struct RecordHead {
  static constexpr std::size_t encoded_size = 72;
  static constexpr std::size_t checksum_size = 8;

  RecordKind kind = RecordKind::object;
  std::uint32_t meta_size = 0;
  std::uint64_t frame_size = 0;
  std::uint64_t decoded_size = 0;
  core::Sha256 sha256;

  [[nodiscard]] std::uint64_t record_size() const { return encoded_size + meta_size + frame_size + checksum_size; }
  /// Writes its 72 bytes over the beginning of `record`.
  void encode(std::string& record) const;
  /// Nothing when magic or checksum do not hold.
  [[nodiscard]] static std::optional<RecordHead> decode(std::string_view bytes);
};

/// Appends the checksum of all that is in `record`.
void append_checksum(std::string& record);
/// True when the last eight bytes are the checksum of those before.
[[nodiscard]] bool checksum_holds(std::string_view record);

/// A record as its segment contains it, its checksums verified.
struct StoredRecord {
  RecordHead head;
  std::string bytes;
  [[nodiscard]] std::string_view meta() const {
    return std::string_view(bytes).substr(RecordHead::encoded_size, head.meta_size);
  }
  [[nodiscard]] std::string_view frame() const {
    return std::string_view(bytes).substr(RecordHead::encoded_size + head.meta_size, head.frame_size);
  }
};

/// data class "archive.damaged" when there is no whole record at this place of a file of `file_size` bytes.
[[nodiscard]] core::Result<StoredRecord> read_record(core::Files& files, const std::filesystem::path& file,
                                                     std::uint64_t offset, std::uint64_t file_size);

/// The decoded bytes of an object's record, compared with its SHA-256.
[[nodiscard]] core::Result<std::string> decode_object(const StoredRecord& record, const core::Place& place);

[[nodiscard]] std::unexpected<core::Error> damaged(std::string what, const core::Place& place);

[[nodiscard]] std::string encode_header(const SegmentHeader& header);
[[nodiscard]] std::string encode_index(const SegmentInfo& segment);
[[nodiscard]] core::Result<SegmentInfo> decode_index(std::string_view bytes, const core::Place& place);

}  // namespace sluss::warehouse::archive
