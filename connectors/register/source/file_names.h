#pragma once
// The names of files, and which of them a mapping reads. Pure; any thread.

#include <string>
#include <string_view>

#include "connectors/register/mapping/mapping.h"

namespace sluss::connectors::registers {

/// A file's name as patterns see it: UTF-8 on one line.
[[nodiscard]] std::string readable_name(std::string_view name);

/// By this name it is one of the mapping's.
[[nodiscard]] bool is_named(const Mapping& mapping, std::string_view name);

}  // namespace sluss::connectors::registers
