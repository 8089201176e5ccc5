#pragma once
// Invariants that stay in what is shipped. assert() goes with NDEBUG, which the libraries of others are built with:
// where a broken invariant would write wrong data, or read what is not there, the program stops what it does instead.
//
//   SLUSS_CHECK(filled == facts.size(), "a block has as many facts as were counted");
//
// Not for what a user, a source or a disk can cause: that is a value (core/error.h).

#include <stdexcept>
#include <string>
#include <string_view>

namespace sluss::core {

/// A fault of ours. In a run it becomes its outcome, run.exception (core/exception.h); where nothing catches it, in a
/// thread of its own or beneath noexcept, the program ends by abort().
class BrokenInvariant : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Throws BrokenInvariant: what should have held, and where (a file's name without its folders).
[[noreturn]] void broken_invariant(std::string_view words, std::string_view file, int line);

}  // namespace sluss::core

/// SLUSS_CHECK(condition, "what holds"): whether NDEBUG is defined or not.
#define SLUSS_CHECK(condition, words)                                    \
  do {                                                                   \
    if (!(condition)) [[unlikely]]                                       \
      ::sluss::core::broken_invariant((words), __FILE_NAME__, __LINE__); \
  } while (false)
