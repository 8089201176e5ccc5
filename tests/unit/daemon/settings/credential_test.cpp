#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "daemon/settings/credential.h"
#include "daemon/settings/named_credentials.h"
#include "daemon/settings/settings.h"
#include "written_folder.h"

namespace sluss::daemon::settings {
namespace {

using tests::WrittenFolder;

class Credential : public ::testing::Test {
 public:
  Credential() { ::unsetenv("CREDENTIALS_DIRECTORY"); }
  ~Credential() override { ::unsetenv("CREDENTIALS_DIRECTORY"); }

 protected:
  Settings settings() const {
    Settings s;
    s.file = folder.path() / "sluss.toml";
    return s;
  }
  WrittenFolder folder;
};

TEST_F(Credential, FromItsFileWithMode0600) {
  const auto file = folder.write("credentials/proxy", "hemligt-ord\n");
  ::chmod(file.c_str(), 0600);
  const auto secret = credential(settings(), "proxy");
  ASSERT_TRUE(secret) << core::describe(secret.error());
  EXPECT_EQ(secret->reveal_secret(), "hemligt-ord");
}

TEST_F(Credential, ReadableByOthersIsAnErrorThatNamesTheMend) {
  const auto file = folder.write("credentials/proxy", "hemligt-ord\n");
  ::chmod(file.c_str(), 0640);
  const auto secret = credential(settings(), "proxy");
  ASSERT_FALSE(secret);
  EXPECT_EQ(secret.error().code, "credential.mode");
  EXPECT_EQ(secret.error().remedy, "chmod 600 " + file.string());
}

TEST_F(Credential, CredentialsDirectoryWins) {
  ::chmod(folder.write("credentials/proxy", "one").c_str(), 0600);
  const auto other = folder.write("systemd/proxy", "two");
  ::setenv("CREDENTIALS_DIRECTORY", other.parent_path().c_str(), 1);
  const auto secret = credential(settings(), "proxy");
  ASSERT_TRUE(secret);
  EXPECT_EQ(secret->reveal_secret(), "two");
}

TEST_F(Credential, WhatIsNotThereOrNoName) {
  EXPECT_EQ(credential(settings(), "proxy").error().code, "credential.missing");
  EXPECT_EQ(credential(settings(), "../proxy").error().code, "config.credential_name");
  EXPECT_EQ(credential(settings(), "").error().code, "config.credential_name");
  ::chmod(folder.write("credentials/empty", "\n").c_str(), 0600);
  EXPECT_EQ(credential(settings(), "empty").error().code, "credential.value");
  std::filesystem::create_directories(folder.path() / "credentials/folder");
  EXPECT_EQ(credential(settings(), "folder").error().code, "credential.unreadable");
}

/// As a user who may not look: root looks as somebody else.
class ClosedCredential : public Credential {
 protected:
  void SetUp() override {
    ASSERT_EQ(::chmod(folder.path().c_str(), 0711), 0);
    be(65533);
  }
  static void be(uid_t user) {
    if (::getuid() == 0) {
      ASSERT_EQ(::seteuid(user), 0);
    }
  }
  void TearDown() override {
    be(0);
    ::chmod((folder.path() / "credentials").c_str(), 0700);
  }
  ClosedCredential() : file(folder.write("credentials/api", "secret")) {
    ::chmod(file.c_str(), ::geteuid() == 0 ? 0600 : 0);
    ::chmod(file.parent_path().c_str(), ::geteuid() == 0 ? 0700 : 0);
  }
  std::filesystem::path file;
};

TEST_F(ClosedCredential, AFolderIsNotTakenForAMissingSecret) {
  const auto secret = credential(settings(), "api");
  ASSERT_FALSE(secret);
  EXPECT_EQ(secret.error().code, credential_closed);
  EXPECT_NE(secret.error().remedy.find("LoadCredential=api:" + file.string()), std::string::npos);
  EXPECT_EQ(secret.error().remedy.find("chown"), std::string::npos);
}

TEST_F(ClosedCredential, AFileInAnOpenFolderIsToldAlike) {
  be(0);
  ASSERT_EQ(::chmod(file.parent_path().c_str(), 0711), 0);
  be(65533);
  EXPECT_EQ(credential(settings(), "api").error().code, credential_closed);
}

TEST_F(ClosedCredential, AUnitThatDoesNotPassItIsTold) {
  ::setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1);
  const auto secret = credential(settings(), "api");
  ASSERT_FALSE(secret);
  EXPECT_EQ(secret.error().code, "credential.missing");
  EXPECT_NE(secret.error().remedy.find("LoadCredential=api:" + file.string()), std::string::npos);
}

TEST_F(Credential, HttpOptionsCarryTheirSecrets) {
  ::chmod(folder.write("credentials/proxy", "one-secret").c_str(), 0600);
  auto s = settings();
  EXPECT_TRUE(http_options(s)->proxy_password.empty());
  s.http_proxy_credential = "proxy";
  EXPECT_EQ(http_options(s)->proxy_password.reveal_secret(), "one-secret");
  s.http_client_key_credential = "missing";
  EXPECT_FALSE(http_options(s));
}

}  // namespace
}  // namespace sluss::daemon::settings
