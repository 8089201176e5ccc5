#pragma once
// A database's rows as they are: one table, replaced whole.

#include <memory>

#include "transforms/normalise/normaliser.h"

namespace sluss::transforms::normalise {

[[nodiscard]] std::unique_ptr<Normaliser> make_verbatim(Setting setting, Output& output);

}  // namespace sluss::transforms::normalise
