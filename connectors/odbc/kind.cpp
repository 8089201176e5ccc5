#include "connectors/odbc/kind.h"

#include "connectors/odbc/look.h"
#include "connectors/odbc/options.h"

namespace sluss::connectors::odbc {
namespace {

std::unexpected<core::Error> not_loaded_so() {
  return core::fail(core::ErrorClass::config, "odbc.not_loaded_so", "a table is not loaded through its kind yet",
                    "Load it by daemon/runner/odbc_run.h.");
}

/// Looks; loads nothing.
class Looker final : public Source {
 public:
  explicit Looker(Setup setup) : setup_(std::move(setup)) {}
  [[nodiscard]] std::string plan() const override { return "{}"; }
  core::Result<Extent> extract(Sink& /*sink*/, std::stop_token /*stop*/) override { return not_loaded_so(); }
  core::Result<Look> look(std::stop_token stop) override { return odbc::look(setup_, std::move(stop)); }

 private:
  Setup setup_;
};

/// Its rows are no indicator's.
core::Result<Interest> interest(const core::config::Table& /*job*/, const ExpandSets& /*expand_sets*/) {
  return Interest{};
}

core::Result<std::unique_ptr<Source>> open(Setup setup) {
  return std::make_unique<Looker>(std::move(setup));
}

std::unique_ptr<ObjectReader> read_again() {
  return nullptr;
}

}  // namespace

constinit const Kind kind{.name = "odbc",
                          .origin = "",
                          .title = "ODBC",
                          .publisher = "",
                          .attribution = "",
                          .source_keys = source_keys,
                          .job_keys = job_keys,
                          .announces = false,
                          .resumes = false,
                          .check_source = check_source,
                          .check_job = check_job,
                          .interest = interest,
                          .open = open,
                          .read_again = read_again,
                          .look_at_machine = look_at_machine,
                          .example = {.source = "# A table of another database, taken as it is:\n"
                                                "# [source.verksamhet]\n"
                                                "# kind = \"odbc\"\n",
                                      .job = "# [[job]]\n"
                                             "# name = \"beslut\"\n"
                                             "# source = \"verksamhet\"\n"}};

}  // namespace sluss::connectors::odbc
