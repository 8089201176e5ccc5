#include "connectors/register/source/extent.h"

#include <gtest/gtest.h>

namespace sluss::connectors::registers {
namespace {

Mapping mapping() {
  const auto read = parse_mapping(R"(id = "lista"
title = "Lista"
publisher = "P"
layout = "assumed"

[files]
names = ["lista {year}.*"]

[[table]]
name = "rader"

[[table.column]]
name = "kommun"
heading = "Kommun"
type = "area"

[[table.column]]
name = "beslut"
heading = "Lagrum"
type = "code"
list = "lagrum"
)",
                                  "lista.toml");
  if (!read) throw std::runtime_error(core::describe(read.error().front()));
  return *read;
}

FilesExtent extent() {
  return {.mapping = mapping(),
          .file = {.query = "file:lista/",
                   .name = "lista 2025.xlsx",
                   .pages = 3,
                   .sha256 = std::string(64, 'a'),
                   .order = {"2025"},
                   .period = "2025"},
          .codelists = {{"riket", "title = \"Riket\"\n"}}};
}

TEST(FilesExtent, its_text_gives_it_back_and_is_the_same_each_time) {
  const auto text = extent_text(extent());
  const auto read = parse_extent(text);
  ASSERT_TRUE(read) << core::describe(read.error());
  EXPECT_EQ(*read, extent());
  EXPECT_EQ(extent_text(*read), text);
}

TEST(FilesExtent, what_is_none_is_an_error_of_the_archive) {
  for (const auto* text : {"", "[]", "{}", R"({"mapping":{},"file":{},"codelists":{}})"}) {
    const auto read = parse_extent(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, "archive.resolution") << text;
  }
  auto broken = extent_text(extent());
  broken.replace(broken.find("\"id\":\"lista\""), 12, "\"id\":\"LISTA\"");
  const auto read = parse_extent(broken);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "mapping.archived");
}

TEST(FilesExtent, names_the_code_lists_that_a_mapping_needs) {
  EXPECT_EQ(codelists_of(mapping()), (std::vector<std::string>{"kommuner", "lagrum", "lan", "regioner", "riket"}));
  auto plain = mapping();
  plain.tables.front().columns.front().type = ColumnType::text;
  EXPECT_EQ(codelists_of(plain), std::vector<std::string>{"lagrum"});
  plain.select = "select 'SE' as area";
  EXPECT_EQ(codelists_of(plain).size(), 5U);
}

TEST(FilesExtent, a_table_has_a_stream) {
  EXPECT_EQ(stream_of(mapping().tables.front()), "register.rader");
}

}  // namespace
}  // namespace sluss::connectors::registers
