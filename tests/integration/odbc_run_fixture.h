#pragma once
// Runs of one job that reads a table of a database into extract.<table>, against each database of the suite.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/time.h"
#include "daemon/run/runner/runner.h"
#include "daemon/run/state/workplace.h"
#include "daemon/settings/load.h"
#include "daemon/settings/settings.h"
#include "tests/integration/odbc_databases.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::tests {

namespace run = daemon::run;
namespace settings = daemon::settings;
using Rows = std::vector<std::vector<std::optional<std::string>>>;

class OdbcRun : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (const auto why = missing(GetParam())) GTEST_SKIP() << *why;
    database(GetParam())
        .execute(
            "drop table if exists beslut; create table beslut (id integer, enhet text, datum date);"
            "insert into beslut values (1, 'Åsgården 😀', '2024-02-29'), (2, '', '0001-01-01'),"
            "(3, null, null);");
    configure("select id, enhet, datum from beslut order by id", "beslut");
  }

  void configure(const std::string& query, const std::string& table, const std::string& more = {}) {
    workplace_.reset();
    const auto text = "municipality = \"1981\"\nstate = '" + (folder_.path() / "state").string() +
                      "'\n[source.verksamhet]\nkind = \"odbc\"\nconnection = '" + database(GetParam()).connection() +
                      "'\n[[job]]\nname = \"beslut\"\nsource = \"verksamhet\"\nquery = '" + query + "'\ntable = \"" +
                      table + "\"\n" + more;
    auto loaded = settings::load_texts({{folder_.path() / "sluss.toml", text}});
    if (!loaded) throw std::runtime_error(core::describe(loaded.error().front()));
    settings_ = std::move(*loaded);
    workplace_.emplace(settings_, clock_, "test");
    must(workplace_->start());
  }

  void fill(int rows) {
    std::string many;
    for (int i = 0; i < rows; ++i)
      many += "insert into beslut values (" + std::to_string(100 + i) + ", 'enhet', '2026-01-01');";
    database(GetParam()).execute(many);
  }

  core::Result<run::RunSummary> run() {
    clock_.set(clock_.now().plus(std::chrono::hours(1)));
    return run::run_job(workplace_->context(), "beslut", {}, {});
  }

  Rows rows(const std::string& sql) { return must(must(workplace_->reader())->rows(sql)); }
  Rows table(const std::string& name = "beslut") {
    return rows("select id, enhet, datum from extract." + name + " order by id");
  }

  /// The archive's files.
  std::vector<std::string> archived() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(settings_.state / "archive"))
      if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
  }

  /// Both equations of a run: what was read, and what is open.
  static void expect_conserved(const warehouse::RowCounts& rows) {
    EXPECT_EQ(rows.read, rows.inserted + rows.revised + rows.unchanged + rows.rejected + rows.filtered +
                             rows.duplicate + rows.held + rows.deleted);
    EXPECT_EQ(rows.open_after, rows.open_before + rows.inserted - rows.deleted - rows.absent);
  }

  const Rows first_{{"1", "Åsgården 😀", "2024-02-29"}, {"2", "", "0001-01-01"}, {"3", std::nullopt, std::nullopt}};
  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  core::FixedClock clock_{must(core::parse_instant("2026-03-31T12:00:00Z"))};
  settings::Settings settings_;
  std::optional<run::Workplace> workplace_;
};

}  // namespace sluss::tests
