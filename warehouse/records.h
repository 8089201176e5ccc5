#pragma once
// What a run hands to the warehouse beside its facts.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/fact.h"
#include "core/finding.h"
#include "core/ids.h"
#include "core/time.h"

namespace sluss::warehouse {

struct Indicator {     ///< core.indicator, versioned: a change closes the version and opens another
  std::string id;      ///< IndicatorId's text
  std::string source;  ///< "kolada"
  std::string title;
  std::optional<std::string> description;
  std::optional<bool> by_gender;
  std::optional<std::string> area_type;  ///< K, L, A
  std::optional<std::string> auspice;
  std::optional<std::string> operating_area;
  std::optional<std::string> perspective;
  std::optional<bool> has_units;
  std::optional<std::int32_t> discontinued;  ///< the year in "(-2023)"
  std::optional<std::string> measure;        ///< measure words of the title: "andel (%)", "antal/1000 inv", …
  bool operator==(const Indicator&) const = default;
};

struct Area {        ///< core.area, versioned
  std::string id;    ///< AreaId's text
  std::string kind;  ///< country, county, region, municipality, group
  std::string title;
  std::string source_id;  ///< "0000", "0019", "1981", "G176664"
  bool operator==(const Area&) const = default;
};

struct AreaMember {   ///< core.area_member: groups by year
  std::string group;  ///< AreaId's text of the group
  std::string member;
  std::optional<std::int32_t> year;  ///< in the group's title
  std::string theme;                 ///< "Liknande kommuner äldreomsorg"
  std::string owner;                 ///< title of the municipality that the group is made for; may be empty
  bool operator==(const AreaMember&) const = default;
};

struct IndicatorMember {  ///< core.indicator_member: indicator groups
  std::string group;      ///< "kolada:G2KPI900001"
  std::string group_title;
  std::string indicator;
  bool operator==(const IndicatorMember&) const = default;
};

struct Unit {        ///< core.unit: organisational units, versioned
  std::string id;    ///< "kolada:V15E144001301"
  std::string area;  ///< AreaId's text
  std::string title;
  bool operator==(const Unit&) const = default;
};

struct Publication {  ///< core.publication, versioned: what a source announces
  std::string indicator;
  std::string period;  ///< Period::text()
  std::optional<core::Day> preliminary;
  std::optional<core::Day> final;
  bool operator==(const Publication&) const = default;
};

struct RawObjectRow {
  std::uint32_t index = 0;  ///< Fact::raw
  std::string query;
  std::string request;
  int page = 1;
  int status = 0;
  std::string etag;
  core::Sha256 sha256;
  std::uint64_t bytes = 0;
  core::Instant fetched_at;
  std::string segment;  ///< archive segment's file name
};

struct CheckpointRow {
  std::string job;
  std::string query;
  core::Instant complete_at;
  core::Instant full_reload_at;
};

/// Per stream and for the run: both equations of conservation are made of these.
struct RowCounts {
  std::int64_t read = 0, inserted = 0, revised = 0, unchanged = 0, deleted = 0, absent = 0, rejected = 0, filtered = 0,
               duplicate = 0, held = 0;
  std::int64_t open_before = 0, open_after = 0;  ///< open versions in the warehouse

  /// read = inserted + revised + unchanged + deleted + rejected + filtered + duplicate + held
  [[nodiscard]] bool in_holds() const {
    return read == inserted + revised + unchanged + deleted + rejected + filtered + duplicate + held;
  }
  /// open_after = open_before + inserted - deleted - absent
  [[nodiscard]] bool out_holds() const { return open_after == open_before + inserted - deleted - absent; }
};

struct RunRecord {
  core::RunId id;
  std::string job;
  std::string source;
  std::string cause;   ///< "run", "release", "discard", "replay"
  std::string status;  ///< "done", "unchanged", "held" ("failed" stands in the journal only)
  core::Instant started_at;
  core::Instant recorded_at;  ///< recorded_from of every version it wrote; strictly rising
  RowCounts rows;
  std::string details;  ///< JSON: selection, windows, program version, configuration digest
  std::vector<std::string> segments;
};

}  // namespace sluss::warehouse
