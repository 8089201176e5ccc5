#include "connectors/register/inbox/file_errors.h"

#include <fmt/format.h>

#include <utility>

namespace sluss::connectors::registers {

std::unexpected<core::Error> file_is_gone(core::Place place) {
  return core::fail(core::ErrorClass::transient, "inbox.gone", "the file is no longer there",
                    "If it was not moved on purpose, put it there again.", std::move(place));
}

std::unexpected<core::Error> file_changes(core::Place place) {
  return core::fail(core::ErrorClass::transient, "inbox.changing", "the file is still being written",
                    "It is taken when it has not changed for a while. Write it by another name or elsewhere, and "
                    "rename or move it when it is whole.",
                    std::move(place));
}

std::unexpected<core::Error> file_is_too_large(std::string_view bytes, std::uint64_t most, core::Place place) {
  return core::fail(core::ErrorClass::data, "inbox.too_large",
                    fmt::format("the file has {} bytes, and at most {} are taken", bytes, most),
                    "Split it, or leave out what is not needed. If it is right as it is, raise `largest_file` of the "
                    "source.",
                    std::move(place));
}

}  // namespace sluss::connectors::registers
