// What a backup is made of: tar, zstd, sealing. Whatever is changed or cut off is an error.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/run/backup/manifest.h"
#include "daemon/run/backup/seal.h"
#include "daemon/run/backup/tar.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::backup {
namespace {

using tests::must;

class TextSink final : public ByteSink {
 public:
  core::Result<> write(std::string_view bytes) override {
    text += bytes;
    return {};
  }
  core::Result<> finish() override {
    finished = true;
    return {};
  }
  std::string text;
  bool finished = false;
};

class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string text, std::size_t step = 1U << 20U) : text_(std::move(text)), step_(step) {}
  core::Result<std::string> read(std::size_t most) override {
    auto part = text_.substr(at_, std::min(most, step_));
    at_ += part.size();
    return part;
  }

 private:
  std::string text_;
  std::size_t step_;
  std::size_t at_ = 0;
};

core::Result<std::string> all_of(ByteSource& source, std::size_t step = 4096) {
  std::string text;
  for (;;) {
    const auto bytes = SLUSS_TRY(source.read(step));
    if (bytes.empty()) return text;
    text += bytes;
  }
}

std::string noise(std::size_t size) {
  std::string text(size, '\0');
  unsigned state = 12345;
  for (auto& c : text) {
    state = state * 1'103'515'245U + 12'345U;
    c = static_cast<char>(state >> 16U);
  }
  return text;
}

using Content = std::vector<std::pair<std::string, std::string>>;

