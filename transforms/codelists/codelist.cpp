#include "transforms/codelists/codelist.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/nearest.h"
#include "core/text.h"

namespace sluss::transforms::codelists {

std::string_view name_of(Layout layout) {
  return layout == Layout::verified ? "verified" : "assumed";
}

std::string validity_text(const Entry& entry) {
  if (!entry.from && !entry.to) return "";
  return (entry.from ? core::to_text(*entry.from) : "") + "–" + (entry.to ? core::to_text(*entry.to) : "");
}

core::Result<const Codelist*> find_list(std::span<const Codelist> all, std::string_view id) {
  const auto found = std::ranges::find(all, id, &Codelist::id);
  if (found != all.end()) return &*found;
  std::vector<std::string> known;
  std::string ids;
  for (const auto& list : all) {
    known.push_back(list.id);
    ids += (ids.empty() ? "" : ", ") + list.id;
  }
  const auto near = core::nearest_of(id, known);
  return core::fail(core::ErrorClass::config, "codelists.unknown",
                    "no code list has the id '" + core::shortened(id, 40) + "'",
                    (near.empty() ? "" : "Did you mean '" + near + "'? ") +
                        (ids.empty() ? "No code lists are installed." : "There are: " + ids + "."));
}

}  // namespace sluss::transforms::codelists
