#pragma once
// Named points where a test kills the process. In builds without SLUSS_TEST_HOOKS they are nothing.
// The table below is the list that `sluss debug kill-points` prints; a point that is not in it does not compile. Each
// build has the table, that one too.

#include <span>
#include <string_view>

namespace sluss::core {

/// Every named point: those of a run in its order, then the others.
[[nodiscard]] std::span<const std::string_view> kill_points();

/// True when the name is in the table; used at compile time by SLUSS_KILL_POINT.
consteval bool is_kill_point(std::string_view name);

/// Kills this process (SIGKILL) when $SLUSS_KILL_AT is "name" or "name:n" and this is the n-th time here.
void reach_kill_point(std::string_view name);

namespace impl {
// clang-format off
inline constexpr std::string_view kill_point_names[] = {
    "archive.object_written",     // an object is in the segment, not synced
    "archive.segment_synced",     // segment and index are on disk
    "run.extracted",              // everything is staged, the writer's lock not yet taken
    "warehouse.locked",           // the writer has the lock
    "warehouse.cloned",           // the new generation's file exists
    "warehouse.migrated",
    "merge.block",                // between two blocks of indicators
    "merge.done",
    "models.refreshed",
    "meta.written",               // run row, checkpoints, held, rejects, findings are in the transaction
    "warehouse.committed",        // DuckDB's transaction is committed, not checkpointed
    "warehouse.checkpointed",
    "warehouse.synced",           // the generation's file is on disk
    "warehouse.current_moved",    // `current` points at it, the folder not yet synced
    "warehouse.published",
    "journal.appended",           // the run, also one that failed, is in the journal
    "publish.written",            // a dataset's file is beside its final name
    "publish.renamed",
    "run.finished",
    "rebuild.exchanging",  // the rebuilt warehouse is ready beside the one in use
    "rebuild.exchanged",   // the rebuilt one has its name, or the one in use has given it up
    "prune.base_kept",     // the base is on disk, the journal does not know it
    "prune.told",          // the journal names what goes, and all of it is there
    "prune.removed",       // one segment is gone
};
// clang-format on
}  // namespace impl

consteval bool is_kill_point(std::string_view name) {
  for (const auto known : impl::kill_point_names) {
    if (known == name) return true;
  }
  return false;
}

}  // namespace sluss::core

#ifdef SLUSS_TEST_HOOKS
#define SLUSS_KILL_POINT(name)                                                    \
  do {                                                                            \
    static_assert(::sluss::core::is_kill_point(name), "not in kill_point_names"); \
    ::sluss::core::reach_kill_point(name);                                        \
  } while (false)
#else
#define SLUSS_KILL_POINT(name) static_assert(::sluss::core::is_kill_point(name))
#endif
