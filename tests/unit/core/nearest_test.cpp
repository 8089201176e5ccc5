#include "core/nearest.h"

#include <gtest/gtest.h>

#include <vector>

namespace sluss::core {
namespace {

TEST(Nearest, IsWhatMayHaveBeenMeant) {
  const std::vector<std::string> words{"area", "value", "measures", "measure", "value_denominator"};
  EXPECT_EQ(nearest_of("valeu", words), "value");
  EXPECT_EQ(nearest_of("measur", words), "measure") << "the nearer one, not the first";
  EXPECT_EQ(nearest_of("measureX", words), "measures") << "of two that are as near the first";
  EXPECT_EQ(nearest_of("denominator_value", words), "") << "more than a third is otherwise";
  EXPECT_EQ(nearest_of("value_nominatr", words), "value_denominator") << "three of fourteen";
  EXPECT_EQ(nearest_of("arxxx", words), "") << "three of five";
  EXPECT_EQ(nearest_of("", words), "");
  EXPECT_EQ(nearest_of("area", {}), "");
}

TEST(Nearest, IsNotLookedForInWhatIsTooLong) {
  const std::string most(100, 'a');
  const std::vector<std::string> words{most};
  EXPECT_EQ(nearest_of(most, words), most);
  EXPECT_EQ(nearest_of(most + "a", words), "");
}

}  // namespace
}  // namespace sluss::core
