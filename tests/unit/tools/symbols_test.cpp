// A report of AddressSanitizer says in which function: without llvm-symbolizer it says an address.

#include <gtest/gtest.h>

#include <memory>

namespace sluss::tests {
namespace {

// NOLINTBEGIN(clang-analyzer-cplusplus.NewDelete): the fault is what is asked for
__attribute__((noinline)) int reads_what_is_freed() {
  auto* const number = new int(41);
  volatile const int* const freed = number;
  delete number;
  return *freed;
}
// NOLINTEND(clang-analyzer-cplusplus.NewDelete)

TEST(SanitizerDeathTest, AReportNamesTheFunctionAndTheFile) {
  EXPECT_DEATH((void)reads_what_is_freed(), "heap-use-after-free(.|\n)*reads_what_is_freed.*symbols_test\\.cpp:[0-9]+")
      << "is llvm-19 installed? ./dev test says where its llvm-symbolizer is ($ASAN_SYMBOLIZER_PATH)";
}

}  // namespace
}  // namespace sluss::tests
