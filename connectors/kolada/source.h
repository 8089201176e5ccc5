#pragma once
// Kolada as a source of the run: from a job's values to a selection, and from archived pages to rows.

#include <functional>
#include <memory>
#include <stop_token>

#include "connectors/kind.h"
#include "connectors/kolada/kolada.h"
#include "connectors/source.h"

namespace sluss::connectors::kolada {

using ProbeServer = std::function<core::Result<Probe>(const std::stop_token& stop)>;

/// `pages`: HTTP's, or files in a benchmark, which has no server to probe. Errors: those of expanding its sets.
[[nodiscard]] core::Result<std::unique_ptr<Source>> make_source(const Setup& setup, std::shared_ptr<PageSource> pages,
                                                                ProbeServer probe = {});

[[nodiscard]] std::unique_ptr<ObjectReader> make_reader();

}  // namespace sluss::connectors::kolada
