#pragma once
// What an exchange's end means to the caller: an answer, a redirect, or an error with its code and its cure.

#include <chrono>
#include <optional>
#include <string_view>

#include "connectors/http/transfer.h"
#include "core/error.h"

namespace sluss::connectors::http {

/// True for the statuses that a caller gets as an answer: 2xx and 304.
[[nodiscard]] bool is_answer(int status);
/// 301, 302, 303, 307, 308.
[[nodiscard]] bool is_redirect(int status);
/// The error of an exchange that gave no whole answer; nothing when it gave one (of whatever status).
[[nodiscard]] std::optional<core::Error> exchange_error(const Outcome& outcome, const Options& options,
                                                        std::string_view url);
/// The error of a status that is neither an answer nor a redirect.
[[nodiscard]] core::Error status_error(int status, std::string_view url);

}  // namespace sluss::connectors::http
