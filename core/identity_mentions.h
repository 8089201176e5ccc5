#pragma once
// How many identities are within a text, and how many might be: what a scan needs to know what chance gives. Private to
// core: core/identity_scan.h counts them by column.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluss::core::impl {

struct Mentions {
  std::int64_t all = 0;  ///< as core::mentions_identity() finds them
  /// Written as identities are: a century, or signs before the last four and within the date alone.
  std::int64_t written = 0;
  std::int64_t written_wrong = 0;  ///< the same with a date and another check digit
  /// Of those written so, the ones that are none of the numbers of a list or a formula, whatever digits stand beside
  /// them: with a dash before the last four, or with a century before 2000; never what may be the time of a day.
  std::int64_t certain = 0;
  std::int64_t certain_wrong = 0;  ///< the same with a date and another check digit
  std::int64_t bare = 0;           ///< of `all`, others that may be amounts: as ten digits without a sign are
  std::size_t looked = 0;          ///< bytes that were looked at, as often as they were
};
/// Linear: each byte is looked at a bounded number of times. Any thread.
[[nodiscard]] Mentions mentions_in(std::string_view text);

}  // namespace sluss::core::impl
