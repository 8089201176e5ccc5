#pragma once
// A file that a run refused, told in Swedish for mails, pages and the journal. Pure.

#include <string>

#include "connectors/register/source/run_file.h"
#include "connectors/source.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// `series`: WaitingFile::query. `put_away`: FilePlace::moves().
[[nodiscard]] RefusedFile refused_file(const RunFile& file, const std::string& series, const core::Error& error,
                                       bool put_away);

}  // namespace sluss::connectors::registers
