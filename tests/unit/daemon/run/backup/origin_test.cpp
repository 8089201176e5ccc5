// Whose a backup is: its signature, its sum, and that it holds nothing but what a backup of ours holds.
#include <gtest/gtest.h>

#include <fstream>

#include "daemon/run/backup/backup.h"
#include "daemon/run/backup/manifest.h"
#include "daemon/run/backup/names.h"
#include "daemon/run/backup/packing.h"
#include "daemon/run/backup/restore.h"
#include "daemon/run/backup/signature.h"
#include "daemon/run/backup/stream.h"
#include "daemon/run/backup/tar.h"
#include "daemon/run/state/workplace.h"
#include "daemon/settings/load.h"
#include "daemon/settings/settings.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::backup {
namespace {

namespace fs = std::filesystem;
using tests::must;

std::string code_of(const auto& result) {
  return result ? "" : result.error().code;
}

class BackupOrigin : public ::testing::Test {
 protected:
  using Content = std::map<std::string, std::string>;

  static Manifest manifest_of(const Content& content) {
    Manifest manifest{.made_at = "2026-11-22T06:32:13Z", .version = "0.3.0", .host = "sala", .schema = "002-audit"};
    for (const auto& [name, text] : content)
      manifest.files[name] = {.size = text.size(), .sha256 = core::Sha256::of(text).hex()};
    return manifest;
  }
  /// A backup as anybody can make one.
  fs::path backup_of(const Content& content, const std::string& manifest) {
    auto file = folder_.path() / ("b" + std::to_string(++made_) + ".tar.zst");
    const auto output = must(files_->create(file));
    FileSink sink(*output);
    const auto packed = zstd_sink(sink, 1);
    TarWriter tar(*packed, core::Instant{1'790'000'000'000'000});
    auto all = std::vector<std::pair<std::string, std::string>>(content.begin(), content.end());
    all.emplace_back(manifest_name, manifest);
    for (const auto& [name, text] : all) {
      must(tar.begin(name, text.size()));
      must(tar.write(text));
      must(tar.end());
    }
    must(tar.finish());
    must(output->close());
    sum_ = sink.sha256();
    return file;
  }
  core::Result<RestoreSummary> restored(const fs::path& file, std::optional<SigningPublicKey> signed_by = {},
                                        std::optional<core::Sha256> sum = {}) {
    return restore(*files_,
                   {.from = file,
                    .into = folder_.path() / ("into" + std::to_string(made_)),
                    .signed_by = signed_by,
                    .sha256 = sum},
                   {});
  }
  SigningKey key_of(const std::string& machine) {
    fs::create_directories(folder_.path() / machine);
    return must(signing_key(*files_, folder_.path() / machine));
  }

  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  std::unique_ptr<core::Files> files_ = core::real_files();
  core::Sha256 sum_;
  int made_ = 0;
};

TEST_F(BackupOrigin, TheKeyIsMadeOnceAndItsOwners) {
  const auto first = key_of("state");
  EXPECT_EQ(key_of("state").public_key, first.public_key);
  EXPECT_NE(key_of("other").public_key, first.public_key);
  const auto file = folder_.path() / "state" / signing_key_name;
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(own_public_key(folder_.path() / "state"), first.public_key);
  EXPECT_EQ(own_public_key(folder_.path() / "none"), std::nullopt);
  std::ofstream(file) << "sluss-backup-signing-key-1 AAAA\n";
  EXPECT_EQ(code_of(signing_key(*files_, folder_.path() / "state")), "backup.signing_key") << "it is not made again";
}

TEST_F(BackupOrigin, ThePublicHalfIsGivenAsItIsPrinted) {
  const auto key = key_of("state").public_key;
  const auto line = signer_line(key);
  const auto file = folder_.path() / "signer.pub";
  std::ofstream(file) << line << "\n";
  EXPECT_EQ(must(read_signer(line)), key);
  EXPECT_EQ(must(read_signer(key_text(key))), key);
  EXPECT_EQ(must(read_signer(file.string())), key);
  for (const auto& bad : {std::string("nothing"), line + "AA", line.substr(0, line.size() - 4), std::string()})
    EXPECT_EQ(code_of(read_signer(bad)), "backup.signer") << bad;
  EXPECT_EQ(code_of(read_signer((folder_.path() / "state" / signing_key_name).string())), "backup.signer")
      << "the private half is not taken for it";
}

TEST_F(BackupOrigin, TheSignatureIsOfAllThatTheManifestSays) {
  const auto key = key_of("state");
  const auto text = must(signed_manifest_text(manifest_of({{"state/schedule.json", "{}"}}), key));
  EXPECT_EQ(must(parse_manifest(text)).signer, key.public_key);
  EXPECT_EQ(must(parse_manifest(manifest_text(manifest_of({})))).signer, std::nullopt);
  const auto changed = [&](const std::string& from, const std::string& to) {
    auto bad = text;
    const auto at = bad.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    bad.replace(at, from.size(), to);
    return code_of(parse_manifest(bad));
  };
  EXPECT_EQ(changed("\"sala\"", "\"solna\""), "backup.signature");
  EXPECT_EQ(changed("\"last_run\": 0", "\"last_run\": 1"), "backup.signature");
  EXPECT_EQ(changed("\"size\": 2", "\"size\": 3"), "backup.signature");
  EXPECT_EQ(changed("\"files\"", "\"a_newer_programs\": 1, \"files\""), "backup.signature");
  EXPECT_EQ(changed(key_text(key.public_key), key_text(key_of("other").public_key)), "backup.signature");
  EXPECT_EQ(changed("\"value\": \"", "\"value\": \"!"), "backup.signature");
}

TEST_F(BackupOrigin, WhatIsAskedForIsProvenOrRefused) {
  const auto key = key_of("state");
  const auto other = key_of("other").public_key;
  const Content content{{"state/schedule.json", "{}"}};
  const auto signed_file = backup_of(content, must(signed_manifest_text(manifest_of(content), key)));
  const auto sum = sum_;
  EXPECT_EQ(must(restored(signed_file)).proven_by, ProvenBy::nothing) << "as before, and reported as unproven";
  fs::remove_all(folder_.path() / "into1");
  EXPECT_EQ(code_of(restored(signed_file, other)), "backup.other_signer");
  EXPECT_FALSE(fs::exists(folder_.path() / "into1")) << "nothing was put in place";
  const auto proven = must(restored(signed_file, key.public_key, sum));
  EXPECT_EQ(proven.proven_by, ProvenBy::signed_by);
  EXPECT_EQ(proven.signer, signer_line(key.public_key));

  const auto bare = backup_of(content, manifest_text(manifest_of(content)));
  EXPECT_EQ(code_of(restored(bare, key.public_key)), "backup.unsigned");
  EXPECT_EQ(code_of(restored(bare, {}, sum)), "backup.other_sum") << "the sum of another one";
  EXPECT_FALSE(fs::exists(folder_.path() / "into2"));
  EXPECT_EQ(must(restored(bare, {}, sum_)).proven_by, ProvenBy::sha256);

  auto forged = content;
  forged["state/schedule.json"] = "[]";
  auto text = must(signed_manifest_text(manifest_of(content), key));
  const auto old_sum = core::Sha256::of("{}").hex();
  text.replace(text.find(old_sum), old_sum.size(), core::Sha256::of("[]").hex());
  EXPECT_EQ(code_of(restored(backup_of(forged, text))), "backup.signature")
      << "a wrong one is refused whatever the options";
  EXPECT_FALSE(fs::exists(folder_.path() / "into3"));
}

TEST_F(BackupOrigin, AStateOfTheMachineKnowsItsOwn) {
  const Content content{{"state/schedule.json", "{}"}};
  const auto key = key_of("into1");
  const auto file = backup_of(content, must(signed_manifest_text(manifest_of(content), key)));
  EXPECT_EQ(must(restored(file)).proven_by, ProvenBy::own_key) << "the key alone does not make the folder a full one";
  EXPECT_EQ(key_of("into1").public_key, key.public_key) << "and it stays the machine's";
}

TEST_F(BackupOrigin, WhatNoBackupOfOursHoldsIsNeverWritten) {
  for (const char* name : {"state/tokens", "state/tokens.new", "state/claims/kolada.lock", "state/backup-signing.key",
                           "state/journal.index", "state/archive/kolada/2026-03/a.txt", "state/archive/a.seg",
                           "state/archive/base/000007.duckdb", "state/archive/base/a/b/000007.duckdb",
                           "state/archive/kolada/2026-11/000007.duckdb", "state/archive/base/2026-11/a.txt",
                           "state/warehouse/current", "state/warehouse/000001.duckdb.wal", "state/notify-a/b.json",
                           "configuration/credentials/api", "configuration/credentials/api.toml", "other/a.json"}) {
    const Content content{{name, "x"}};
    EXPECT_EQ(belongs_in_backup(name), Membership::no) << name;
    const auto done = restored(backup_of(content, manifest_text(manifest_of(content))));
    EXPECT_EQ(code_of(done), "backup.foreign") << name;
    EXPECT_FALSE(fs::exists(folder_.path() / ("into" + std::to_string(made_)))) << name;
  }
  for (const char* name :
       {"state/journal.jsonl", "state/archive/kolada/2026-03/kolada-20260331t000000z.seg",
        "state/archive/kolada/2026-03/kolada-20260331t000000z.idx", "state/warehouse/000007.duckdb",
        "state/archive/base/2026-11/kolada-20261128t031500z.seg",
        "state/archive/base/2026-11/kolada-20261128t031500z.idx", "state/archive/base/20261128t031500z-2/000007.duckdb",
        "state/archive/base/20261128T031500Z/000007.sum", "state/warehouse/000007.sum", "state/notify-mail.json",
        "state/scrub.json", "configuration/sluss.toml", "configuration/conf.d/10-log.toml",
        "configuration/models/a/b.sql"})
    EXPECT_EQ(belongs_in_backup(name), Membership::yes) << name;
}

TEST_F(BackupOrigin, AllThatIsPackedBelongsInABackup) {
  const auto put = [](const fs::path& file) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "x";
  };
  const auto configuration = folder_.path() / "etc";
  const auto state = folder_.path() / "state";
  put(configuration / "sluss.toml");
  for (const auto folder : configuration_folders) {
    for (const auto kind : configuration_kinds) put(configuration / folder / "deep" / ("a" + std::string(kind)));
    put(configuration / folder / "notes.txt");
  }
  put(configuration / "credentials" / "api.toml");
  for (const auto* name : {"schedule.json", "scrub.json", "notify-mail.json", "mine.json"}) put(state / name);

  auto settings = settings::load_texts(
      {{.file = "/etc/sluss/sluss.toml", .content = "municipality = \"1981\"\nstate = \"/var/lib/sluss\"\n"}});
  ASSERT_TRUE(settings) << settings.error().front().what;
  settings->file = configuration / "sluss.toml";
  settings->state = state;
  settings->warehouse_folder = state / "warehouse";
  const core::FixedClock clock(core::Instant{1'790'000'000'000'000});
  run::Workplace place(*settings, clock, "test", *files_);
  const auto output = must(files_->create(folder_.path() / "packed.tar"));
  FileSink sink(*output);
  TarWriter tar(sink, clock.now());
  const Progress silent;
  Packer packer(place.context(), tar, {}, silent);
  must(packer.small_states());
  must(packer.configuration());
  const auto& packed = packer.manifest().files;
  EXPECT_EQ(packed.size(), 1 + configuration_folders.size() * configuration_kinds.size() + 3);
  for (const auto& [name, file] : packed) EXPECT_EQ(belongs_in_backup(name), Membership::yes) << name;
}

TEST_F(BackupOrigin, AnUnknownSmallFileOfAnOlderReleaseIsPassedOver) {
  const Content content{{"state/mine.json", "{}"}, {"state/schedule.json", "{}"}};
  must(restored(backup_of(content, manifest_text(manifest_of(content)))));
  EXPECT_TRUE(fs::exists(folder_.path() / "into1" / "schedule.json"));
  EXPECT_FALSE(fs::exists(folder_.path() / "into1" / "mine.json"));
}

TEST_F(BackupOrigin, TheGenerationBecomesALinkToNothingElse) {
  const auto with = [&](const std::string& generation, const Content& content) {
    auto manifest = manifest_of(content);
    manifest.generation = generation;
    return code_of(restored(backup_of(content, manifest_text(manifest))));
  };
  for (const char* generation :
       {"../tokens", "/etc/passwd", "000001.duckdb/..", "000001", ".duckdb", "000001.", "a.duckdb"})
    EXPECT_EQ(with(generation, {}), "backup.foreign") << generation;
  EXPECT_EQ(with("000001.duckdb", {}), "backup.incomplete");
  EXPECT_EQ(with("000001.duckdb", {{"state/warehouse/000001.duckdb", "x"}, {"state/warehouse/000002.duckdb", "x"}}),
            "backup.foreign");
  EXPECT_EQ(with("", {{"state/warehouse/000002.duckdb", "x"}}), "backup.foreign");
}

}  // namespace
}  // namespace sluss::daemon::backup
