// robots.txt as RFC 9309 has it, its own examples among them.
#include "connectors/register/source/robots_rules.h"

#include <gtest/gtest.h>

namespace sluss::connectors::registers {
namespace {

bool permits(std::string_view text, std::string_view address) {
  return RobotsRules::parse(text, "sluss").permits(address);
}

TEST(RobotsRules, NothingForbidsNothing) {
  EXPECT_TRUE(RobotsRules().permits("/a"));
  EXPECT_TRUE(permits("", "/a"));
  EXPECT_TRUE(permits("<!doctype html><p>Disallow: /</p>", "/a")) << "a page in its place names no agent";
  EXPECT_TRUE(permits("Disallow: /\n", "/a")) << "a rule of no group";
  EXPECT_TRUE(permits("User-agent: *\nDisallow:\n", "/a"));
}

TEST(RobotsRules, TheGroupOfOurNameCountsAlone) {
  const std::string_view text =
      "# en kommentar\nUser-agent: Googlebot\nDisallow: /g\n\n"
      "user-agent: SLUSS/1.0 # vi\nUser-Agent: annan\nDisallow: /s\n\n"
      "User-agent: *\nDisallow: /\n\nSitemap: https://h/karta.xml\nUser-agent: sluss\nDisallow: /t\n";
  EXPECT_TRUE(permits(text, "/a"));
  EXPECT_TRUE(permits(text, "/g"));
  EXPECT_FALSE(permits(text, "/s/x"));
  EXPECT_FALSE(permits(text, "/t")) << "groups of one name are one";
  EXPECT_FALSE(RobotsRules::parse(text, "slussen").permits("/a")) << "another name: the group of all";
  EXPECT_FALSE(permits("User-agent: sl\nAllow: /\n\nUser-agent: *\nDisallow: /\n", "/a"));
}

TEST(RobotsRules, TheLongestRuleDecides) {
  const std::string_view text =
      "User-Agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\nAllow: /lika\nDisallow: /lika\n"
      "Disallow: /*.xls$\nDisallow: /a*b/c\nDisallow: /%7Ejoe/\nDisallow: /år\n";
  EXPECT_TRUE(permits(text, "/example/page/x"));
  EXPECT_FALSE(permits(text, "/example/page/disallowed.gif"));
  EXPECT_TRUE(permits(text, "/lika")) << "of two as long the one that permits";
  EXPECT_FALSE(permits(text, "/tal/2025.xls"));
  EXPECT_TRUE(permits(text, "/tal/2025.xlsx"));
  EXPECT_TRUE(permits(text, "/tal/2025.xls?x=1"));
  EXPECT_FALSE(permits(text, "/a/x/b/c/d"));
  EXPECT_FALSE(permits(text, "/~joe/x"));
  EXPECT_FALSE(permits(text, "/%c3%a5r/2025"));
  EXPECT_TRUE(permits(text, "/Example/PAGE")) << "no rule has these letters";
}

TEST(RobotsRules, LineEndsOfAllSystemsAndAHostileSize) {
  EXPECT_FALSE(permits("\xEF\xBB\xBFUser-agent: *\r\nDisallow: /a\r\n", "/a"));
  EXPECT_FALSE(permits("User-agent: *\rDisallow: /a", "/a"));
  std::string large = "User-agent: *\nDisallow: /a\n";
  large.append(robots_bytes_most, '#');
  large += "\nUser-agent: *\nDisallow: /b\n";
  EXPECT_FALSE(permits(large, "/a"));
  EXPECT_TRUE(permits(large, "/b")) << "beyond what is read";
  std::string stars = "User-agent: *\nDisallow: /";
  for (int i = 0; i < 1000; ++i) stars += "*a";
  EXPECT_TRUE(permits(stars + "b$\n", "/" + std::string(3000, 'a')));
}

}  // namespace
}  // namespace sluss::connectors::registers
