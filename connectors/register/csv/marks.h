#pragma once
// Where in 64 bytes the few bytes are that mean something in CSV: a bit for each, the first lowest. Pure; any thread.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace sluss::connectors::registers {

/// The bytes to look for; the same one several times where there are fewer.
struct MarkBytes {
  char delimiter = '\n';
  char quote = '\n';
};

inline constexpr std::ptrdiff_t marks_block = 64;

/// Eight bytes at a time, on any machine.
[[nodiscard]] inline std::uint64_t marks_of_words(const char* block, MarkBytes bytes) {
  constexpr std::uint64_t low = 0x7F7F7F7F7F7F7F7F, each = 0x0101010101010101, gather = 0x0102040810204080;
  std::uint64_t marks = 0;
  for (unsigned word = 0; word < 8; ++word) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, block + word * 8, sizeof eight);
    if constexpr (std::endian::native == std::endian::big) eight = __builtin_bswap64(eight);
    std::uint64_t found = 0;  // the highest bit of each byte that is one of them
    for (const char byte : {bytes.delimiter, bytes.quote, '\n', '\r'}) {
      const auto zero = eight ^ (each * static_cast<unsigned char>(byte));
      found |= ~(((zero & low) + low) | zero | low);
    }
    marks |= ((found >> 7U) * gather >> 56U) << (word * 8);
  }
  return marks;
}

#if defined(__SSE2__)
[[nodiscard]] inline std::uint64_t marks_of(const char* block, MarkBytes bytes) {
  const auto delimiter = _mm_set1_epi8(bytes.delimiter), quote = _mm_set1_epi8(bytes.quote), feed = _mm_set1_epi8('\n'),
             back = _mm_set1_epi8('\r');
  std::uint64_t marks = 0;
  for (unsigned part = 0; part < 4; ++part) {
    const auto sixteen = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + part * 16));
    const auto cells = _mm_or_si128(_mm_cmpeq_epi8(sixteen, delimiter), _mm_cmpeq_epi8(sixteen, quote));
    const auto lines = _mm_or_si128(_mm_cmpeq_epi8(sixteen, feed), _mm_cmpeq_epi8(sixteen, back));
    const auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(cells, lines)));
    marks |= static_cast<std::uint64_t>(found) << (part * 16);
  }
  return marks;
}
#else
[[nodiscard]] inline std::uint64_t marks_of(const char* block, MarkBytes bytes) {
  return marks_of_words(block, bytes);
}
#endif

}  // namespace sluss::connectors::registers
