// Zip files, honest and not.
#include <gtest/gtest.h>

#include "connectors/register/zip_file.h"
#include "tests/unit/connectors/register/no_inflater.h"
#include "tests/unit/connectors/register/xlsx/parts.h"

namespace sluss::connectors::registers {
namespace {

using tests::ZipOptions;
using tests::ZipWriter;

std::string noise(std::size_t size) {
  std::string text(size, ' ');
  std::uint32_t state = 1;
  for (auto& c : text) c = static_cast<char>((state = state * 1'664'525 + 1'013'904'223) >> 24);
  return text;
}

core::Result<ZipFile> open_bytes(const std::string& bytes, const Limits& limits = {}) {
  const tests::TemporaryFolder folder(tests::TemporaryFolder::On::memory);
  return ZipFile::open(write_file(folder, bytes), limits);
}

core::Result<std::string> content_of(const ZipFile& zip, const std::string& name) {
  const auto source = SLUSS_TRY(zip.read(*zip.find(name)));
  std::string content, chunk(1'000, '\0');
  for (;;) {
    const auto got = SLUSS_TRY(source->read(chunk));
    if (got == 0) return content;
    content.append(chunk, 0, got);
  }
}

std::string code_of(const std::string& bytes, const Limits& limits = {}) {
  const auto zip = open_bytes(bytes, limits);
  if (!zip) return zip.error().code;
  for (const auto& entry : zip->entries()) {
    const auto content = content_of(*zip, entry.name);
    if (!content) return content.error().code;
  }
  return "";
}

std::string one_entry(const std::string& name, const std::string& content, const ZipOptions& options = {}) {
  ZipWriter zip;
  zip.add(name, content, options);
  return zip.finish();
}

TEST(ZipFile, ReadsEveryLegalKindOfEntry) {
  const auto content = noise(200'000) + std::string(300'000, 'x') + "PK\x07\x08PK\x05\x06";
  for (const bool deflate : {false, true}) {
    for (const bool descriptor : {false, true}) {
      for (const bool zip64 : {false, true}) {
        ZipWriter writer;
        const ZipOptions options{.deflate = deflate, .descriptor = descriptor, .zip64 = zip64};
        writer.add("tom.xml", "", options);
        writer.add("Mapp/Blad.xml", content, options);
        writer.add("mapp/", "", options);
        writer.add("sist.xml", "slut", options);
        const auto zip = tests::must(open_bytes(writer.finish() + std::string(deflate ? 100 : 0, '\0')));
        ASSERT_EQ(zip.entries().size(), 4U);
        EXPECT_EQ(tests::must(content_of(zip, "TOM.xml")), "");
        EXPECT_EQ(tests::must(content_of(zip, "mapp/blad.XML")), content);
        EXPECT_EQ(tests::must(content_of(zip, "sist.xml")), "slut");
        EXPECT_EQ(zip.find("annat.xml"), nullptr);
      }
    }
  }
}

TEST(ZipFile, EntriesMayBeReadAtTheSameTime) {
  ZipWriter writer;
  writer.add("a", noise(100'000));
  writer.add("b", std::string(100'000, 'b'));
  const auto zip = tests::must(open_bytes(writer.finish()));
  const auto a = tests::must(zip.read(*zip.find("a"))), b = tests::must(zip.read(*zip.find("b")));
  std::string from_a, from_b, chunk(777, '\0');
  for (std::size_t got = 1; got > 0;) {
    got = tests::must(a->read(chunk));
    from_a.append(chunk, 0, got);
    from_b.append(chunk, 0, tests::must(b->read(chunk)));
  }
  EXPECT_EQ(from_a, noise(100'000));
  EXPECT_EQ(from_b, std::string(100'000, 'b'));
}

TEST(ZipFile, CutOffAnywhereIsAnError) {
  ZipWriter writer;
  writer.add("a.xml", "text");
  writer.add("b.xml", noise(100));
  const auto whole = writer.finish();
  ASSERT_EQ(code_of(whole), "");
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(code_of(whole.substr(0, size)), "zip.truncated") << size;
}

TEST(ZipFile, AChangedByteIsAnErrorOrChangesNothing) {
  ZipWriter writer;
  const auto content = noise(300) + std::string(300, 'x');
  writer.add("a.xml", content);
  const auto whole = writer.finish();
  int errors = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x41);
    const auto zip = open_bytes(changed);
    if (!zip || zip->find("a.xml") == nullptr) continue;
    const auto read = content_of(*zip, "a.xml");
    errors += read ? 0 : 1;
    EXPECT_EQ(read.value_or(content), content) << at;
  }
  EXPECT_GT(errors, 300);
}

TEST(ZipFile, DamageHasItsName) {
  EXPECT_EQ(code_of(one_entry("a", "text", {.crc = 1})), "zip.checksum");
  EXPECT_EQ(code_of(one_entry("a", "text", {.unpacked = 3})), "zip.damaged");
  EXPECT_EQ(code_of(one_entry("a", "text", {.unpacked = 5})), "zip.damaged");
  EXPECT_EQ(code_of(one_entry("a", "text", {.deflate = false, .unpacked = 3})), "zip.damaged");
  EXPECT_EQ(code_of(one_entry("a", "text", {.deflate = false, .unpacked = 5})), "zip.damaged");
  EXPECT_EQ(code_of(one_entry("a", noise(50), {.deflate = false, .method = 8})), "zip.damaged");
  EXPECT_EQ(code_of(one_entry("a", "text", {.method = 9})), "zip.method");
  EXPECT_EQ(code_of(one_entry("a", "text", {.flags = 1})), "zip.encrypted");
  EXPECT_EQ(code_of(one_entry("a", "text", {.own_name = "b"})), "zip.directory");
  EXPECT_EQ(code_of("x" + one_entry("a", "text")), "zip.directory");
}

TEST(ZipFile, NoMemoryToUnpackIsNotAFaultOfTheFile) {
  const auto packed = tests::must(open_bytes(one_entry("a", "text")));
  const auto stored = tests::must(open_bytes(one_entry("a", "text", {.deflate = false})));
  {
    const tests::NoInflater none;
    const auto read = content_of(packed, "a");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "zip.memory");
    EXPECT_EQ(read.error().error_class, core::ErrorClass::storage);
    EXPECT_FALSE(read.error().remedy.empty());
    EXPECT_EQ(tests::must(content_of(stored, "a")), "text");
  }
  EXPECT_EQ(tests::must(content_of(packed, "a")), "text");
}

TEST(ZipFile, NamesThatLeadAwayAreRefused) {
  for (const auto* name : {"../a", "a/../b", "/etc/passwd", "C:/a", "a/..", "..", "\\a", "a\\..\\b", ""})
    EXPECT_EQ(code_of(one_entry(name, "text")), "zip.name") << name;
  for (const auto* name : {"a..b", "...", "a/.b", "a\\b"}) EXPECT_EQ(code_of(one_entry(name, "text")), "") << name;
  ZipWriter writer;
  writer.add("Blad.xml", "1");
  writer.add("blad.XML", "2");
  EXPECT_EQ(code_of(writer.finish()), "zip.duplicate");
}

TEST(ZipFile, LimitsHold) {
  Limits limits;
  limits.entries = 2;
  ZipWriter writer;
  for (const auto* name : {"a", "b"}) writer.add(name, "1234567890");
  EXPECT_EQ(code_of(writer.finish(), limits), "");
  limits.unpacked_bytes = 19;
  EXPECT_EQ(code_of(writer.finish(), limits), "register.limit");
  limits = {};
  limits.entries = 1;
  EXPECT_EQ(code_of(writer.finish(), limits), "register.limit");
}

TEST(ZipFile, ABombIsRefusedBeforeItIsUnpacked) {
  Limits limits;
  limits.unpacked_ratio = 900;
  const auto bomb = one_entry("a", std::string(120'000'000, '0'));
  EXPECT_EQ(code_of(bomb, limits), "register.limit");
  // One that says that it is small is damaged, and no more of it is unpacked than it says.
  EXPECT_EQ(code_of(one_entry("a", std::string(10'000'000, '0'), {.unpacked = 10})), "zip.damaged");
  EXPECT_EQ(code_of(one_entry("a", std::string(10'000'000, '0'))), "");
}

TEST(ZipFile, WhatIsNoFileIsAnErrorOfFiles) {
  const auto code = [](const char* path) { return ZipFile::open(path, {}).error().code; };
  EXPECT_EQ(code("/there/is/none.xlsx"), "file.missing");
  EXPECT_EQ(code("/tmp"), "file.kind");
  EXPECT_EQ(code("/dev/null"), "file.kind");
}

}  // namespace
}  // namespace sluss::connectors::registers
