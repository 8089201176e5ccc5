// What is shipped under config/ is what the program reads: the readers themselves read it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "core/files.h"
#include "daemon/settings/folders.h"
#include "daemon/settings/settings.h"
#include "transforms/datasets/indicator_config.h"

namespace sluss {
namespace {

const std::vector<std::filesystem::path> shipped = {std::filesystem::path(SLUSS_SOURCE_DIR) / "config"};

TEST(ShippedConfiguration, IndicatorsAreReadWithoutAnError) {
  const auto files = core::real_files();
  const auto indicators = transforms::datasets::load_indicators(*files, shipped, "kolada");
  if (!indicators) {
    for (const auto& error : indicators.error()) ADD_FAILURE() << core::describe(error);
    return;
  }
  EXPECT_GT(indicators->size(), 60U);
  const auto fallskador = std::ranges::find(*indicators, "kolada:N20402", &transforms::datasets::IndicatorConfig::id);
  ASSERT_NE(fallskador, indicators->end());
  EXPECT_EQ(fallskador->period_kind, core::PeriodKind::rolling_three_years);
}

TEST(ShippedConfiguration, SetsAndMunicipalitiesAreRead) {
  for (const std::string name : {"aldreomsorg", "ifo", "lss", "vald", "ekonomi", "arbetsmarknad"}) {
    const auto set = daemon::settings::indicator_set(shipped, name);
    ASSERT_TRUE(set) << core::describe(set.error());
    EXPECT_FALSE(set->title.empty());
    EXPECT_GE(set->indicators.size(), 3U);
  }
  EXPECT_EQ(daemon::settings::municipalities(shipped).size(), 290U);
  EXPECT_EQ(daemon::settings::find_municipality(shipped, "Sala").value().code, "1981");
}

}  // namespace
}  // namespace sluss
