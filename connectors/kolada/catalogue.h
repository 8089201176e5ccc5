#pragma once
// The catalogue in memory, as far as a selection needs it.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/kolada/decode.h"
#include "core/batch.h"

namespace sluss::connectors::kolada {

struct Indicator {
  std::string id;
  std::string title;
  std::string operating_area;
  bool has_units = false;
};
struct Area {
  std::string id;
  std::string title;
  std::string type;  ///< "K" municipality, "L" region (and 0000)
};
struct Group {
  std::string id;
  std::string title;
  std::vector<std::string> members;
};
struct Unit {
  std::string id;
  std::string area;
};

class Catalogue {
 public:
  /// Rows of one of the catalogue's streams. Of an id that comes twice the first is kept.
  void add(Stream stream, const core::Batch& rows);

  [[nodiscard]] const std::vector<Indicator>& indicators() const { return indicators_; }
  [[nodiscard]] const std::vector<Area>& areas() const { return areas_; }
  [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }
  [[nodiscard]] const std::vector<Group>& indicator_groups() const { return indicator_groups_; }
  [[nodiscard]] const std::vector<Unit>& units() const { return units_; }

  /// Null when not known.
  [[nodiscard]] const Indicator* indicator(std::string_view id) const;
  [[nodiscard]] const Area* area(std::string_view id) const;
  [[nodiscard]] const Group* group(std::string_view id) const;

 private:
  using Numbers = std::unordered_map<std::string, std::size_t>;
  static void add_groups(const core::Batch& rows, std::vector<Group>& groups, Numbers& numbers);

  std::vector<Indicator> indicators_;
  std::vector<Area> areas_;
  std::vector<Group> groups_;
  std::vector<Group> indicator_groups_;
  std::vector<Unit> units_;
  Numbers indicator_numbers_;
  Numbers area_numbers_;
  Numbers group_numbers_;
  Numbers indicator_group_numbers_;
};

}  // namespace sluss::connectors::kolada
