#pragma once
// A folder, or one file in it, as the place of a source's files (place.h).

#include <memory>

#include "connectors/register/source/place.h"

namespace sluss::connectors::registers {

[[nodiscard]] std::unique_ptr<FilePlace> folder_place(core::Files& files, InboxOptions options);

}  // namespace sluss::connectors::registers
