#pragma once
// Where an exception becomes an error: threads, and whatever must go on when a part of it fails. What a user, a source
// or a disk can cause is a value (core/error.h); what still throws is a fault of ours, or memory that is short.

#include <exception>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/error.h"

namespace sluss::core {

/// Data class `code`: `words` are the exception's, without secrets.
[[nodiscard]] std::unexpected<Error> unforeseen(std::string_view code, std::string_view words);

/// What `work` returns, a Result; an exception that leaves it is the error `code`.
template <class Work>
[[nodiscard]] std::invoke_result_t<Work> without_exceptions(std::string_view code, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (const std::exception& thrown) {
    return unforeseen(code, thrown.what());
  } catch (...) {
    return unforeseen(code, "something that is no std::exception");
  }
}

}  // namespace sluss::core
