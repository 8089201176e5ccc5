// Words that a row of the warehouse has for a gender, a status, a bound, where one is unknown.
#include <gtest/gtest.h>

#include "warehouse/ledger.h"

namespace sluss::warehouse::ledger {
namespace {

using Row = std::vector<std::optional<std::string>>;

/// Answers each question with the same row.
class OneRow final : public Reader {
 public:
  explicit OneRow(Row row) : row_(std::move(row)) {}
  core::Result<> select(const std::string& /*sql*/,
                        const std::function<core::Result<>(const core::Schema&)>& /*header*/,
                        const RowConsumer& /*rows*/, std::stop_token /*stop*/) override {
    return {};
  }
  core::Result<std::vector<Row>> rows(const std::string& /*sql*/) override { return std::vector<Row>{row_}; }
  [[nodiscard]] std::string name() const override { return "one row"; }

 private:
  Row row_;
};

/// As lineage() asks for them.
Row version(const std::string& gender, const std::string& bound, const std::string& status) {
  Row row{gender, std::nullopt, "1.5", bound, status, std::nullopt, "0", std::nullopt, "3"};
  row.resize(21);
  return row;
}

std::string told(Row row) {
  OneRow reader(std::move(row));
  const auto versions = lineage(reader, {.indicator = "N1", .area = "1981", .period = 2024});
  return versions ? "known" : core::describe(versions.error());
}

TEST(LedgerCodes, AFigureIsNeverTakenForAnother) {
  EXPECT_EQ(told(version("K", "exact", "final")), "known");
  const std::string begin = "warehouse.unknown_code: a figure of the warehouse has an unknown ";
  EXPECT_TRUE(told(version("X", "exact", "final")).starts_with(begin + "gender: \"X\"")) << "not the total's";
  EXPECT_TRUE(told(version("", "exact", "final")).starts_with(begin + "gender: \"\""));
  EXPECT_TRUE(told(version("K", "about", "final")).starts_with(begin + "bound: \"about\""));
  EXPECT_TRUE(told(version("K", "exact", "guessed")).starts_with(begin + "status: \"guessed\""));
}

}  // namespace
}  // namespace sluss::warehouse::ledger
