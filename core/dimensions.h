#pragma once
// What facts are about, as a source gives it: indicators, areas, groups, units, announced publications. Made by
// transforms/normalise, versioned by the warehouse: a change closes the version and opens another.

#include <cstdint>
#include <optional>
#include <string>

#include "core/time.h"

namespace sluss::core {

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
  std::optional<Day> preliminary;
  std::optional<Day> final;
  bool operator==(const Publication&) const = default;
};

}  // namespace sluss::core
