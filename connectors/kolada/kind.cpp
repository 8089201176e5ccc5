#include "connectors/kolada/kind.h"

#include <array>

#include "connectors/kolada/first_job.h"
#include "connectors/kolada/open.h"
#include "connectors/kolada/options.h"
#include "connectors/kolada/source.h"

namespace sluss::connectors::kolada {
namespace {

constexpr std::array events{
    Event{.name = publication,
          .description =
              "it runs on the days for which its source has announced figures that it selects, until they "
              "come; and every Monday at 06:05 for days announced since, unless `every` or `schedule` sets the time.",
          .when = "när källan publicerar"}};

std::vector<MachineCheck> check_machine(const core::config::Table& /*source*/) {
  return {};
}

}  // namespace

constinit const Kind kind{.name = "kolada",
                          .origin = "kolada",
                          .title = "Kolada",
                          .publisher = "Rådet för främjande av kommunala analyser (RKA)",
                          .attribution = "Källa: Kolada",
                          .source_keys = source_keys,
                          .job_keys = job_keys,
                          .announces = events,
                          .resumes = true,
                          .same = core::SameFigure::sixth_decimal,
                          .check_source = check_source,
                          .check_job = check_job,
                          .interest = interest,
                          .open = open_source,
                          .read_again = make_reader,
                          .check_machine = check_machine,
                          .first_job = first_job};

}  // namespace sluss::connectors::kolada