std::string tar_of(const Content& files) {
  TextSink sink;
  TarWriter tar(sink, core::Instant{1'790'000'000'000'000});
  for (const auto& [name, text] : files) {
    must(tar.begin(name, text.size()));
    must(tar.write(text));
    must(tar.end());
  }
  must(tar.finish());
  EXPECT_TRUE(sink.finished);
  return sink.text;
}

core::Result<Content> files_of(std::string text, std::size_t step = 1U << 20U) {
  TextSource source(std::move(text), step);
  TarReader tar(source);
  Content files;
  for (;;) {
    const auto entry = SLUSS_TRY(tar.next());
    if (!entry) return files;
    std::string content;
    for (;;) {
      const auto bytes = SLUSS_TRY(tar.read(100));
      if (bytes.empty()) break;
      content += bytes;
    }
    files.emplace_back(entry->name, std::move(content));
  }
}

const Content some_files{{"state/journal.jsonl", "one\n"},
                         {"state/empty.json", ""},
                         {"state/archive/kolada/2026-03/kolada-20260331T120000.seg", noise(1500)},
                         {"configuration/" + std::string(90, 'a') + "/" + std::string(90, 'b') + ".toml", "åäö"},
                         {"state/whole", std::string(1024, 'x')},
                         {"manifest.json", "{}"}};

TEST(Tar, WhatIsPackedIsUnpacked) {
  for (const std::size_t step : {1UL, 100UL, 1UL << 20U}) {
    EXPECT_EQ(must(files_of(tar_of(some_files), step)), some_files) << step;
  }
}

TEST(Tar, TheSystemsTarReadsIt) {
  const tests::TemporaryFolder folder;
  const auto files = core::real_files();
  auto output = files->create(folder.path() / "a.tar").value();
  must(output->write(tar_of(some_files)));
  must(output->close());
  const auto command =
      "cd " + folder.path().string() + " && tar -xf a.tar && test \"$(cat state/journal.jsonl)\" = one";
  EXPECT_EQ(std::system(command.c_str()), 0);  // NOLINT(cert-env33-c,concurrency-mt-unsafe)
  EXPECT_EQ(files->read(folder.path() / some_files[2].first).value(), some_files[2].second);
}

TEST(Tar, WhateverIsCutOffIsTold) {
  const auto good = tar_of({{"a", "text"}, {"b", noise(600)}});
  for (std::size_t size = 0; size < good.size(); ++size) {
    const auto read = files_of(good.substr(0, size));
    ASSERT_FALSE(read) << size;
    EXPECT_EQ(read.error().code, "backup.damaged");
  }
  EXPECT_FALSE(files_of(good + "x"));
}

TEST(Tar, NamesThatLeaveTheFolderAreRefused) {
  for (const auto* bad : {"", "/a", "a/", "..", "../a", "a/../b", "a//b", ".", "./a", "a/.", "a\nb", "a\\b"}) {
    EXPECT_FALSE(good_name(bad)) << bad;
    TextSink sink;
    TarWriter tar(sink, {});
    EXPECT_FALSE(tar.begin(bad, 1)) << bad;
  }
  EXPECT_TRUE(good_name("state/..a/b..c"));
  EXPECT_TRUE(good_name("configuration/conf.d/åäö.toml"));
  // A header made by somebody else, with a right sum.
  auto evil = tar_of({{"aa/b", "text"}});
  evil.replace(0, 4, "../b");
  unsigned sum = 0;
  for (int i = 0; i < 512; ++i) sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(evil[i]);
  std::array<char, 8> octal{};
  std::snprintf(octal.data(), octal.size(), "%06o", sum);
  evil.replace(148, 7, octal.data(), 7);
  EXPECT_FALSE(files_of(evil));
}

TEST(Tar, LargeFilesHaveTheirSize) {
  TextSink sink;
  TarWriter tar(sink, {});
  const std::uint64_t large = 20ULL << 30U;
  must(tar.begin("large", large));
  TextSource source(sink.text);
  TarReader reader(source);
  EXPECT_EQ(must(reader.next())->size, large);
}

std::string packed(const std::string& text) {
  TextSink sink;
  const auto zstd = zstd_sink(sink, 3);
  for (std::size_t at = 0; at < text.size(); at += 1000) must(zstd->write(text.substr(at, 1000)));
  must(zstd->finish());
  return sink.text;
}

core::Result<std::string> unpacked(std::string text) {
  TextSource source(std::move(text), 777);
  const auto zstd = zstd_source(source);
  return all_of(*zstd);
}

TEST(Zstd, WhatIsPackedIsUnpackedAndDamageIsTold) {
  for (const auto size : {0UL, 1UL, 300'000UL}) {
    const auto text = noise(size);
    const auto good = packed(text);
    EXPECT_EQ(must(unpacked(good)), text);
    for (const auto cut : {std::size_t{1}, std::size_t{4}, good.size() / 2}) {
      const auto read = unpacked(good.substr(0, good.size() - cut));
      ASSERT_FALSE(read) << size << " " << cut;
      EXPECT_EQ(read.error().code, "backup.damaged");
    }
    auto bad = good;
    bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 0x10);
    EXPECT_FALSE(unpacked(bad)) << size;
  }
}

TEST(Zstd, WhatStandsBehindTheMarkIsReadWithoutTheRest) {
  const auto head = noise(300'000);
  TextSink sink;
  const auto zstd = zstd_sink(sink, 3);
  must(zstd->write(head));
  must(zstd->mark());
  must(zstd->write("the manifest"));
  must(zstd->finish());
  const auto whole = sink.text;
  EXPECT_EQ(must(unpacked(whole)), head + "the manifest") << "zstd passes over the mark";
  EXPECT_FALSE(unpacked(whole.substr(0, whole.size() - 1)));

  const tests::TemporaryFolder folder(tests::TemporaryFolder::On::memory);
  const auto files = core::real_files();
  const auto file = folder.path() / "a";
  const auto marked = [&](const std::string& text) {
    const auto output = files->create(file).value();
    must(output->write(text));
    must(output->close());
    return must(find_mark(*files, file));
  };
  const auto offset = marked(whole);
  ASSERT_TRUE(offset);
  EXPECT_EQ(must(unpacked(whole.substr(*offset))), "the manifest");
  EXPECT_FALSE(marked(packed(head)));
  EXPECT_FALSE(marked(whole.substr(0, whole.size() - 1)));
  EXPECT_FALSE(marked(""));
  auto far = whole;
  far.back() = '\x7F';  // an offset behind the file's end
  EXPECT_FALSE(marked(far));
}

class Seal : public ::testing::Test {
 protected:
  void SetUp() override {
    must(make_keys(*files_, file_));
    public_ = must(read_public_key(file_.string() + ".pub"));
    private_ = must(read_private_key(file_));
  }
  std::string sealed(const std::string& text, std::size_t step = 10'000) {
    TextSink sink;
    const auto seal = must(sealing_sink(sink, public_));
    for (std::size_t at = 0; at < text.size(); at += step) must(seal->write(text.substr(at, step)));
    must(seal->finish());
    EXPECT_TRUE(sink.text.starts_with(sealed_magic));
    return sink.text.substr(sealed_magic.size());
  }
  core::Result<std::string> opened(std::string text, const core::Secret& key) {
    TextSource source(std::move(text), 999);
    const auto open = SLUSS_TRY(opening_source(source, key));
    return all_of(*open);
  }

  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  std::unique_ptr<core::Files> files_ = core::real_files();
  std::filesystem::path file_ = folder_.path() / "backup.key";
  PublicKey public_{};
  core::Secret private_;
};

TEST_F(Seal, OnlyTheOwnerOfThePrivateKeyReadsIt) {
  for (const auto size : {0UL, 1UL, 65'535UL, 65'536UL, 65'537UL, 131'072UL, 200'000UL}) {
    const auto text = noise(size);
    const auto closed = sealed(text);
    if (size > 100) {
      EXPECT_EQ(closed.find(text.substr(0, 50)), std::string::npos);
    }
    EXPECT_EQ(must(opened(closed, private_)), text) << size;
    EXPECT_EQ(must(opened(sealed(text, 65'536), private_)), text) << size;
  }
  const auto other = folder_.path() / "other.key";
  must(make_keys(*files_, other));
  const auto refused = opened(sealed("text"), must(read_private_key(other)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "backup.wrong_key");
}

TEST_F(Seal, EveryCutIsTold) {
  const auto closed = sealed(noise(150'000));
  for (std::size_t cut = 1; cut < closed.size(); cut += 1 + closed.size() / 97) {
    EXPECT_FALSE(opened(closed.substr(0, closed.size() - cut), private_)) << cut;
  }
  // Exactly behind a chunk: the rest is whole, and yet not the end.
  EXPECT_FALSE(opened(closed.substr(0, 80 + 24 + 65'536 + 17), private_));
  EXPECT_FALSE(opened(closed + "x", private_));
}

TEST_F(Seal, EveryChangeIsTold) {
  const auto closed = sealed(noise(70'000));
  for (std::size_t at = 0; at < closed.size(); at += 1 + closed.size() / 97) {
    auto bad = closed;
    bad[at] = static_cast<char>(bad[at] ^ 0x01);
    EXPECT_FALSE(opened(bad, private_)) << at;
  }
}

TEST_F(Seal, KeysAreTheirOwnersAndNeverOverwritten) {
  namespace fs = std::filesystem;
  EXPECT_EQ(fs::status(file_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::status(file_.string() + ".pub").permissions(),
            fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read | fs::perms::others_read);
  const auto again = make_keys(*files_, file_);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "backup.key_exists");
  EXPECT_EQ(read_public_key(file_).error().code, "backup.key") << "the private one is no public one";
  EXPECT_EQ(read_private_key(file_.string() + ".pub").error().code, "backup.key");
}

TEST(ManifestText, IsReadBack) {
  Manifest manifest{.made_at = "2026-11-22T06:32:13Z",
                    .version = "0.3.0",
                    .host = "sala",
                    .schema = "002-audit",
                    .configuration_digest = "abc",
                    .generation = "000007.duckdb",
                    .last_run = 7,
                    .journal_entries = 12,
                    .journal_head = "def",
                    .state = "ghi",
                    .files = {{"state/a", {3, "00"}}}};
  const auto read = must(parse_manifest(manifest_text(manifest)));
  EXPECT_EQ(read.files, manifest.files);
  EXPECT_EQ(read.state, "ghi");
  manifest.state.clear();
  EXPECT_EQ(must(parse_manifest(manifest_text(manifest))).state, "") << "as older releases wrote it";
  manifest.state = "ghi";
  EXPECT_EQ(manifest_text(read), manifest_text(manifest));
  EXPECT_EQ(parse_manifest("{}").error().code, "backup.damaged");
  EXPECT_EQ(parse_manifest(R"({"format":2})").error().code, "backup.newer_format");
}

}  // namespace
}  // namespace sluss::daemon::backup
