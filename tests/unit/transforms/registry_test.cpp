// Each kind of source that the program has is read by a normaliser: a kind without one would fail in its first run
// only.
#include "transforms/normalise/registry.h"

#include <gtest/gtest.h>

#include "connectors/registry.h"

namespace sluss::transforms::normalise {
namespace {

TEST(NormaliserRegistry, HasOneForEachKind) {
  ASSERT_FALSE(connectors::kinds().empty());
  for (const auto* kind : connectors::kinds()) EXPECT_NE(find_normaliser(kind->name), nullptr) << kind->name;
  EXPECT_EQ(find_normaliser("nobody's"), nullptr);
}

}  // namespace
}  // namespace sluss::transforms::normalise
