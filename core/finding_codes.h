#pragma once
// Codes of findings that one room reports and others look for. Each is written here alone.

#include <string_view>

namespace sluss::core {

/// Something that came could not be read: `count` its places.
inline constexpr std::string_view unread_finding = "run.unread";
/// Areas of a file that are not known: `count` its rows that have them, each once.
inline constexpr std::string_view area_unknown_finding = "register.area_unknown";
/// The municipality whose Sluss it is has rows in files like this one, and none that was taken in this.
inline constexpr std::string_view own_missing_finding = "register.own_missing";

}  // namespace sluss::core
