// When each source was last read.
#include "cells.h"
#include "core/text.h"
#include "warehouse/ledger_checks.h"

namespace sluss::warehouse::ledger {

core::Result<std::vector<Check>> last_checks(Reader& reader) {
  return list(reader,
              "select s.stream, r.origin, r.job, " + micros_of("max(r.recorded_at)") +
                  " from meta.run r join meta.run_stream s on s.run_id = r.run_id where r.cause = 'run' and (s.stream "
                  "= " +
                  core::sql_text(observation_stream) +
                  " or s.stream like 'extract.%') group by s.stream, r.origin, r.job order by s.stream, r.origin, "
                  "r.job",
              [](Cells& cells) {
                return Check{
                    .stream = cells.text(), .origin = cells.text(), .job = cells.text(), .at = cells.instant()};
              });
}

}  // namespace sluss::warehouse::ledger
