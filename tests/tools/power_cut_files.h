#pragma once
// A file port over a real folder that remembers what was synced, so that a test can cut the power: what was not synced
// is lost, partly written or zeroed, and names whose folder was not synced may or may not have changed. Files that
// others write (DuckDB) are found in the folder; until sync_file() they count as not synced.
//
// What is not modelled: a file system that loses what was synced, folders that are renamed or exchanged, and modes.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "core/files.h"

namespace sluss::tests {

class PowerCutFiles : public core::Files {
 public:
  /// `root` exists; what is in it now is taken as synced. Beside it `<root>.shadow` and, after a cut, `<root>.after`
  /// and `<root>.dead` are used. Paths outside of it are passed through.
  explicit PowerCutFiles(const std::filesystem::path& root);
  ~PowerCutFiles() override;

  /// Now: `root` is gone, every operation fails until reopen().
  void cut(std::uint64_t seed);
  /// During the n-th operation from now (1 is the next); it may or may not still take effect.
  void cut_at(std::uint64_t operation, std::uint64_t seed);
  /// The n-th operation from now fails and does nothing; those after it work again.
  void fail_at(std::uint64_t operation, std::string code = "disk.io");
  /// After so many more bytes each write fails with "disk.full", the one that crosses the limit having written its
  /// first part. Others' files count when they are synced here. Nothing: there is room again.
  void full_at(std::optional<std::uint64_t> bytes);
  /// The power is back: `root` is there again as the cut left it.
  void reopen();

  [[nodiscard]] bool is_cut() const;
  /// Since construction.
  [[nodiscard]] std::uint64_t operations() const;
  [[nodiscard]] std::uint64_t bytes_written() const;

  core::Result<std::unique_ptr<core::OutputFile>> create(const std::filesystem::path& path,
                                                         core::FileMode mode = core::owner_only) override;
  core::Result<std::unique_ptr<core::OutputFile>> create_new(const std::filesystem::path& path,
                                                             core::FileMode mode = core::owner_only) override;
  core::Result<std::unique_ptr<core::OutputFile>> append(const std::filesystem::path& path,
                                                         core::FileMode mode = core::owner_only) override;
  core::Result<std::string> read(const std::filesystem::path& path) override;
  core::Result<std::string> read_range(const std::filesystem::path& path, std::uint64_t offset,
                                       std::uint64_t size) override;
  core::Result<> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  core::Result<> rename_new(const std::filesystem::path& from, const std::filesystem::path& to) override;
  core::Result<bool> exchange(const std::filesystem::path& one, const std::filesystem::path& other) override;
  core::Result<> remove(const std::filesystem::path& path) override;
  core::Result<> make_folders(const std::filesystem::path& path, core::FileMode mode = core::owner_folder) override;
  core::Result<> set_mode(const std::filesystem::path& path, core::FileMode mode) override;
  core::Result<> symlink(const std::filesystem::path& target, const std::filesystem::path& link) override;
  core::Result<> sync_file(const std::filesystem::path& path) override;
  core::Result<> sync_folder(const std::filesystem::path& path) override;
  core::Result<> clone(const std::filesystem::path& from, const std::filesystem::path& to,
                       core::FileMode mode = core::owner_only) override;
  core::Result<std::vector<std::filesystem::path>> list(const std::filesystem::path& folder) override;
  [[nodiscard]] bool exists(const std::filesystem::path& path) override;
  [[nodiscard]] core::Result<std::uint64_t> size(const std::filesystem::path& path) override;

 private:
  class Output;
  /// What a name refers to.
  struct Entry {
    enum class Kind : std::uint8_t { file, link, folder } kind = Kind::file;
    std::uint64_t inode = 0;       ///< file
    std::filesystem::path target;  ///< link
    bool operator==(const Entry&) const = default;
  };
  using Names = std::map<std::filesystem::path, Entry>;
  /// A change of names that no folder's sync has made lasting yet: first `gone` goes, then `entry` comes.
  struct Change {
    std::optional<std::filesystem::path> gone;
    std::optional<std::filesystem::path> name;
    Entry entry;
  };
  using Random = std::mt19937_64;

  /// Counts an operation and does what was ordered for it. `act` does it for real.
  template <class Act>
  auto operate(const std::filesystem::path& path, Act act) -> decltype(act());
  [[nodiscard]] core::Result<> power() const;
  core::Result<> take_room(std::uint64_t bytes, const std::filesystem::path& path);
  using OpenResult = core::Result<std::unique_ptr<core::OutputFile>>;
  /// `opening` makes the file, or opens the one that is there.
  template <class Opening>
  OpenResult open(const std::filesystem::path& path, Opening opening);
  /// Notes that the name now refers to its present file, and that it referred to `before`.
  void note_file(const std::filesystem::path& path, const std::optional<Entry>& before);
  /// `renaming` gives what `from` refers to the name `to`.
  template <class Renaming>
  core::Result<> rename_by(const std::filesystem::path& from, const std::filesystem::path& to, Renaming renaming);
  [[nodiscard]] bool tracks(const std::filesystem::path& path) const;
  [[nodiscard]] std::optional<Entry> entry_of(const std::filesystem::path& path) const;
  [[nodiscard]] std::filesystem::path inode_file(std::uint64_t inode) const;
  [[nodiscard]] std::filesystem::path synced(std::uint64_t inode) const;
  /// Keeps the inode, so that its number is not used again and its bytes can be read after it has lost its name.
  void keep(const std::filesystem::path& path, const Entry& entry);
  void note(Change change);
  void keep_content(std::uint64_t inode);
  [[nodiscard]] Names names_now();
  [[nodiscard]] Names names_after(Random& random);
  [[nodiscard]] std::string content_after(std::uint64_t inode, Random& random) const;
  void build_after(const Names& names, Random& random);
  void take_all_as_synced();
  void cut_now(std::uint64_t seed);

  const std::filesystem::path root_;
  const std::filesystem::path shadow_;
  std::unique_ptr<core::Files> real_;
  mutable std::recursive_mutex mutex_;
  Names synced_names_;
  std::vector<Change> changes_;
  bool cut_ = false;
  std::uint64_t operations_ = 0;
  std::uint64_t bytes_written_ = 0;
  struct Order {
    std::uint64_t operation = 0;
    std::uint64_t seed = 0;
    std::string code;
  };
  std::optional<Order> ordered_cut_;
  std::optional<Order> ordered_failure_;
  std::optional<std::uint64_t> room_;
  std::map<std::uint64_t, std::uint64_t> counted_;  ///< bytes of others' files that have taken room already
};

}  // namespace sluss::tests
