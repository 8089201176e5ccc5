#pragma once
// A file that a run read or refused, as messages tell of it. Swedish; no person.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sluss::daemon::notify {

/// A row or a cell of a file that could not be read.
struct FileReject {
  std::string sheet;     ///< empty: the file has no sheets
  std::int64_t row = 0;  ///< from 1; 0: the whole sheet or file
  std::string column;    ///< as people find it: "A (rubriken Kommun)", "1 (rubriken Kommun)"; empty: the whole row
  std::string wrong;     ///< Swedish sentences
  std::string change;
  bool operator==(const FileReject&) const = default;
};

/// A file that a run put away without reading its rows: a later one is loaded.
struct FileOlder {
  std::string name;
  std::string what;  ///< Swedish sentences
  std::string remedy;
  bool waits = false;  ///< the later one waits for a decision, and is not loaded
  bool operator==(const FileOlder&) const = default;
};

/// The file that a run read.
struct FileRead {
  std::string name;  ///< empty: it read none, and has `older` alone
  std::string what;  ///< what was understood, Swedish sentences
  std::string remedy;
  std::vector<FileReject> rejects;  ///< the first ones
  std::int64_t all_rejects = 0;     ///< with those that `rejects` lacks
  std::string own = {};             ///< a sentence: the own municipality is not in it; empty: it is, or nobody knows
  std::string lacks = {};           ///< "1 av 290 rader är inte med"; empty: nothing is left out, or it is not known
  std::int64_t waiting = 0;         ///< series of it that wait for a decision
  bool nothing_in = false;          ///< all that it brought waits
  std::vector<FileOlder> older = {};
  bool operator==(const FileRead&) const = default;
};

/// A file that was refused as a whole and put away: nothing reads it again.
struct FileRefused {
  std::string name;
  std::string wrong;  ///< Swedish sentences
  std::string change;
};
/// By the number of the run.
using FilesRead = std::map<std::int64_t, FileRead>;

}  // namespace sluss::daemon::notify
