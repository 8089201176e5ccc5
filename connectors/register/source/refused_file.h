#pragma once
// A file that a run refused, told in Swedish for "läs mig", mails, pages and the journal. Pure.

#include <string>
#include <string_view>

#include "connectors/register/source/choose.h"
#include "connectors/register/source/run_file.h"
#include "connectors/source.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// Where the file is when it is told of.
enum class FileLies : std::uint8_t { beside_the_readme, in_rejected, where_it_was };

struct RefusedWords {
  std::string wrong;
  std::string change;  ///< with a part to_readers() parts from it
};
[[nodiscard]] RefusedWords refused_words(const RunFile& file, const core::Error& error, FileLies lies);

/// What read a file.
struct ReadBy {
  std::string mapping;       ///< a digest of it and its lists
  std::string limits;        ///< the source's
  std::string_view program;  ///< its version
};
/// By what the failure of a file that stays where it is counts for the next run too: its size and time, and what read
/// it.
[[nodiscard]] std::string refusal_mark(const WaitingFile& file, const ReadBy& by);

/// `waiting`: the same file. `put_away`: FilePlace::moves().
[[nodiscard]] RefusedFile refused_file(const RunFile& file, const WaitingFile& waiting, const core::Error& error,
                                       bool put_away);

}  // namespace sluss::connectors::registers
