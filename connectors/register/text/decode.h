#pragma once
// Blocks of other encodings as UTF-8. Pure, but for the tables of the 8-bit encodings, which are made of Poco's when
// first used. Any thread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "connectors/register/text/encoding.h"

namespace sluss::connectors::registers {

/// How far a block was read.
struct DecodeStep {
  std::size_t read = 0;     ///< bytes
  std::size_t written = 0;  ///< bytes of UTF-8
  bool broken = false;      ///< at `read` begins what is no letter
};

/// UTF-16: stops before what is cut at the block's end, and where `into` is full (a letter takes at most 4 bytes).
[[nodiscard]] DecodeStep decode_utf16(std::string_view block, std::span<char> into, bool big_endian);

/// A letter's bytes of UTF-8.
struct LetterBytes {
  std::array<char, 3> bytes = {};
  std::uint8_t size = 0;
};
using LetterTable = std::array<LetterBytes, 256>;

/// What each byte of an 8-bit encoding means.
[[nodiscard]] const LetterTable& letters_of(Encoding encoding);

/// Every byte has a meaning. `into` has room for three times the block.
[[nodiscard]] std::size_t decode_bytes(std::string_view block, std::span<char> into, const LetterTable& letters);

}  // namespace sluss::connectors::registers
