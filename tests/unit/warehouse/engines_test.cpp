// Which engine a warehouse's URL names.
#include "warehouse/engines.h"

#include <gtest/gtest.h>

#include "tests/tools/temporary_folder.h"

namespace sluss::warehouse {
namespace {

TEST(Engines, AFolderIsOpenedByItsUrl) {
  const tests::TemporaryFolder folder;
  const auto files = core::real_files();
  const auto place = folder.path() / "a: warehouse, 'quoted'";
  const auto url = folder_url(place);
  EXPECT_EQ(url, "duckdb:" + place.string());
  EXPECT_TRUE(check_url(url));
  const auto opened = open_warehouse(*files, {.url = url});
  ASSERT_TRUE(opened) << core::describe(opened.error());
  EXPECT_FALSE((*opened)->exists());
  ASSERT_TRUE((*opened)->start());
  EXPECT_TRUE((*opened)->exists());
  EXPECT_TRUE(std::filesystem::exists(place));
}

TEST(Engines, AnotherSchemeIsRefusedWithTheWayOut) {
  const auto files = core::real_files();
  for (const auto* url : {"", "duckdb", "duckdb:", ":", "postgresql:host=db", "/var/lib/sluss/warehouse"}) {
    SCOPED_TRACE(url);
    const auto checked = check_url(url);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, "config.warehouse");
    EXPECT_EQ(checked.error().error_class, core::ErrorClass::config);
    EXPECT_NE(checked.error().remedy.find("duckdb:FOLDER"), std::string::npos);
    EXPECT_EQ(open_warehouse(*files, {.url = url}).error().code, "config.warehouse");
  }
  EXPECT_EQ(check_url("duckdb:/srv/what?").error().code, "config.path");
}

TEST(Engines, AFileOfAWarehouseIsKnownByItsName) {
  EXPECT_EQ(file_kind("/w/000012.duckdb"), FileKind::committed);
  EXPECT_EQ(file_kind("/w/000012.writing"), FileKind::draft);
  EXPECT_EQ(file_kind("/w/000012.damaged"), FileKind::aside);
  for (const auto* other : {"/w/000012.sum", "/w/writer.lock", "/w/current", "/w/spill", "/w/"})
    EXPECT_EQ(file_kind(other), FileKind::other) << other;
}

}  // namespace
}  // namespace sluss::warehouse
