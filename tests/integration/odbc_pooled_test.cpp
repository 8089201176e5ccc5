// A driver manager that keeps closed connections (`Pooling = Yes`): what this program has set on one of SQLite's is
// gone when somebody else takes it from the pool, and so is what it read by.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "connectors/odbc/connect.h"
#include "tests/integration/odbc_databases.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::tests {
namespace {

using connectors::odbc::Options;

/// Before the first call of the driver manager: it reads its configuration once.
class PoolingEnvironment : public ::testing::Environment {
 public:
  void SetUp() override {
    std::ofstream(folder_.path() / "odbcinst.ini")
        << "[ODBC]\nPooling = Yes\n[SQLite3]\nDriver = libsqlite3odbc.so\nCPTimeout = 600\n";
    ::setenv("ODBCSYSINI", folder_.path().c_str(), 1);
  }

 private:
  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
};

const auto* const pooled = ::testing::AddGlobalTestEnvironment(new PoolingEnvironment);  // NOLINT: GoogleTest owns it

TEST(OdbcPooled, AConnectionIsTakenFromThePoolWithoutWhatWasSetOnIt) {
  const tests::TemporaryFolder folder{tests::TemporaryFolder::On::memory};
  const auto file = folder.path() / "a.db";
  std::ofstream(file).close();  // an empty file is an empty database
  Options options;
  options.connection = "Driver=SQLite3;Database=" + file.string();
  options.writable = true;
  {
    const auto made = connectors::odbc::connect(options, {});
    ASSERT_TRUE(made) << core::describe(made.error());
    ASSERT_TRUE(run_statement(made->handle, "create table t as select 1 as i"));
  }
  Options reading = options;
  reading.writable = false;
  reading.query = "select i from t";
  for (int times = 0; times < 5; ++times) {
    const auto rows = read_all(reading);
    ASSERT_TRUE(rows) << times << ": " << core::describe(rows.error());
    EXPECT_EQ(rows->size(), 1U);
  }
  const auto writes = connectors::odbc::connect(options, {});
  ASSERT_TRUE(writes) << core::describe(writes.error());
  EXPECT_TRUE(run_statement(writes->handle, "insert into t values (2)"));
}

}  // namespace
}  // namespace sluss::tests
