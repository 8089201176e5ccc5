// Files as parts: zips whose members are data, keys, or what nobody reads.
#include "connectors/register/source/parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "connectors/register/source/identity_check.h"
#include "tests/tools/zip_writer.h"
#include "tests/unit/connectors/register/inbox_folder.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Parts : public InboxFolder {
 protected:
  struct Opened {
    std::vector<std::string> names = {};
    std::vector<std::string> others = {};
    std::string recognised = {};
    std::string code = {};
    std::string member = {};  ///< that the error names
  };
  Opened open(const std::string& name, bool others = true) const {
    Opened opened;
    PartsSetting setting{.mapping = mapping_, .limits = limits_, .files = *files_, .scratch = scratch_};
    if (others) {
      setting.others = [&](const Part& part) -> core::Result<> {
        opened.others.push_back(part.name);
        return {};
      };
    }
    const auto parts = FileParts::open(folder_ / name, name, setting);
    if (!parts) return {.code = parts.error().code, .member = parts.error().place.field};
    opened.recognised = parts->recognised();
    for (const auto& part : parts->parts()) opened.names.push_back(part.name);
    return opened;
  }
  void zip(const std::vector<std::pair<std::string, std::string>>& members) const {
    tests::ZipWriter zip;
    for (const auto& [name, content] : members) zip.add(name, content);
    write("a.zip", zip.finish());
  }
  void TearDown() override { EXPECT_THAT(names_in(scratch_), ::testing::IsEmpty()) << "what was unpacked is removed"; }

  Mapping mapping_ = [] {
    Mapping mapping;
    mapping.id = "m";
    mapping.tables.push_back({.name = "data", .files = {"data*.csv"}});
    mapping.lookups.push_back({.name = "keys", .files = {"keys*"}});
    return mapping;
  }();
  Limits limits_;
};

TEST_F(Parts, AFileIsOnePart) {
  write("data.csv", "a;b\n");
  EXPECT_THAT(open("data.csv").names, ElementsAre("data.csv"));
  EXPECT_THAT(open("data.csv").recognised, HasSubstr("CSV"));
}

TEST_F(Parts, MembersByTheirNamesWithoutFolders) {
  zip({{"x/data1.csv", "a;b\n"}, {"x/keys.csv", "k;t\n"}, {"x/om.txt", "text\n"}, {"y/", ""}, {"y/om.txt", "text\n"}});
  const auto opened = open("a.zip");
  EXPECT_THAT(opened.names, ElementsAre("data1.csv", "keys.csv"));
  EXPECT_THAT(opened.others, ElementsAre("x/om.txt", "y/om.txt")) << "of two with one name the folder is told";
  EXPECT_EQ(opened.recognised, "zip, 2 filer");
}

TEST_F(Parts, WhatCannotBeLookedThroughIsRefused) {
  zip({{"data1.csv", "a;b\n"}, {"om.pdf", "%PDF-1.7\n\xE2\xE3\xCF\xD3\n"}});
  EXPECT_EQ(open("a.zip").code, "register.member");
  EXPECT_EQ(open("a.zip", false).code, "") << "when it is read again it is not looked at";
}

/// What a system packs along is known by its name alone: a name that merely hides is no reason to store what nobody has
/// looked through.
TEST_F(Parts, AHiddenNameIsNoWayPastTheLook) {
  const std::string pdf = "%PDF-1.7\n\xE2\xE3\xCF\xD3\n";
  for (const auto* name : {".hemlig.pdf", "x.tmp", "~$lista.pdf", "x/.DS_Store.pdf", "__macosx.pdf"}) {
    zip({{"data1.csv", "a;b\n"}, {"keys.csv", "k;t\n"}, {name, pdf}});
    EXPECT_EQ(open("a.zip").code, "register.member") << name;
  }
  for (const auto* name : {".DS_Store", "x/Thumbs.db", "desktop.ini", "__MACOSX/._data1.csv"}) {
    zip({{"data1.csv", "a;b\n"}, {"keys.csv", "k;t\n"}, {name, pdf}});
    EXPECT_EQ(open("a.zip").code, "") << name;
  }
}

TEST_F(Parts, TheMemberThatCannotBeReadIsNamed) {
  mapping_.lookups.clear();
  for (const auto& [name, content] : std::vector<std::pair<std::string, std::string>>{
           {"om.pdf", "%PDF-1.7\n\xE2\xE3\xCF\xD3\n"}, {"meta.xml", "<?xml version=\"1.0\"?><a/>"}, {"tom.txt", ""}}) {
    mapping_.tables.front().files.clear();
    zip({{"data1.csv", "a;b\n"}, {name, content}});
    const auto opened = open("a.zip");
    EXPECT_EQ(opened.code, "register.member") << name;
    EXPECT_EQ(opened.member, name);
    mapping_.tables.front().files = {name};
    EXPECT_EQ(open("a.zip").code, "register.format") << "it must not be left out";
    EXPECT_EQ(open("a.zip").member, name);
  }
}

TEST_F(Parts, AZipWithoutDataIsRefused) {
  zip({{"annat.csv", "a;b\n"}});
  EXPECT_EQ(open("a.zip").code, "register.member");
}

