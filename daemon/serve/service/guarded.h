#pragma once
// Work of the daemon's threads and of its loop whose exception ends neither a thread nor the daemon. Any thread.

#include <string_view>
#include <type_traits>
#include <utility>

#include "core/exception.h"

namespace sluss::daemon::serve {

inline constexpr std::string_view exception_code = "serve.exception";
void log_exception(std::string_view where, const core::Error& error);

/// What `work` returns, a Result; an exception that leaves it is logged, and returned as data class "serve.exception".
template <class Work>
std::invoke_result_t<Work> run_guarded(std::string_view where, Work&& work) {
  auto done = core::without_exceptions(exception_code, std::forward<Work>(work));
  if (!done && done.error().code == exception_code) log_exception(where, done.error());
  return done;
}

}  // namespace sluss::daemon::serve
