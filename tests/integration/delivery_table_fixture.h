#pragma once
// A table in a real database, and rows to deliver to it.

#include <gtest/gtest.h>

#include "daemon/deliver/odbc_table.h"
#include "tests/integration/delivery_databases.h"

namespace sluss::tests {

struct Row {
  std::string id;
  std::int64_t number = 0;
};

class TableDelivery : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (const auto why = target_missing(GetParam())) GTEST_SKIP() << *why;
    database().ask("drop table if exists tal");
  }
  [[nodiscard]] static TargetDatabase& database() { return target_database(GetParam()); }
  [[nodiscard]] static bool is(std::string_view name) { return name == GetParam(); }

  [[nodiscard]] static daemon::deliver::TableOptions options(int through = 0) {
    daemon::deliver::TableOptions options;
    options.target = "odbc:mål";
    options.connection.connection = database().connection(through);
    options.table = {.schema = {}, .name = "tal"};
    options.times = {.connect_timeout = std::chrono::seconds(5),
                     .stall = std::chrono::seconds(5),
                     .total_timeout = std::chrono::seconds(60)};
    return options;
  }
  [[nodiscard]] static daemon::deliver::TableOptions merging(std::vector<std::string> keys = {"id"}, int through = 0) {
    auto merge = options(through);
    merge.mode = daemon::deliver::TableMode::merge;
    merge.keys = std::move(keys);
    return merge;
  }

  static core::Schema schema() { return {{.name = "id"}, {.name = "antal", .type = core::Type::int64}}; }

  static core::Result<> deliver(const daemon::deliver::TableOptions& options, const core::Batch& batch,
                                std::stop_token stop = {}) {
    const auto target = daemon::deliver::odbc_target(options);
    const auto writer = target->writer(std::move(stop));
    SLUSS_TRY(writer->begin(batch.schema()));
    SLUSS_TRY(writer->rows(batch));
    return writer->end();
  }
  static core::Result<> deliver(const daemon::deliver::TableOptions& options, const std::vector<Row>& rows) {
    return deliver(options, batch_of(rows));
  }
  static core::Batch batch_of(const std::vector<Row>& rows) {
    core::Batch batch(schema());
    for (const auto& row : rows) {
      batch[0].append_text(row.id);
      batch[1].append<std::int64_t>(row.number);
    }
    return batch;
  }
  [[nodiscard]] static std::string table() { return database().ask("select id, antal from tal order by id, antal"); }
};

#define MUST(expression)                                             \
  do {                                                               \
    const auto must_result = (expression);                           \
    ASSERT_TRUE(must_result) << core::describe(must_result.error()); \
  } while (false)

}  // namespace sluss::tests
