#pragma once
// Where DuckDB can keep a database.

#include <string_view>

#include "core/text.h"

namespace sluss::core::duckdb {

/// Of an absolute path. At a '?' DuckDB begins parameters, so that it searches a database's log in another folder, and
/// its statements take UTF-8 only. Every other character, '*' and '\'' included, is a character to it.
[[nodiscard]] inline bool can_hold_databases(std::string_view path) {
  return path.find('?') == std::string_view::npos && is_well_formed(path);
}

}  // namespace sluss::core::duckdb
