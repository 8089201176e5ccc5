#pragma once
// What `archive prune` has taken from the archive, by the journal, and the base that it left for rebuilds to begin
// with: a copy of the generation of that day, archive/base/TIME/. The journal has an entry of each pruning, written
// when the base is on disk and before the first segment goes: what it names is pruned, and all else that is gone was
// lost.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/ids.h"
#include "daemon/run/runner/runner.h"
#include "warehouse/archive/archive.h"
#include "warehouse/journal/journal.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

/// The journal's kind of such an entry.
inline constexpr std::string_view prune_kind = "prune";
/// In the archive's folder.
inline constexpr std::string_view base_folder = "base";

struct Base {
  struct Part {
    std::string name;  ///< of its file
    std::uint64_t bytes = 0;
    std::string sha256;
  };
  std::string place;       ///< its folder within archive/base
  std::string generation;  ///< as Warehouse::adopt() takes it
  std::vector<Part> parts;
  core::RunId last_run;   ///< 0: before the first
  std::int64_t runs = 0;  ///< committed ones, all of which are in it

  /// Below the archive's folder.
  [[nodiscard]] std::filesystem::path file(const Part& part) const {
    return std::filesystem::path(base_folder) / place / part.name;
  }
  [[nodiscard]] std::uint64_t bytes() const;
};

struct PruneHistory {
  std::optional<Base> base;        ///< the latest; nothing: nothing was ever pruned
  std::set<std::string> segments;  ///< of all prunings
};

/// Errors: data class "journal.broken" of an entry that names no base.
core::Result<> add_pruning(const warehouse::journal::Entry& entry, PruneHistory& pruned);
/// Reads the journal through.
[[nodiscard]] core::Result<PruneHistory> prune_history(Context& context);
/// `way`: as Audit::way; empty: not known.
[[nodiscard]] std::string prune_body(const Base& base, const std::vector<std::string>& segments, std::uint64_t bytes,
                                     std::string_view way = {});

/// Reads the base through and compares it with its sums. Nothing: it is whole. Storage class "archive.base_missing" or
/// "archive.base_damaged". `archive`: the archive's folder.
[[nodiscard]] core::Result<std::optional<core::Error>> base_fault(core::Files& files,
                                                                  const std::filesystem::path& archive,
                                                                  const Base& base, const warehouse::Pace& pace = {});
/// By names and lengths alone.
[[nodiscard]] std::optional<core::Error> base_missing(core::Files& files, const std::filesystem::path& archive,
                                                      const Base& base);
[[nodiscard]] core::Error base_damaged(const std::filesystem::path& file);

/// Puts the base into the folder of a warehouse that has no state yet, and has it adopted. Errors: those of
/// base_fault().
core::Result<> begin_with_base(Context& context, const Base& base, const std::filesystem::path& folder,
                               warehouse::Warehouse& target);

/// Whether the whole segment is in the archive.
[[nodiscard]] bool is_archived(Context& context, const std::string& file);
/// A segment that a committed run names. Errors: config class "archive.pruned", and those of Archive::open.
[[nodiscard]] core::Result<warehouse::archive::SegmentInfo> open_committed(Context& context, const std::string& file);
[[nodiscard]] std::unexpected<core::Error> pruned_error(const std::string& file);

}  // namespace sluss::daemon::run
