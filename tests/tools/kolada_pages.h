#pragma once
// A run that gets Kolada's pages from a test and not over HTTP: for Context::open.

#include <functional>
#include <memory>
#include <utility>

#include "connectors/kolada/source.h"
#include "daemon/run/runner/runner.h"

namespace sluss::tests {

using MakePages = std::function<std::unique_ptr<connectors::kolada::PageSource>()>;

[[nodiscard]] inline decltype(daemon::run::Context::open) from_pages(MakePages pages) {
  return [pages = std::move(pages)](const connectors::Kind& /*kind*/, connectors::Setup setup) {
    return connectors::kolada::make_source(setup, pages());
  };
}

}  // namespace sluss::tests
