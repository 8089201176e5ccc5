#include "daemon/cli/status_view.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sluss::daemon::cli {
namespace {

nlohmann::json status_with(int held) {
  nlohmann::json status{{"daemon", nullptr},
                        {"jobs", nlohmann::json::array()},
                        {"warehouse", {{"folder", "/var/lib/sluss/warehouse"}, {"bytes", 0}}},
                        {"archive", nlohmann::json::object()},
                        {"held", nlohmann::json::array()},
                        {"errors", nlohmann::json::array()}};
  for (int i = 0; i < held; ++i)
    status["held"].push_back({{"run", 3}, {"series", "kolada:N" + std::to_string(100 + i)}, {"gate", "gone"}});
  return status;
}

TEST(StatusView, OfManyHeldSeriesTheFirstTen) {
  auto status = status_with(64);
  const auto text = status_text(status.dump());
  EXPECT_NE(text.find("held: run 3 kolada:N109 by gone\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("kolada:N110"), std::string::npos) << text;
  EXPECT_NE(text.find("held: and 54 more; "), std::string::npos) << "an older daemon does not count them: " << text;
  status["held_series_waiting"] = 1'210;
  EXPECT_NE(status_text(status.dump()).find("held: and 1 200 more; "), std::string::npos);
}

TEST(StatusView, OfTenHeldSeriesEach) {
  const auto text = status_text(status_with(10).dump());
  EXPECT_NE(text.find("held: run 3 kolada:N109 by gone\n"), std::string::npos) << text;
  EXPECT_EQ(text.find(" more"), std::string::npos) << text;
}

}  // namespace
}  // namespace sluss::daemon::cli
