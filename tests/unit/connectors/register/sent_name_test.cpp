// The name that a web server gives a file, whatever it writes.
#include "connectors/register/source/sent_name.h"

#include <gtest/gtest.h>

namespace sluss::connectors::registers {
namespace {

TEST(SentName, OfAContentDisposition) {
  EXPECT_EQ(name_of_disposition("attachment; filename=tal.csv"), "tal.csv");
  EXPECT_EQ(name_of_disposition("attachment; FileName = \"tal 2025; \\\"a\\\".csv\" ; x=1"), "tal 2025; \"a\".csv");
  EXPECT_EQ(name_of_disposition("attachment; filename=\"tal.csv\"; filename*=UTF-8''tal%20%C3%A5r.csv"), "tal år.csv");
  EXPECT_EQ(name_of_disposition("inline; filename*=iso-8859-1'sv'%E5r.csv"), "år.csv");
  EXPECT_EQ(name_of_disposition("attachment; filename*=trasigt; filename=tal.csv"), "tal.csv");
  for (const auto* none : {"", "attachment", "attachment;", "attachment; filename", "attachment; filename=",
                           "attachment; filename=\"\"", "attachment; filename=\"../\"", "; ;=;"})
    EXPECT_EQ(name_of_disposition(none), "") << none;
}

TEST(SentName, IsNeverAPath) {
  EXPECT_EQ(name_of_disposition("attachment; filename=\"../../etc/passwd\""), "passwd");
  EXPECT_EQ(name_of_disposition("attachment; filename=\"C:\\\\Windows\\\\tal.csv\""), "tal.csv");
  EXPECT_EQ(name_of_disposition("attachment; filename*=UTF-8''..%2F..%2F.profile"), "profile");
  EXPECT_EQ(name_of_disposition("attachment; filename*=UTF-8''a%0Ab%00c%7F.csv").find_first_of("\n\x7F"),
            std::string::npos);
  EXPECT_EQ(plain_file_name(".."), "");
  EXPECT_EQ(plain_file_name(std::string(500, 'a') + ".csv").size(), 200U);
}

TEST(SentName, OfAnAddress) {
  EXPECT_EQ(name_of_address("https://h/a/tal%202025%C3%A5.csv?x=/y.csv#z/z"), "tal 2025å.csv");
  EXPECT_EQ(name_of_address("https://h/a%2Fb.csv"), "b.csv");
  EXPECT_EQ(name_of_address("https://h/tal%2"), "tal%2");
  EXPECT_EQ(name_of_address("https://h/a/"), "");
  EXPECT_EQ(name_of_address("https://h"), "");
}

}  // namespace
}  // namespace sluss::connectors::registers
