#include "warehouse/table_gates.h"

#include <gtest/gtest.h>

namespace sluss::warehouse {
namespace {

const std::vector<TableColumn> columns{{"id", core::Type::int64}, {"antal", core::Type::decimal}};

std::string gate(const TableState& known, const TableState& incoming, bool may_be_empty = false) {
  const auto held = judge_table("extract.t", known, incoming, may_be_empty, {});
  return held ? held->gate : "";
}

TEST(TableGates, BelowThirtyRowsNobodyIsAsked) {
  EXPECT_EQ(gate({29, columns}, {0, {}}), "");
  EXPECT_EQ(gate({30, columns}, {0, columns}), "emptied");
  EXPECT_EQ(gate({0, {}}, {500, columns}), "");
}

TEST(TableGates, MoreThanTheShareMustBeLost) {
  EXPECT_EQ(gate({100, columns}, {50, columns}), "");
  EXPECT_EQ(gate({100, columns}, {49, columns}), "gone");
  EXPECT_EQ(gate({100, columns}, {5000, columns}), "");
}

TEST(TableGates, ATableThatMayBeEmptyMayNotLoseMostOfItsRows) {
  EXPECT_EQ(gate({100, columns}, {0, columns}, true), "");
  EXPECT_EQ(gate({100, columns}, {49, columns}, true), "gone");
}

TEST(TableGates, AColumnThatIsGoneOrOfAnotherKindIsAsked) {
  EXPECT_EQ(gate({100, columns}, {100, {{"id", core::Type::int64}}}), "columns");
  EXPECT_EQ(gate({100, columns}, {100, {{"ID", core::Type::int32}, {"Antal", core::Type::float64}}}), "")
      << "numbers are numbers, and names are compared without case";
  EXPECT_EQ(gate({100, columns}, {100, {{"id", core::Type::text}, {"antal", core::Type::decimal}}}), "columns");
  EXPECT_EQ(gate({100, columns},
                 {100, {{"id", core::Type::int64}, {"antal", core::Type::decimal}, {"ny", core::Type::text}}}),
            "");
  EXPECT_EQ(gate({100, {{"id", std::nullopt}}}, {100, {{"id", core::Type::text}}}), "")
      << "an older program did not write kinds down";
}

TEST(TableGates, TheEvidenceNamesWhatIsLost) {
  const auto held = judge_table("extract.t", {100, columns}, {100, {{"id", core::Type::text}}}, false, {});
  ASSERT_TRUE(held);
  EXPECT_EQ(held->series, "extract.t");
  EXPECT_EQ(held->known, 100);
  EXPECT_EQ(held->evidence,
            R"({"changed_columns":[{"before":"int64","column":"id","now":"text"}],"lost_columns":["antal"],)"
            R"("rows_before":100,"rows_now":100})");
}

}  // namespace
}  // namespace sluss::warehouse
