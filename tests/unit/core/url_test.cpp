#include "core/url.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace sluss::core {
namespace {

TEST(Url, shown_without_query_fragment_and_user) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"https://api.kolada.se/v3/data?key=hemlig&a=1", "https://api.kolada.se/v3/data"},
      {"https://api.kolada.se:8443/v3#hemlig", "https://api.kolada.se:8443/v3"},
      {"http://anna:hemlig@host/path", "http://host/path"},
      {"http://anna:hem@lig@host/path", "http://host/path"},
      {"http://anna:hemlig@host", "http://host"},
      {"http://host/a@b/c", "http://host/a@b/c"},
      {"http://host?hemlig", "http://host"},
      {"anna:hemlig@host:8080", "host:8080"},
      {"", ""},
  };
  for (const auto& [url, shown] : cases) EXPECT_EQ(shown_url(url), shown) << url;
}

TEST(Url, WithoutItsEscapes) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a%20b%C3%a5", "a bå"}, {"%", "%"},       {"%4", "%4"}, {"%4g%zz1", "%4g%zz1"},
      {"%%41", "%A"},          {"%2541", "%41"}, {"", ""},
  };
  for (const auto& [text, decoded] : cases) EXPECT_EQ(percent_decoded(text), decoded) << text;
}

}  // namespace
}  // namespace sluss::core
