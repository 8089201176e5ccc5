#pragma once
// Functions that make a text or a list as long as an argument says. DuckDB makes it in one go and outside its memory
// limit, and no interrupt stops it: repeat('x', 4e9) in a SELECT takes 8 GB. So the size is written as a
// number, and bounded. Pure; any thread.

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace sluss::transforms::normalise::registers {

/// Of a call as DuckDB's json_serialize_sql gives it, its name in lower case: what is wrong with its size, as a
/// sentence's rest ("asks repeat for …"); empty: nothing. `range` and `generate_series` may have columns as arguments.
[[nodiscard]] std::string wrong_size(const std::string& function, const nlohmann::json& call);

}  // namespace sluss::transforms::normalise::registers
