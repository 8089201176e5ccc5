#include "connectors/kolada/kind.h"

#include "connectors/kolada/look.h"
#include "connectors/kolada/options.h"

namespace sluss::connectors::kolada {
namespace {

std::unexpected<core::Error> not_loaded_so() {
  return core::fail(core::ErrorClass::config, "kolada.not_loaded_so", "Kolada is not loaded through its kind yet",
                    "Load it by daemon/runner/kolada_run.h.");
}

/// Looks; loads nothing.
class Looker final : public Source {
 public:
  explicit Looker(Setup setup) : setup_(std::move(setup)) {}
  [[nodiscard]] std::string plan() const override { return "{}"; }
  core::Result<Extent> extract(Sink& /*sink*/, std::stop_token /*stop*/) override { return not_loaded_so(); }
  core::Result<Look> look(std::stop_token stop) override { return kolada::look(setup_, stop); }

 private:
  Setup setup_;
};

core::Result<std::unique_ptr<Source>> open(Setup setup) {
  return std::make_unique<Looker>(std::move(setup));
}

std::unique_ptr<ObjectReader> read_again() {
  return nullptr;
}

std::vector<MachineLook> look_at_machine(const core::config::Table& /*source*/) {
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
                          .announces = true,
                          .resumes = true,
                          .check_source = check_source,
                          .check_job = check_job,
                          .interest = interest,
                          .open = open,
                          .read_again = read_again,
                          .look_at_machine = look_at_machine};

}  // namespace sluss::connectors::kolada
