#pragma once
// What goes into a backup, in the order that makes it consistent (see backup.h).

#include <cstdint>
#include <filesystem>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "daemon/run/backup/backup.h"
#include "daemon/run/backup/manifest.h"
#include "daemon/run/backup/tar.h"
#include "daemon/run/prune/prune_history.h"
#include "daemon/run/replay/missing_segments.h"
#include "daemon/run/runner/runner.h"
#include "warehouse/pinned_file.h"

namespace sluss::warehouse::journal {
struct Entry;
}

namespace sluss::daemon::backup {

/// The files of one backup, one after the other.
class Packer {
 public:
  Packer(run::Context& context, TarWriter& tar, std::stop_token stop, const Progress& progress)
      : context_(context), tar_(tar), stop_(std::move(stop)), progress_(progress) {}

  [[nodiscard]] core::Result<> generation();
  [[nodiscard]] core::Result<> the_journal();
  [[nodiscard]] core::Result<> archive();
  /// What every state has after its first run and this one has not: it was lost, and older backups may have it.
  void find_losses();
  /// The daemon's small state files, which are each replaced by rename.
  [[nodiscard]] core::Result<> small_states();
  [[nodiscard]] core::Result<> configuration();
  /// The manifest, signed when there is a key.
  [[nodiscard]] core::Result<> end(const BackupOptions& options, const SigningKey* key);

  [[nodiscard]] const Manifest& manifest() const { return manifest_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] const std::vector<core::Error>& left_out() const { return left_out_; }
  [[nodiscard]] const std::vector<core::Error>& lacks() const { return lacks_; }

 private:
  core::Result<> note(const warehouse::journal::Entry& entry);
  core::Result<> configuration_folder(const std::filesystem::path& below, const std::filesystem::path& folder);
  core::Result<> configuration_file(const std::filesystem::path& file, const std::filesystem::path& folder);
  core::Result<> small_file(const std::string& name, const std::filesystem::path& file);
  void add_loss(core::Error error);
  core::Result<> pack_base();
  core::Result<> check_segment(const warehouse::archive::SegmentInfo& segment);
  void find_journal_loss();
  void leave_out(const std::string& name, const std::filesystem::path& file, std::string why);
  core::Result<> pack(const std::string& name, const warehouse::PinnedFile& input, std::uint64_t size);
  core::Result<> add(const std::string& name, std::string_view text);

  run::Context& context_;
  TarWriter& tar_;
  std::stop_token stop_;
  const Progress& progress_;
  Manifest manifest_;
  run::NamedSegments named_;      ///< by the journal
  std::set<std::string> packed_;  ///< segments
  run::PruneHistory pruned_;      ///< by the journal
  std::string no_generation_;     ///< why there is none; empty: it is packed
  std::uint64_t bytes_ = 0;
  std::vector<core::Error> left_out_;
  std::vector<core::Error> lacks_;
};

}  // namespace sluss::daemon::backup
