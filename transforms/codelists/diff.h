#pragma once
// What differs between two editions of a code list: the shipped one and an operator's, last year's and this year's.
// Values only: any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transforms/codelists/codelist.h"

namespace sluss::transforms::codelists {

/// A key of an entry, or of the list, whose value changed. Lists of texts are joined with ", ".
struct Change {
  std::string code;  ///< empty: of the list itself
  std::string text;  ///< the entry's, in the new edition
  std::string key;   ///< "text", "from", "to", "parent", "aliases", "successors", "equals", "layout", "title", …
  std::string before;
  std::string after;
};

struct Difference {
  std::vector<Entry> added;     ///< of the new edition, by code
  std::vector<Entry> removed;   ///< of the old one, by code
  std::vector<Change> renamed;  ///< text
  std::vector<Change> redated;  ///< from, to
  std::vector<Change> reparented;
  std::vector<Change> others;  ///< other keys of entries, and those of the list

  [[nodiscard]] bool none() const {
    return added.empty() && removed.empty() && renamed.empty() && redated.empty() && reparented.empty() &&
           others.empty();
  }
};

/// An entry is the same in both by its code; where a code has several validities, by the first day of them, and else by
/// their order.
[[nodiscard]] Difference difference(const Codelist& before, const Codelist& after);

/// For people, one line a change: "+ 0331 Heby (2007-01-01–), parent 03". "no difference" where there is none.
[[nodiscard]] std::string diff_text(const Codelist& before, const Codelist& after, const Difference& difference);
/// {"old":{"id","file"},"new":{…},"added":[entry],"removed":[…],"renamed":[{"code","key","before","after"}],"redated",
/// "reparented","other"}
[[nodiscard]] std::string diff_json(const Codelist& before, const Codelist& after, const Difference& difference);

/// One entry and one list, as `sluss codelist show --json` gives them; entries of a day only, where there is one.
[[nodiscard]] std::string list_json(const Codelist& list, std::optional<core::Day> day);

}  // namespace sluss::transforms::codelists
