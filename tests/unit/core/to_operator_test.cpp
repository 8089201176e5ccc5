#include "core/to_operator.h"

#include <gtest/gtest.h>

namespace sluss::core {
namespace {

TEST(ToOperator, IsPartedFromTheRest) {
  const auto both = to_readers("Rätta talet. Till den som sköter Sluss: är det en kod, läs den som text.");
  EXPECT_EQ(both.everyone, "Rätta talet.");
  EXPECT_EQ(both.who_operates, "Är det en kod, läs den som text.");
  EXPECT_EQ(to_readers("Rätta talet.").who_operates, "");
  EXPECT_EQ(to_readers("").everyone, "");
  const auto alone = to_readers("Till den som sköter Sluss: se loggen.");
  EXPECT_EQ(alone.everyone, "");
  EXPECT_EQ(alone.who_operates, "Se loggen.");
  EXPECT_EQ(to_readers("A. Till den som sköter Sluss: b. Till den som sköter Sluss: c.").who_operates, "B. C.");
}

}  // namespace
}  // namespace sluss::core
