#include "core/url.h"

#include <algorithm>
#include <cstddef>

#include "core/text.h"

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

std::string percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int high = text[at] == '%' && at + 2 < text.size() ? hex_value(text[at + 1]) : -1;
    const int low = high < 0 ? -1 : hex_value(text[at + 2]);
    result += low < 0 ? text[at] : static_cast<char>(high * 16 + low);
    if (low >= 0) at += 2;
  }
  return result;
}

}  // namespace sluss::core
