#pragma once
// The rules by which what was loaded becomes versions (normalising, comparing, what absence means), by number. A run
// keeps the number that it was applied by, in its journal entry and its details, so that a rebuild applies it again as
// it was; a segment's header keeps that of the program which fetched it. One without was written under number 1.
//   1  What a complete full load does not carry is absent, also where it could not be read.
//   2  What could not be read proves no absence: nothing of its series is closed by that load, and nothing of the
//      catalogue when that had such a row; more than `unread_share` of it holds the run. An extract is compared with
//      its table's content, with a finding when it lost most of its rows or a column.
//   3  A table is held for a person by warehouse/table_gates.h, and what was discarded of it is not held again.
//   4  The kind decides which values are the same figure (core::SameFigure): exact, or Kolada's sixth decimal. Until
//      then one part in a million was no revision, which hid a change of eight persons in ten million. A run that is
//      held whole closes nothing of its catalogue either.
//   5  What was discarded because its load did not satisfy the mapping (gate `expectation`) is not remembered: it was
//      the load that was wrong, and the whole file that comes later has most of the same values.
//   6  What waits because its load did not satisfy the mapping holds up no later load that does: the later one is
//      taken in, and of what waits that alone is dropped which it brings again.
//   7  Of a kind whose loads a person gives (files) what was discarded bars nothing: who puts a corrected file in
//      means all of it, and its values and absences are judged anew.

namespace sluss::warehouse {

inline constexpr int first_rules = 1;
inline constexpr int unread_rules = 2;   ///< from here on what could not be read proves no absence
inline constexpr int table_rules = 3;    ///< from here on a table can be held
inline constexpr int figure_rules = 4;   ///< from here on a kind decides which values are the same
inline constexpr int unmet_rules = 5;    ///< from here on a discarded load that was not as expected bars no value
inline constexpr int passing_rules = 6;  ///< from here on a load that was not as expected holds up no later one
inline constexpr int given_rules = 7;    ///< from here on what was discarded bars nothing of a later file
inline constexpr int rules_now = given_rules;

}  // namespace sluss::warehouse
