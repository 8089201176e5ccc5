#pragma once
// The areas' part of selection.h.

#include "connectors/kolada/selection.h"

namespace sluss::connectors::kolada {

core::Result<> resolve_areas(const Selection& selection, const Catalogue& catalogue, ResolvedSelection& out);
core::Result<> resolve_unit_areas(const Selection& selection, const Catalogue& catalogue, ResolvedSelection& out);

}  // namespace sluss::connectors::kolada
