#pragma once
// All streams of a load from Kolada: its catalogue becomes dimensions, its values facts.

#include <memory>

#include "transforms/normalise/normaliser.h"

namespace sluss::transforms::normalise {

[[nodiscard]] std::unique_ptr<Normaliser> make_kolada(Setting setting, Output& output);

}  // namespace sluss::transforms::normalise