TEST_F(Parts, TooMuchIsRefused) {
  zip({{"data1.csv", std::string(5'000, 'x')}});
  limits_.unpacked_bytes = 1'000;
  EXPECT_EQ(open("a.zip").code, "register.limit");
}

TEST_F(Parts, AFormatThatTheMappingDoesNotHaveIsRefused) {
  mapping_.files.formats = {FileFormat::zip, FileFormat::xlsx};
  write("data.csv", "a;b\n");
  EXPECT_EQ(open("data.csv").code, "register.format");
  zip({{"data1.csv", "a;b\n"}});
  EXPECT_EQ(open("a.zip").code, "") << "formats are the file's, not its members'";
}

TEST_F(Parts, NumbersOfPersonsInAnyMember) {
  zip({{"data1.csv", "a;b\n"}, {"om.txt", "vem\n19121212-1212\n"}});
  IdentityCheck check({});
  const PartsSetting setting{
      .mapping = mapping_, .limits = limits_, .files = *files_, .scratch = scratch_, .others = [&](const Part& part) {
        return check.look_at(part);
      }};
  ASSERT_TRUE(FileParts::open(folder_ / "a.zip", "a.zip", setting));
  ASSERT_EQ(check.hits().size(), 1U);
  EXPECT_EQ(check.hits().front().file, "om.txt");
  EXPECT_EQ(check.result("a.zip").error().code, "register.identity");
}

TEST_F(Parts, NumbersOfPersonsInAFoldersName) {
  zip({{"191212121212/data1.csv", "a;b\n"}});
  IdentityCheck check({});
  const PartsSetting setting{.mapping = mapping_,
                             .limits = limits_,
                             .files = *files_,
                             .scratch = scratch_,
                             .name = [&](const std::string& name) { check.look_at_name(name); }};
  ASSERT_TRUE(FileParts::open(folder_ / "a.zip", "a.zip", setting));
  ASSERT_EQ(check.hits().size(), 1U);
  EXPECT_EQ(check.result("a.zip").error().what.find("191212121212"), std::string::npos);
}

TEST_F(Parts, NumbersOfPersonsInACommentOfTheZip) {
  tests::ZipWriter commented, own_field, own_name;
  commented.add("data1.csv", "a;b\n");
  write("a.zip", commented.finish("om 19121212-1212"));
  own_field.add("data1.csv", "a;b\n", {.own_extra = std::string("up\x0d\0", 4) + "19121212-1212"});
  write("b.zip", own_field.finish());
  own_name.add("data1.csv", "a;b\n");
  own_name.add("mapp/", "", {.own_name = "19121212-1212/"});  // nobody reads what is in it
  write("c.zip", own_name.finish());
  for (const auto* name : {"a.zip", "b.zip", "c.zip"}) {
    IdentityCheck check({});
    const PartsSetting setting{.mapping = mapping_,
                               .limits = limits_,
                               .files = *files_,
                               .scratch = scratch_,
                               .text = [&](auto place, const auto& text) { check.look_at_text(name, place, text); }};
    ASSERT_TRUE(FileParts::open(folder_ / name, name, setting)) << name;
    ASSERT_EQ(check.hits().size(), 1U) << name;
    EXPECT_EQ(check.hits().front().place, "zip-filens kommentarer och extra fält");
    EXPECT_EQ(check.result(name).error().what.find("1212"), std::string::npos);
  }
}

TEST_F(Parts, NumbersOfPersonsInTheHeaderOfAGz) {
  std::string csv = "a;b\n1;2\n", name = "19121212-1212.csv", comment = "om 19121212 (1212)";
  for (const bool in_name : {true, false}) {
    z_stream stream{};
    ASSERT_EQ(deflateInit2(&stream, 1, Z_DEFLATED, MAX_WBITS + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
    gz_header header{};
    (in_name ? header.name : header.comment) = reinterpret_cast<Bytef*>((in_name ? name : comment).data());
    ASSERT_EQ(deflateSetHeader(&stream, &header), Z_OK);
    std::string packed(1'000, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(csv.data());
    stream.avail_in = static_cast<uInt>(csv.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    ASSERT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    write("data1.csv", packed);
    IdentityCheck check({});
    const PartsSetting setting{.mapping = mapping_, .limits = limits_, .files = *files_, .scratch = scratch_};
    const auto parts = FileParts::open(folder_ / "data1.csv", "data1.csv", setting);
    ASSERT_TRUE(parts);
    ASSERT_TRUE(check.look_at(parts->parts().front()));
    ASSERT_EQ(check.hits().size(), 1U);
    EXPECT_EQ(check.hits().front().place, "gzip-filens namn, kommentar och extra fält");
    EXPECT_EQ(check.result("data1.csv").error().what.find("1212"), std::string::npos);
  }
}

TEST_F(Parts, NumbersOfPersonsBesideTheCells) {
  std::string cases;
  for (int i = 0; i < 500; ++i)
    cases += "<i title='Dnr 202401" + std::to_string(10 + i % 19) + "-" + std::to_string(1'000 + i * 7) + "'></i>";
  const std::string table = "<table><tr><td>1</td></tr></table>";
  const std::vector<std::pair<std::string, std::string>> pages{
      {table + "<!-- 19121212-1212 -->", "sidans kommentarer"},
      {table + "<i title='om 19121212-1212'></i>", "sidans attribut"},
      {"<p>\uFF11\uFF19121212 1212</p>" + table, "sidans text"},
      {table + cases, ""}};
  for (const auto& [page, place] : pages) {
    write("data1.csv", page);
    IdentityCheck check({});
    const PartsSetting setting{.mapping = mapping_, .limits = limits_, .files = *files_, .scratch = scratch_};
    const auto parts = FileParts::open(folder_ / "data1.csv", "data1.csv", setting);
    ASSERT_TRUE(parts);
    ASSERT_TRUE(check.look_at(parts->parts().front()));
    ASSERT_EQ(check.hits().size(), place.empty() ? 0U : 1U) << place;
    if (!place.empty()) {
      EXPECT_EQ(check.hits().front().place, place);
    }
  }
}

}  // namespace
}  // namespace sluss::connectors::registers
