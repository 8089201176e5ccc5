// When a certificate expires, whatever the file is.
#include "daemon/serve/service/certificates.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::serve {
namespace {

TEST(Certificates, NothingThatIsNoneIsWaitedFor) {
  const tests::TemporaryFolder folder;
  const auto file = folder.path() / "client.pem";
  EXPECT_EQ(certificate_expiry(file).error().code, "certificate.unreadable");
  ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
  EXPECT_EQ(certificate_expiry(file).error().code, "certificate.unreadable");
  std::filesystem::remove(file);
  std::ofstream(file) << "-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n";
  EXPECT_EQ(certificate_expiry(file).error().code, "certificate.unreadable");
}

}  // namespace
}  // namespace sluss::daemon::serve
