#pragma once
// The texts that cells of a workbook share, by number. Memory: at most Limits::shared_strings_bytes with 16 bytes for
// each text; a workbook with more of them has all in a temporary file without a name, of which 1 MiB is kept in memory
// (and one number for 128 texts). One thread at a time.

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/limits.h"
#include "connectors/register/xlsx/temporary_file.h"
#include "connectors/register/xlsx/xml_parser.h"

namespace sluss::connectors::registers {

class SharedStrings {
 public:
  explicit SharedStrings(const Limits& limits, std::filesystem::path spill_folder = {})
      : limits_(limits), folder_(std::move(spill_folder)) {}
  /// Of the part of a workbook: runs of rich text joined, phonetic ones left out. Errors: those of XmlParser and
  /// TemporaryFile; data class "xlsx.xml" (another part), "register.limit".
  [[nodiscard]] static core::Result<SharedStrings> read(std::unique_ptr<ByteSource> part, core::Place place,
                                                        const Limits& limits, std::filesystem::path spill_folder);

  [[nodiscard]] core::Result<> add(std::string_view text);
  /// After the last one.
  [[nodiscard]] core::Result<> finish();

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] bool is_spilled() const { return file_.has_value(); }
  /// `number` is below size(). Valid until the next call where is_spilled(), else as long as this lives.
  [[nodiscard]] core::Result<std::string_view> text(std::uint64_t number);

 private:
  class Reader;
  /// Texts that lie together in the file, each after its length.
  struct Group {
    std::uint64_t first = 0;  ///< number of its first text
    std::uint64_t offset = 0;
  };
  struct Loaded {
    std::optional<std::size_t> group;
    std::string bytes;
  };
  void keep(std::string_view text);
  core::Result<> spill();
  core::Result<> write(std::string_view text);
  core::Result<> write_group();
  core::Result<const std::string*> load(std::size_t group);

  Limits limits_;
  std::filesystem::path folder_;
  std::uint64_t size_ = 0;
  std::int64_t kept_bytes_ = 0;
  std::deque<std::string_view> kept_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_left_ = 0;
  char* block_next_ = nullptr;
  std::optional<TemporaryFile> file_;
  std::vector<Group> groups_;
  std::string pending_;  ///< the group that is not full
  std::size_t pending_texts_ = 0;
  std::uint64_t written_ = 0;  ///< texts in the file and in pending_
  std::vector<Loaded> loaded_;
};

}  // namespace sluss::connectors::registers
