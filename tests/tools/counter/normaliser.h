#pragma once
// Counters as facts of the years, of municipalities that it calls by names of its own.

#include <memory>

#include "transforms/normalise/normaliser.h"

namespace sluss::tests::counter {

[[nodiscard]] std::unique_ptr<transforms::normalise::Normaliser> make_normaliser(transforms::normalise::Setting setting,
                                                                                 transforms::normalise::Output& output);

}  // namespace sluss::tests::counter
