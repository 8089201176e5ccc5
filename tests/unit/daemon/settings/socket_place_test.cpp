// Where the daemon makes its socket, and where the commands look for it: the same place, whoever says what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/settings/load.h"
#include "daemon/settings/socket_place.h"
#include "written_folder.h"

namespace sluss::daemon::settings {
namespace {

using ::testing::ElementsAre;
using tests::WrittenFolder;

Settings settings_of(const std::string& file, const std::string& state, const std::string& control = "") {
  const auto settings =
      load_texts({{file, "municipality = \"1981\"\nstate = \"" + state + "\"\n[control]\n" + control + "\n"}});
  EXPECT_TRUE(settings);
  return *settings;
}

const auto unit = [](const std::string& control = "") {
  return settings_of("/etc/sluss/sluss.toml", "/var/lib/sluss", control);
};

TEST(SocketPlace, UnderTheUnit) {
  for (const auto* runtime : {"/run/sluss", "/run/other:/run/sluss"}) {
    const auto place = socket_to_make(unit(), runtime);
    EXPECT_EQ(place.socket, "/run/sluss/sluss.sock") << runtime;
    EXPECT_EQ(place.old, "/var/lib/sluss/sluss.sock");
    EXPECT_EQ(place.group, "sluss-door");
    EXPECT_FALSE(place.group_configured);
  }
  const auto elsewhere = socket_to_make(settings_of("/etc/sluss/sluss.toml", "/srv/sluss"), "/run/sluss");
  EXPECT_EQ(elsewhere.socket, "/run/sluss/sluss.sock");
  EXPECT_EQ(elsewhere.old, "/srv/sluss/sluss.sock");
}

TEST(SocketPlace, ByHandAndUnderAnotherUnit) {
  for (const auto* runtime : {"", "/run/slussen", "/run/sluss-try", "/run/sluss/deeper", ":"}) {
    const auto place = socket_to_make(unit(), runtime);
    EXPECT_EQ(place.socket, "/var/lib/sluss/sluss.sock") << runtime;
    EXPECT_EQ(place.old, "");
    EXPECT_EQ(place.group, "");
  }
  const auto other = socket_to_make(settings_of("/srv/try/sluss.toml", "/srv/try/state"), "/run/sluss");
  EXPECT_EQ(other.socket, "/srv/try/state/sluss.sock");
  EXPECT_EQ(other.group, "");
}

TEST(SocketPlace, WhatIsSaidHolds) {
  const auto place = socket_to_make(unit("socket = \"/srv/door/a.sock\"\nsocket_group = \"www-data\""), "/run/sluss");
  EXPECT_EQ(place.socket, "/srv/door/a.sock");
  EXPECT_EQ(place.old, "");
  EXPECT_EQ(place.group, "www-data");
  EXPECT_TRUE(place.group_configured);
  // Also the one that is the default by hand: no link is put over it.
  const auto before = socket_to_make(unit("socket = \"/var/lib/sluss/sluss.sock\""), "/run/sluss");
  EXPECT_EQ(before.socket, "/var/lib/sluss/sluss.sock");
  EXPECT_EQ(before.old, "");
  EXPECT_EQ(socket_to_make(unit("socket_group = \"www-data\""), "").group, "www-data");
}

TEST(SocketPlace, CommandsLookWhereTheDaemonMakesIt) {
  EXPECT_THAT(sockets_to_try(unit()), ElementsAre("/run/sluss/sluss.sock", "/var/lib/sluss/sluss.sock"));
  EXPECT_THAT(sockets_to_try(settings_of("/srv/try/sluss.toml", "/var/lib/sluss")),
              ElementsAre("/run/sluss/sluss.sock", "/var/lib/sluss/sluss.sock"));
  EXPECT_THAT(sockets_to_try(settings_of("/srv/try/sluss.toml", "/srv/try/state")),
              ElementsAre("/srv/try/state/sluss.sock"));
  EXPECT_THAT(sockets_to_try(unit("socket = \"/srv/door/a.sock\"")), ElementsAre("/srv/door/a.sock"));
}

TEST(SocketPlace, AskingWithoutTheConfigurationIsForTheUnitsOnly) {
  EXPECT_FALSE(socket_only_settings("/nonexistent/sluss.toml"));
}

/// What can be read of a configuration with errors is enough to ask a daemon that took an earlier one.
TEST(SocketPlace, OfAConfigurationThatIsWrong) {
  const WrittenFolder folder;
  const auto place = [&](const std::string& text) {
    folder.write("sluss.toml", text);
    const auto settings = socket_settings_despite_errors(folder.path() / "sluss.toml");
    EXPECT_EQ(settings.file, "");
    return settings.control.socket.empty() ? settings.state : settings.control.socket;
  };
  const auto below = [&](const char* name) { return folder.path() / name; };
  EXPECT_EQ(place("state = \"data\"\n[http]\natempts = 3\n"), below("data"));
  EXPECT_EQ(place("\nstate = \"data\"\n[http\nattempts = 3\n"), below("data"));
  EXPECT_EQ(place("state = \"data\"\nmunicipality = \"Sala\n"), below("data"));
  EXPECT_EQ(place("state = \"data\"\n[control]\nsocket = \"a.sock\"\nnames = [\n\"x\",\n"), below("a.sock"));
  EXPECT_EQ(place("state = \"data\"\nstate = \"twice\"\n"), below("data"));
  EXPECT_EQ(place("state = data\n"), "") << "it is not known";
  EXPECT_EQ(place(""), "");
  EXPECT_EQ(place("\n"), "");
  EXPECT_EQ(place("["), "");
}

}  // namespace
}  // namespace sluss::daemon::settings
