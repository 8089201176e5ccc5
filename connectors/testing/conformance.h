#pragma once
// What each kind of source must do (connectors/source.h), as checks that the tests of a kind call with a source of
// theirs. No test library: what does not hold is returned in sentences. Blocks its caller; one thread, and a child
// process that is killed.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connectors/source.h"

namespace sluss::connectors::testing {

/// A kind under test. What its sources read stays the same from one call to the next.
struct Subject {
  /// Called in a child process too: it makes all that has threads or connections (an HTTP client) anew.
  std::function<core::Result<std::unique_ptr<Source>>()> open;
  std::function<std::unique_ptr<ObjectReader>()> read_again;
  bool resumes = true;                 ///< Kind::resumes
  bool forks = true;                   ///< false: it has threads, which a child of fork() has not; it is not killed
  std::filesystem::path scratch = {};  ///< an empty folder for what read_again() gives, where it needs one
  std::string secret = {};             ///< the value of a secret that open() uses; empty: it has none
  /// A source that has the secret and whose open() or extract() fails, so that its error's text is checked; null: none.
  std::function<core::Result<std::unique_ptr<Source>>()> open_failing = {};
  /// A source of more than twice `memory_most` bytes of objects, for its memory; null: it is not weighed.
  std::function<core::Result<std::unique_ptr<Source>>()> open_large = {};
  std::size_t memory_most = 0;  ///< of the heap, beyond what it has when it is opened; the process is idle beside it
};

/// What does not hold; empty: all does.
///   - extract() ends with class `cancelled` when it was stopped before it began, or after its first object of several;
///   - two extracts give the same rows and the same rejects, from the same objects, and the same plan;
///   - ObjectReader gives the rows and rejects that extract() gave;
///   - with the first object, half of them, or all kept from an attempt before, rows and rejects are the same, and what
///     was kept is not archived again;
///   - a process that is killed when its first object, half of them or all are archived leaves nothing that makes the
///     next one give other rows, rejects or objects: by what it archived if the kind resumes, else from the beginning;
///   - the secret is in no plan, extent, request, query, finding, reject or error;
///   - of a large source no more than `memory_most` is in memory at a time;
///   - counts add up: each row and reject names an object that was archived, no object is archived twice, progress does
///     not go backwards, and no body has more than core::object_bytes_most.
/// A source must give at least one row or reject: of nothing all would hold.
[[nodiscard]] std::vector<std::string> check_source(const Subject& subject);

}  // namespace sluss::connectors::testing
