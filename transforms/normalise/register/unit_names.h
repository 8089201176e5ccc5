#pragma once
// Names that units have in a file's rows, by id and by the area of the row: many municipalities have a unit of one
// name. Private to the normaliser. Threads: one. Memory: the file's different units.

#include <string>
#include <string_view>
#include <unordered_map>

namespace sluss::transforms::normalise::registers {

class UnitNames {
 public:
  struct Named {
    std::string name;   ///< the first that came
    std::string other;  ///< one that is spelled differently and has the same id; empty: none
    bool known = false;
  };
  /// A row's unit: `id` as Units::find() gives it, `area` an id that the row has, or empty where it has none.
  void add(std::string_view id, std::string_view area, std::string_view name, bool known);
  /// Of a row with that area, else the first of the file; null: no unit of the file has that id.
  [[nodiscard]] const Named* find(std::string_view id, std::string_view area) const;

 private:
  Named& at(std::string_view id, std::string_view area, std::string_view name, bool known);
  std::unordered_map<std::string, Named> names_;  ///< by area and id; of no area the first of the file
  std::string key_;
};

}  // namespace sluss::transforms::normalise::registers
