#include "core/url.h"

#include <algorithm>

namespace sluss::core {

std::string shown_url(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return std::string(url.substr(url.find('@') + 1));
  const auto authority = scheme_end + 3;
  const auto path = std::min(url.find('/', authority), url.size());
  const auto user_end = url.substr(0, path).rfind('@');
  std::string result(url.substr(0, authority));
  result += url.substr(user_end == std::string_view::npos || user_end < authority ? authority : user_end + 1);
  return result;
}

}  // namespace sluss::core
