#pragma once
// What a test takes for granted: it ends with the error where that fails.

#include <stdexcept>
#include <type_traits>
#include <utility>

#include "core/error.h"

namespace sluss::tests {

/// The value. Throws the error's text, which fails the test and shows it.
template <class T>
T must(core::Result<T> result) {
  if (!result) throw std::runtime_error(core::describe(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace sluss::tests
