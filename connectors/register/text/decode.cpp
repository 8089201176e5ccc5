#include "connectors/register/text/decode.h"

#include <Poco/Latin1Encoding.h>
#include <Poco/Latin9Encoding.h>
#include <Poco/UTF8Encoding.h>
#include <Poco/Windows1252Encoding.h>

#include <cstring>

#include "connectors/register/put_letter.h"

namespace sluss::connectors::registers {
namespace {

/// As many bytes as there are of ASCII, eight at a time: both sides have room for them.
std::size_t copy_ascii(const char* from, const char* end, char* into) {
  const char* at = from;
  while (end - at >= 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, at, sizeof eight);
    if ((eight & 0x8080808080808080U) != 0) break;
    std::memcpy(into + (at - from), &eight, sizeof eight);
    at += sizeof eight;
  }
  return static_cast<std::size_t>(at - from);
}

std::uint32_t unit_at(std::string_view block, std::size_t at, bool big_endian) {
  const std::uint32_t first = static_cast<unsigned char>(block[at]), second = static_cast<unsigned char>(block[at + 1]);
  return big_endian ? first << 8U | second : second << 8U | first;
}

LetterTable made_of(const Poco::TextEncoding& encoding) {
  LetterTable letters;
  const auto& map = encoding.characterMap();
  for (std::size_t byte = 0; byte < letters.size(); ++byte) {
    auto& letter = letters[byte];
    letter.size = static_cast<std::uint8_t>(put_letter(static_cast<char32_t>(map[byte]), letter.bytes.data()) -
                                            letter.bytes.data());
  }
  return letters;
}

}  // namespace

DecodeStep decode_utf16(std::string_view block, std::span<char> into, bool big_endian) {
  constexpr std::size_t longest = 4;
  std::size_t at = 0;
  char* out = into.data();
  const char* const full = into.data() + into.size() - longest;
  const auto step = [&](bool broken) {
    return DecodeStep{.read = at, .written = static_cast<std::size_t>(out - into.data()), .broken = broken};
  };
  while (at + 1 < block.size() && out <= full) {
    const auto unit = unit_at(block, at, big_endian);
    if ((unit & 0xF800U) != 0xD800U) {
      out = put_letter(unit, out);
      at += 2;
      continue;
    }
    if ((unit & 0xFC00U) != 0xD800U) return step(true);
    if (at + 3 >= block.size()) break;  // cut
    const auto low = unit_at(block, at + 2, big_endian);
    if ((low & 0xFC00U) != 0xDC00U) return step(true);
    out = put_letter(0x10000U + ((unit & 0x3FFU) << 10U | (low & 0x3FFU)), out);
    at += 4;
  }
  return step(false);
}

const LetterTable& letters_of(Encoding encoding) {
  static const LetterTable windows = made_of(Poco::Windows1252Encoding()), latin1 = made_of(Poco::Latin1Encoding()),
                           latin9 = made_of(Poco::Latin9Encoding());
  if (encoding == Encoding::iso_8859_1) return latin1;
  return encoding == Encoding::iso_8859_15 ? latin9 : windows;
}

std::size_t decode_bytes(std::string_view block, std::span<char> into, const LetterTable& letters) {
  const char* at = block.data();
  const char* const end = at + block.size();
  char* out = into.data();
  while (at < end) {
    const auto ascii = copy_ascii(at, end, out);
    at += ascii;
    out += ascii;
    for (std::size_t left = 8; left > 0 && at < end; --left, ++at) {
      const auto& letter = letters[static_cast<unsigned char>(*at)];
      for (std::uint8_t i = 0; i < letter.size; ++i) *out++ = letter.bytes[i];
    }
  }
  return static_cast<std::size_t>(out - into.data());
}

}  // namespace sluss::connectors::registers
