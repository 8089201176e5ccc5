#include "connectors/register/source/file_names.h"

#include "connectors/register/mapping/pattern.h"
#include "core/text.h"

namespace sluss::connectors::registers {

std::string readable_name(std::string_view name) {
  return core::one_line(core::decoded(name));
}

bool is_named(const Mapping& mapping, std::string_view name) {
  return Patterns(mapping.files.names).matches(readable_name(name));
}

}  // namespace sluss::connectors::registers
