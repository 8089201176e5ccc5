#pragma once
// Which signs part the cells of a text, by its first rows.

#include <string_view>

#include "connectors/register/csv/csv.h"

namespace sluss::connectors::registers {

/// Of a file's first text, `whole` if that is all of it (else the last row may be cut): `;`, `,`, tab or `|` by which
/// most rows come out equally wide with the plainest cells, whatever titles are above them; what a first line "sep=;"
/// names; `;` where nothing tells. Quotes are " unless the cells are quoted with '. That there are none must be named:
/// a file whose only quote is not closed is not one without. Pure.
[[nodiscard]] Dialect recognise_dialect(std::string_view sample, bool whole);

/// The same where some of it is known; `options` were checked.
[[nodiscard]] Dialect recognise_dialect(std::string_view sample, bool whole, const CsvOptions& options);

}  // namespace sluss::connectors::registers
