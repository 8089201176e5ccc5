#pragma once
// What makes a code list wrong beyond its form. Private to transforms/codelists.

#include <span>

#include "transforms/codelists/codelist.h"

namespace sluss::transforms::codelists::impl {

void check_list(const Codelist& list, Errors& errors);
/// Parents that are in another list.
void check_parents(std::span<const Codelist> all, Errors& errors);

}  // namespace sluss::transforms::codelists::impl
