// What every mapping in config/sources has: no error, a page, figures that its SELECT gives by declared names.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "connectors/register/mapping/mapping_json.h"
#include "tests/unit/connectors/register/sources/sample.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::HasSubstr;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(Shipped, MappingsHaveAPageThatTellsWhetherTheirLayoutIsAssumed) {
  for (const auto& mapping : shipped_mappings()) {
    SCOPED_TRACE(mapping.id);
    const auto page = text_of(std::filesystem::path(SLUSS_SOURCE_DIR) / "docs/sources" / (mapping.id + ".md"));
    EXPECT_THAT(page, HasSubstr("config/sources/" + mapping.id + ".toml"));
    EXPECT_THAT(page, HasSubstr(mapping.layout == Layout::assumed ? "`assumed`" : "`verified`"));
    EXPECT_FALSE(mapping.attribution.empty());
    EXPECT_FALSE(mapping.licence.empty());
  }
}

TEST(Shipped, MappingsAreTheSameAfterTheArchive) {
  for (const auto& mapping : shipped_mappings()) {
    const auto read = mapping_of_json(mapping_json(mapping));
    ASSERT_TRUE(read.has_value()) << mapping.id;
    EXPECT_EQ(*read, mapping) << mapping.id;
  }
}

/// Which small samples a mapping takes.
std::vector<std::filesystem::path> samples_of(const Mapping& mapping) {
  std::vector<std::filesystem::path> files;
  const auto folder = std::filesystem::path(SLUSS_SOURCE_DIR) / "tests/samples/data" / mapping.id;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

/// Of a measure the dimensions that have a value in each of its figures must be those that it declares.
void expect_declared(Sample& sample, const Mapping& mapping, const Measure& measure) {
  for (const auto& dimension : mapping.dimensions) {
    const bool own = std::ranges::find(measure.dimensions, dimension.name) != measure.dimensions.end();
    const auto where = "where measure = '" + measure.name + "' and " + dimension.name + " is " + (own ? "" : "not ");
    EXPECT_THAT(sample.figures("count(*)", where + "null"), ::testing::ElementsAre("0"))
        << measure.name << " " << dimension.name;
    if (!own || dimension.values.empty()) continue;
    const std::set<std::string> values(dimension.values.begin(), dimension.values.end());
    for (const auto& value : sample.figures("distinct " + dimension.name, "where measure = '" + measure.name + "'"))
      EXPECT_TRUE(values.contains(value)) << measure.name << " " << dimension.name << "=" << value;
  }
}

TEST(Shipped, FiguresHaveDeclaredMeasuresAndDimensionsAreaPeriodAndAreThereOnce) {
  std::size_t files = 0;
  for (const auto& mapping : shipped_mappings()) {
    if (!std::filesystem::exists(std::filesystem::path(SLUSS_SOURCE_DIR) / "tests/samples/data" / mapping.id)) continue;
    if (mapping.select.empty()) continue;
    for (const auto& file : samples_of(mapping)) {
      SCOPED_TRACE(file.filename());
      Sample sample(mapping, file);
      ASSERT_EQ(sample.refused(), "no");
      std::set<std::string> measures;
      for (const auto& measure : mapping.measures) {
        measures.insert(measure.name);
        if (mapping.dimensions.empty()) continue;
        expect_declared(sample, mapping, measure);
      }
      EXPECT_NE(sample.figures("count(*)", "").front(), "0");
      for (const auto& name : sample.figures("distinct measure", "")) EXPECT_TRUE(measures.contains(name)) << name;
      EXPECT_EQ(sample.figures("count(*)", "where area is null or period is null or status is null").front(), "0");
      EXPECT_EQ(sample.figures("count(*)", "where value is null and status = 'final'").front(), "0");
      std::string key = "measure, area, period";
      for (const auto& dimension : mapping.dimensions) key += ", " + dimension.name;
      if (mapping.select.contains(" as unit")) key += ", unit";
      EXPECT_THAT(sample.figures(key, "group by " + key + " having count(*) > 1"), ::testing::ElementsAre());
      ++files;
    }
  }
  EXPECT_GE(files, 10U);
}

}  // namespace
}  // namespace sluss::connectors::registers
