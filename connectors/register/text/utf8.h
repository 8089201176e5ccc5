#pragma once
// UTF-8 in blocks: many bytes at a time. Pure; any thread.

#include <cstddef>
#include <string_view>

namespace sluss::connectors::registers {

/// Well-formed (RFC 3629): as core::is_well_formed, at several GB a second.
[[nodiscard]] bool is_utf8(std::string_view text);

/// How many bytes of a block are left when a letter that its end cuts is taken off.
[[nodiscard]] std::size_t whole_letters(std::string_view block);

/// Where the first byte is that belongs to no letter; the text's size if there is none.
[[nodiscard]] std::size_t first_broken(std::string_view text);

}  // namespace sluss::connectors::registers
