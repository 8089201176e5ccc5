#pragma once
// What became of a load, as the warehouse tells its source. Values; any thread.

namespace sluss::core {

/// As it is: nothing of it was held.
struct LoadFate {
  bool unmet = false;      ///< it was not as expected, and was held for that
  bool applies = true;     ///< something of it was released, or loaded by a later run, or was never held
  bool waits = false;      ///< something of it waits for a person
  bool discarded = false;  ///< a person has discarded something of it
  /// Discarded, nothing of it was ever loaded, and nothing may be any more.
  [[nodiscard]] bool is_nothing() const { return discarded && !applies && !waits; }
  /// It was as expected, or something of it applies nevertheless.
  [[nodiscard]] bool counts() const { return !unmet || applies; }
};

}  // namespace sluss::core
