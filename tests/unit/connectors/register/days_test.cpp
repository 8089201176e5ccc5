// Periods and dates that come again and again in a column are read alike each time, and so are those that are none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/register/mapping/locate.h"
#include "tests/unit/connectors/register/mapping_documents.h"
#include "tests/unit/connectors/register/memory_document.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::ElementsAre;

constexpr const char* visits = R"(
id = "besok"
title = "Besök"
publisher = "P"
layout = "verified"
[files]
names = ["*"]
[[table]]
name = "besok"
[[table.column]]
name = "manad"
heading = "Månad"
type = "period"
[[table.column]]
name = "dag"
heading = "Dag"
type = "date"
)";

TEST(Days, AreReadAlikeEachTime) {
  const auto mapping = parse_mapping(visits, "besok.toml");
  ASSERT_TRUE(mapping.has_value()) << errors_text(mapping.error());
  MemoryDocument document({{.name = "",
                            .rows = {{"Månad", "Dag"},
                                     {"202405", "2024-05-31"},
                                     {"2024-05", "2024-05-31"},
                                     {"202405", "31 maj"},
                                     {"202405", "@2024-05-31"},
                                     {"@2024-05-31", "2024-05-31"},
                                     {"i maj", "2024-05-31"},
                                     {"202405", "31 maj"},
                                     {"2024-05-31", "2024-05"},
                                     {"i maj", ""},
                                     {"", "2024-05-31"}}}});
  const std::vector<Part> parts{{.name = "besok.csv", .document = &document}};
  std::vector<std::string> rows;
  std::vector<std::string> rejects;
  const auto text = [](const core::Column& column, std::size_t row) {
    return column.is_null(row) ? std::string("~") : std::string(column.text(row));
  };
  const Receiver receiver{.rows = [&](const Table&, const core::Batch& batch) -> core::Result<> {
                            for (std::size_t row = 0; row < batch.rows(); ++row)
                              rows.push_back(text(batch.column("row"), row) + " " + text(batch.column("manad"), row) +
                                             " " + text(batch.column("dag"), row));
                            return {};
                          },
                          .reject = [&](const Reject& reject) -> core::Result<> {
                            rejects.push_back(std::to_string(reject.row) + " " + reject.column + " " + reject.code);
                            return {};
                          }};
  ASSERT_TRUE(locate(*mapping, "besok.csv", parts, receiver).has_value());
  EXPECT_THAT(rows, ElementsAre("2 2024-05 2024-05-31", "3 2024-05 2024-05-31", "5 2024-05 2024-05-31",
                                "6 2024-05 2024-05-31", "11 ~ 2024-05-31"));
  EXPECT_THAT(rejects, ElementsAre("4 B register.date", "7 A register.period", "8 B register.date", "9 B register.date",
                                   "10 A register.period"));
}

}  // namespace
}  // namespace sluss::connectors::registers
