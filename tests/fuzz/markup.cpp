// Any bytes have the same pieces of text however they are cut, no more of them than bytes, and no number of seven
// digits is lost.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "check.h"
#include "connectors/register/markup_pieces.h"

using sluss::connectors::registers::MarkupPieces;
using sluss::fuzz::check;

namespace {

struct Found {
  std::vector<std::tuple<MarkupPieces::Kind, std::string, std::string>> pieces;
  std::string tags;
  bool doctype = false;
  bool operator==(const Found&) const = default;
};

Found pieces_of(std::string_view bytes, bool html, std::size_t step) {
  Found found;
  MarkupPieces pieces(
      html,
      [&](MarkupPieces::Kind kind, std::string_view element, std::string_view piece) {
        found.pieces.emplace_back(kind, element, piece);
      },
      [&](std::string_view element, bool ends) { found.tags.append(ends ? "/" : " ").append(element); });
  for (std::size_t at = 0; at < bytes.size(); at += step) pieces.feed(bytes.substr(at, step));
  pieces.end();
  found.doctype = pieces.has_doctype();
  return found;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Of a text without references and NUL bytes, which change it.
void check_numbers(std::string_view bytes, const std::string& all) {
  constexpr std::size_t shortest = 7;
  constexpr int most = 50;
  int numbers = 0;
  for (std::size_t at = 0; at < bytes.size() && numbers < most;) {
    const auto* const end = std::ranges::find_if_not(bytes.substr(at), is_digit);
    const auto length = static_cast<std::size_t>(end - (bytes.begin() + at));
    if (length >= shortest) {
      check(all.find(bytes.substr(at, length)) != std::string::npos);
      ++numbers;
    }
    at += std::max<std::size_t>(length, 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const bool html = (data[0] & 1U) != 0;
  const std::size_t step = 1 + data[1] % 9;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto found = pieces_of(bytes, html, bytes.size() + 1);
  check(found == pieces_of(bytes, html, step));
  std::string all;
  std::size_t total = 0;
  for (const auto& [kind, element, piece] : found.pieces) {
    check(element.size() <= 64 && piece.find('\0') == std::string::npos);
    total += piece.size();
    all.append(piece).push_back('\n');
  }
  check(total <= bytes.size());
  if (bytes.find('&') == std::string_view::npos && bytes.find('\0') == std::string_view::npos)
    check_numbers(bytes, all);
  return 0;
}
