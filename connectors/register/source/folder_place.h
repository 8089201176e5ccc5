#pragma once
// A folder, or one file in it, as the place of a source's files (place.h).

#include <memory>

#include "connectors/register/source/place.h"

namespace sluss::connectors::registers {

/// What its runs leave to be done is among what is shared.
[[nodiscard]] std::unique_ptr<FilePlace> folder_place(core::Files& files, InboxOptions options, SharedParts& shared);

}  // namespace sluss::connectors::registers
