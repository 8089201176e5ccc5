#include "transforms/codelists/codelist.h"

#include <algorithm>

#include "core/ids.h"
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
  const auto near =
      std::ranges::min_element(all, {}, [&](const Codelist& list) { return core::edit_distance(id, list.id); });
  std::string ids;
  for (const auto& list : all) ids += (ids.empty() ? "" : ", ") + list.id;
  const bool meant = near != all.end() && core::edit_distance(id, near->id) <= 3;
  return core::fail(core::ErrorClass::config, "codelists.unknown",
                    "no code list has the id '" + core::shortened(id, 40) + "'",
                    (meant ? "Did you mean '" + near->id + "'? " : "") +
                        (ids.empty() ? "No code lists are installed." : "There are: " + ids + "."));
}

}  // namespace sluss::transforms::codelists
