#include "connectors/kolada/reject.h"

#include <string>

#include "connectors/kolada/plan.h"

namespace sluss::connectors::kolada {

core::Reject reject_of(Stream stream, std::string_view query, int page, RawHandle raw, const Flaw& flaw) {
  core::Reject reject{.raw = raw.index,
                      .stream = std::string(name_of(stream)),
                      .object = std::string(query) + " page " + std::to_string(page),
                      .byte = flaw.byte,
                      .column = {},
                      .field = flaw.field,
                      .error = std::string(flaw.error),
                      .shown = flaw.shown};
  if (!flaw.kpi.empty()) {
    reject.touches = core::Touches::series;
    reject.series.push_back(flaw.kpi);
  } else if (!is_of_values(stream)) {
    reject.touches = core::Touches::catalogue;
  } else if (auto indicators = indicators_of_key(query)) {
    reject.touches = core::Touches::series;
    reject.series = std::move(*indicators);
  }
  return reject;
}

}  // namespace sluss::connectors::kolada
