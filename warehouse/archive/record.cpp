#include "warehouse/archive/record.h"

#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/check.h"
#include "warehouse/archive/meta_json.h"

namespace sluss::warehouse::archive {
namespace {

static_assert(std::endian::native == std::endian::little, "segments are little-endian; swap bytes here");

constexpr std::string_view header_magic = "SLUSSHD1";
constexpr std::string_view object_magic = "SLUSSOB1";
constexpr std::string_view index_magic = "SLUSSIX1";
// More than any answer that the HTTP client lets in: a length beyond it is damage, not data.
constexpr std::uint64_t largest_object = 4ULL << 30;

template <class T>
void put(char* at, T value) {
  std::memcpy(at, &value, sizeof value);
}

template <class T>
T get(std::string_view bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::uint64_t checksum_of(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

}  // namespace

std::unexpected<core::Error> damaged(std::string what, const core::Place& place) {
  return core::fail(
      core::ErrorClass::data, "archive.damaged", std::move(what),
      "Take both files of the segment (.seg, .idx) from a backup: `sluss restore FILE --into` a folder of its "
      "own. Its content can otherwise only be fetched again, as its source has it today: run its job, one "
      "of Kolada with --full.",
      place);
}

void RecordHead::encode(std::string& record) const {
  SLUSS_CHECK(record.size() >= encoded_size, "a record has room for its head");
  const auto& magic = kind == RecordKind::header ? header_magic : object_magic;
  std::memcpy(record.data(), magic.data(), magic.size());
  put(record.data() + 8, meta_size);
  put(record.data() + 12, std::uint32_t{0});
  put(record.data() + 16, frame_size);
  put(record.data() + 24, decoded_size);
  std::memcpy(record.data() + 32, sha256.bytes.data(), sha256.bytes.size());
  put(record.data() + 64, checksum_of(std::string_view(record).substr(0, 64)));
}

std::optional<RecordHead> RecordHead::decode(std::string_view bytes) {
  if (bytes.size() < encoded_size) return {};
  RecordHead head;
  if (bytes.starts_with(header_magic)) {
    head.kind = RecordKind::header;
  } else if (bytes.starts_with(object_magic)) {
    head.kind = RecordKind::object;
  } else {
    return {};
  }
  if (get<std::uint64_t>(bytes, 64) != checksum_of(bytes.substr(0, 64))) return {};
  head.meta_size = get<std::uint32_t>(bytes, 8);
  head.frame_size = get<std::uint64_t>(bytes, 16);
  head.decoded_size = get<std::uint64_t>(bytes, 24);
  std::memcpy(head.sha256.bytes.data(), bytes.data() + 32, head.sha256.bytes.size());
  return head;
}

void append_checksum(std::string& record) {
  const auto sum = checksum_of(record);
  record.append(reinterpret_cast<const char*>(&sum), sizeof sum);
}

bool checksum_holds(std::string_view record) {
  if (record.size() < RecordHead::checksum_size) return false;
  const auto body = record.substr(0, record.size() - RecordHead::checksum_size);
  return get<std::uint64_t>(record, body.size()) == checksum_of(body);
}

core::Result<StoredRecord> read_record(core::Files& files, const std::filesystem::path& file, std::uint64_t offset,
                                       std::uint64_t file_size) {
  const core::Place place{.file = file.string() + "@" + std::to_string(offset)};
  if (offset > file_size || file_size - offset < RecordHead::encoded_size + RecordHead::checksum_size) {
    return damaged("the segment ends within a record", place);
  }
  const auto head_bytes = SLUSS_TRY(files.read_range(file, offset, RecordHead::encoded_size));
  const auto head = RecordHead::decode(head_bytes);
  if (!head) return damaged("the head of a record is damaged", place);
  if (head->frame_size > file_size || head->record_size() > file_size - offset) {
    return damaged("the segment ends within a record", place);
  }
  StoredRecord record{*head, {}};
  record.bytes = SLUSS_TRY(files.read_range(file, offset, head->record_size()));
  if (record.bytes.size() != head->record_size() || !checksum_holds(record.bytes)) {
    return damaged("a record's checksum does not hold", place);
  }
  return record;
}

core::Result<std::string> decode_object(const StoredRecord& record, const core::Place& place) {
  if (record.head.decoded_size > largest_object) return damaged("an object of impossible size", place);
  std::string decoded(record.head.decoded_size, '\0');
  const auto frame = record.frame();
  const auto size = ZSTD_decompress(decoded.data(), decoded.size(), frame.data(), frame.size());
  if (ZSTD_isError(size) != 0U) {
    return damaged(std::string("an object cannot be decompressed: ") + ZSTD_getErrorName(size), place);
  }
  if (size != decoded.size() || core::Sha256::of(decoded) != record.head.sha256) {
    return damaged("an object's SHA-256 is not that of its bytes", place);
  }
  return decoded;
}

std::string encode_header(const SegmentHeader& header) {
  const auto meta = header_json(header);
  RecordHead head;
  head.kind = RecordKind::header;
  head.meta_size = static_cast<std::uint32_t>(meta.size());
  std::string record(RecordHead::encoded_size, '\0');
  head.encode(record);
  record += meta;
  append_checksum(record);
  return record;
}

std::string encode_index(const SegmentInfo& segment) {
  std::string bytes(index_magic);
  bytes += index_json(segment);
  append_checksum(bytes);
  return bytes;
}

core::Result<SegmentInfo> decode_index(std::string_view bytes, const core::Place& place) {
  if (!bytes.starts_with(index_magic) || !checksum_holds(bytes)) return damaged("the index is damaged", place);
  bytes.remove_prefix(index_magic.size());
  bytes.remove_suffix(RecordHead::checksum_size);
  auto segment = parse_index(bytes);
  if (!segment) return damaged(segment.error().what, place);
  return segment;
}

}  // namespace sluss::warehouse::archive
