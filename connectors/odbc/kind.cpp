#include "connectors/odbc/kind.h"

#include "connectors/odbc/check_machine.h"
#include "connectors/odbc/options.h"
#include "connectors/odbc/source.h"

namespace sluss::connectors::odbc {
namespace {

/// Its rows are no indicator's.
core::Result<Interest> interest(const core::config::Table& job, const ExpandSets& /*expand_sets*/) {
  return Interest{.table = job.text("table")};
}

}  // namespace

constinit const Kind kind{.name = "odbc",
                          .origin = "",
                          .title = "ODBC",
                          .publisher = "",
                          .attribution = "",
                          .source_keys = source_keys,
                          .job_keys = job_keys,
                          .resumes = false,
                          .check_source = check_source,
                          .check_job = check_job,
                          .interest = interest,
                          .open = open_source,
                          .read_again = make_reader,
                          .check_machine = check_machine,
                          .example = {.source = "# A table of another database, taken as it is:\n"
                                                "# [source.verksamhet]\n"
                                                "# kind = \"odbc\"\n",
                                      .job = "# [[job]]\n"
                                             "# name = \"beslut\"\n"
                                             "# source = \"verksamhet\"\n"}};

}  // namespace sluss::connectors::odbc
