#pragma once
// The one door of errors: whoever makes one for a file names it as it is named, and none leaves the source, its
// watcher, or a trial with the number of a person in it. Pure; any thread.

#include <expected>
#include <utility>

#include "core/error.h"

namespace sluss::connectors::registers {

/// Its words and its place, the names of files, members and sheets, without identities.
[[nodiscard]] core::Error shown_error(core::Error error);

template <class T>
[[nodiscard]] core::Result<T> with_shown_error(core::Result<T> result) {
  if (!result) return std::unexpected(shown_error(std::move(result).error()));
  return result;
}

}  // namespace sluss::connectors::registers
