#include "connectors/odbc/words.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "tests/tools/broken_bytes.h"

namespace sluss::tests {
namespace {

using namespace std::string_literals;
using connectors::odbc::words_of;

TEST(OdbcWords, AreReadAsWhatTheyAre) {
  struct Case {
    std::string octets;
    std::string words;
  };
  for (const auto& [octets, words] : std::initializer_list<Case>{
           {"", ""},
           {"no such column: å€😀", "no such column: å€😀"},
           {"no such column: åå\xC3", "no such column: åå…"},               // cut by the driver
           {"no such column: åå\xC3 (1)", "no such column: åå\uFFFD (1)"},  // and goes on
           {"€€\xE2\x82", "€€…"},
           {"kolumnen \xE5\xE4\xF6 saknas", "kolumnen åäö saknas"},  // Latin-1
           {"pris 5 \x80", "pris 5 €"},                              // Windows-1252
           {"n\0o\0 \0\xE5\0"s, "no å"},                             // UTF-16
           {"\0n\0o\0 \0\xE5"s, "no å"},
           {"\xFF\xFE\x3D\xD8\x00\xDE"s, "😀"},
           {"\xFF\xFE\x3D\xD8n\0"s, "\uFFFDn"},               // half of a letter
           {"no such column: Ã¥Ã¥Ã", "no such column: åå…"},  // written as UTF-8 twice
           {"pris £5, åäö", "pris £5, åäö"},
           {"slut\0\0"s, "slut"},
           {"a\0b"s, "a b"},
       }) {
    EXPECT_EQ(words_of(octets), words);
  }
}

TEST(OdbcWords, OfBrokenOctetsAreWellFormedAndNotLong) {
  const auto kinds = tests::broken_bytes();
  EXPECT_GE(kinds.size(), 64U);
  for (const auto& octets : kinds) {
    const auto words = words_of(octets);
    EXPECT_TRUE(core::is_well_formed(words)) << octets.substr(0, 40);
    EXPECT_EQ(words.find('\0'), std::string::npos) << octets.substr(0, 40);
    EXPECT_LE(words.size(), octets.size() * 3 + 3);
  }
}

}  // namespace
}  // namespace sluss::tests
