#pragma once
// What a run hands to the warehouse beside its facts.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/dimensions.h"
#include "core/fact.h"
#include "core/finding.h"
#include "core/ids.h"
#include "core/raw_object.h"
#include "core/time.h"

namespace sluss::warehouse {

struct RawObjectRow : core::RawObject {
  std::uint32_t index = 0;  ///< Fact::raw
  core::Sha256 sha256;
  std::uint64_t bytes = 0;
  std::string segment;  ///< archive segment's file name
};

struct CheckpointRow {
  std::string job;
  std::string query;
  core::Instant complete_at;
  core::Instant full_reload_at;
};

/// Of a stream and of a run: both equations of conservation are made of these.
struct RowCounts {
  std::int64_t read = 0, inserted = 0, revised = 0, unchanged = 0, deleted = 0, absent = 0, rejected = 0, filtered = 0,
               duplicate = 0, held = 0;
  std::int64_t open_before = 0, open_after = 0;  ///< open versions in the warehouse

  /// What a load gave: figures, or rows of a table. One that came several times is one.
  [[nodiscard]] std::int64_t given() const { return read - rejected - filtered - duplicate; }

  /// In the order of their columns.
  [[nodiscard]] static constexpr std::array<std::int64_t RowCounts::*, 12> counts() {
    using R = RowCounts;
    return {&R::read,     &R::inserted, &R::revised,   &R::unchanged, &R::deleted,     &R::absent,
            &R::rejected, &R::filtered, &R::duplicate, &R::held,      &R::open_before, &R::open_after};
  }

  /// read = inserted + revised + unchanged + deleted + rejected + filtered + duplicate + held
  [[nodiscard]] bool in_holds() const {
    return read == inserted + revised + unchanged + deleted + rejected + filtered + duplicate + held;
  }
  /// open_after = open_before + inserted - deleted - absent
  [[nodiscard]] bool out_holds() const { return open_after == open_before + inserted - deleted - absent; }
};

/// What one table took of a run: "core.observation", "core.area", "extract.beslut".
struct StreamCounts {
  std::string stream;
  RowCounts rows;
};
inline constexpr const char* observation_stream = "core.observation";

struct RunRecord {
  core::RunId id;
  std::string job;
  std::string source;  ///< as the configuration names it
  std::string origin;  ///< the prefix of its ids, and who is quoted for them: "kolada"
  std::string cause;   ///< "run", "release", "discard", "replay"
  std::string status;  ///< "done", "unchanged", "held" ("failed" is in the journal only)
  core::Instant started_at;
  core::Instant recorded_at;  ///< recorded_from of every version it wrote; strictly rising
  RowCounts rows;             ///< of the facts and the tables of a source; those of dimensions are in `streams` only
  int rules = 1;        ///< by which it was applied (warehouse/rule_numbers.h); recorded in details and in the journal
  std::string details;  ///< JSON: selection, windows, program version, configuration digest
  std::vector<std::string> segments;
  std::vector<StreamCounts> streams = {};
};

/// An entry of the journal, as meta.audit shows it.
struct AuditRow {
  std::int64_t number = 0;
  core::Instant at;
  std::string kind;
  std::string who;
  std::string way;      ///< "command", "socket", "http", "schedule"; empty for what a run records of itself
  std::string action;   ///< "run", "release", "backup", …
  std::string object;   ///< "job kolada", "run 12 kolada:U07417", a file's name
  std::string outcome;  ///< "done", "held", "refused", "failed", …
  std::string code;     ///< of the error
  std::string body;     ///< JSON
  std::string hash;     ///< hex
};

}  // namespace sluss::warehouse
