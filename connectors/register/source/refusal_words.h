#pragma once
// Why a file, a row or a cell was refused, in Swedish, for whoever put the file there. By the codes of errors and of
// rejects; a table. Any thread.

#include <string_view>

#include "core/error.h"

namespace sluss::connectors::registers {

struct Reason {
  std::string_view code;    ///< a whole one, or "xlsx." for those without words of their own
  std::string_view wrong;   ///< a sentence
  std::string_view change;  ///< for whoever made the file; behind core::to_operator for who sees to Sluss
};

/// The run failed for what the file is, not for the machine, the mapping (its SELECT cannot be computed over the file's
/// rows, takes too long, or gives no figure) or the warehouse: such a file is refused.
[[nodiscard]] bool is_of_the_file(const core::Error& error);

/// Of the code, else of its kind ("xlsx."), else of any file.
[[nodiscard]] const Reason& reason_of(std::string_view code);
/// The same of a reject's code: else of any row.
[[nodiscard]] const Reason& row_reason_of(std::string_view code);
/// Of the code, else of its kind; null: neither has words.
[[nodiscard]] const Reason* known_reason(std::string_view code);

}  // namespace sluss::connectors::registers
