#include "daemon/settings/secret_ways.h"

#include <gtest/gtest.h>

namespace sluss::daemon::settings {
namespace {

TEST(SecretWays, APasswordIsSeenHoweverItIsWritten) {
  for (const auto* connection :
       {"DSN=x;PWD=hemligt", "DSN=x;Pwd = hemligt", "DSN=x;pwd\t=\themligt", " Password =hemligt", "passwd={he;mligt}",
        "Driver={A;B};Pwd = {hemligt}", "Driver={A}}B};Pwd=x", "Database={open;Pwd=x", "Driver={A} Pwd=x",
        "Driver={A}Pwd=x", ";;Pwd=x", "Trusted;Pwd=x", "SSLKeyPassword = x", "pqopt={password = x}",
        "Options={a=b password=x}", "PWD="}) {
    EXPECT_TRUE(carries_password(connection)) << connection;
  }
}

TEST(SecretWays, WhatIsNoPassword) {
  for (const auto* connection : {"", ";", "DSN=pwd", "DSN=x;UID=pwd_user", "Database={pwd=1}", "Database={a}};Pwd=x}",
                                 "Database = my;Server=password", "Options={a=b}", "PWD", "Driver={Pwd = x}"}) {
    EXPECT_FALSE(carries_password(connection)) << connection;
  }
}

TEST(SecretWays, PlainToOthers) {
  for (const auto* url :
       {"http://source.example.se", "HTTP://source.example.se/v3", "http://128.0.0.1/", "http://10.0.0.1:8080",
        "http://127.0.0.1.example.se", "http://127.example.se:80", "http://localhost.example.se",
        "http://[2001:db8::1]/", "http://[::2]", "http://127.0.0.1@example.se/", "http://"}) {
    EXPECT_TRUE(is_plain_to_others(url)) << url;
  }
  for (const auto* url : {"https://source.example.se", "http://127.0.0.1:8080/v3", "http://127.9.9.9",
                          "http://localhost", "http://LOCALHOST:1/x", "http://[::1]:8080/", ""}) {
    EXPECT_FALSE(is_plain_to_others(url)) << url;
  }
}

}  // namespace
}  // namespace sluss::daemon::settings
