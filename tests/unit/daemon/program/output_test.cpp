#include <gtest/gtest.h>

#include "daemon/program/environment.h"

namespace sluss::daemon::program {
namespace {

const core::Error error{.code = "config.type",
                        .error_class = core::ErrorClass::config,
                        .what = "http.attempts is a text",
                        .remedy = "For example: attempts = 6",
                        .place = {"/e/sluss.toml", 4, 12, "http.attempts"}};

TEST(Output, AnErrorAsText) {
  EXPECT_EQ(error_text(error),
            "sluss: config.type: http.attempts is a text\n  at: /e/sluss.toml:4:12 (http.attempts)\n"
            "  remedy: For example: attempts = 6\n");
  EXPECT_EQ(error_text({.code = "disk.full", .what = "no room"}), "sluss: disk.full: no room\n");
  EXPECT_EQ(error_text({.code = "a.b", .what = "c", .place = {"f", 0, 0, ""}}), "sluss: a.b: c\n  at: f\n");
}

TEST(Output, ErrorsAsJson) {
  EXPECT_EQ(
      errors_json({error}),
      R"({"errors":[{"class":"config","code":"config.type","place":{"column":12,"field":"http.attempts",)"
      R"("file":"/e/sluss.toml","line":4},"remedy":"For example: attempts = 6","what":"http.attempts is a text"}]})");
  // What is not UTF-8 is replaced, not thrown about.
  EXPECT_NE(errors_json({{.code = "a", .what = "\xff"}}).find("\xEF\xBF\xBD"), std::string::npos);
}

TEST(Output, ATableAlignsNumbersToTheRight) {
  EXPECT_EQ(text_table({"id", "läge", "rader"}, {{"1", "klar", "12 345"}, {"10", "hållen", "7"}}),
            "id  läge     rader\n 1  klar    12 345\n10  hållen       7\n");
  EXPECT_EQ(text_table({"a"}, {}), "a\n");
}

}  // namespace
}  // namespace sluss::daemon::program
