#pragma once
// Files of this folder that the program carries.

#include <string_view>

namespace sluss::daemon::pages {

extern const std::string_view style_sheet;  ///< sluss.css
extern const std::string_view sign;         ///< sluss.svg

}  // namespace sluss::daemon::pages
