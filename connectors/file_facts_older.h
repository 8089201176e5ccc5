#pragma once
// What findings of files say in their Swedish text alone: those of programs before Finding::facts, in states that are
// still there. Nothing is written in this form any more, and a heading that has `" → ` within is split wrongly by it.

#include <string>
#include <string_view>

#include "connectors/file_facts.h"
#include "core/finding.h"

namespace sluss::connectors {

/// Of file_read: rows, columns and what its remedy asks for, of its lines.
[[nodiscard]] FileFacts facts_of_older(const core::Finding& read);
/// Its lines, with these rows in place of those that they have.
[[nodiscard]] std::string with_rows_of_older(std::string_view lines, const FileRows& rows);
/// Of file_older: "Filen gäller 2023, men 2025 väntar på beslut."
[[nodiscard]] bool says_that_it_waits(std::string_view what);

}  // namespace sluss::connectors
