#pragma once
// "/om": which program this is, whose figures it shows, and what it is made of. And the page of what went wrong.

#include <string>
#include <vector>

#include "core/error.h"
#include "daemon/serve/pages/html.h"

namespace sluss::daemon::pages {

struct AboutView {
  std::string version;
  std::string municipality;
  std::vector<std::string> sources;  ///< kinds, by their names
  std::string person;
  bool signed_in = true;           ///< false: `person` is "Inte inloggad"
  std::vector<std::string> roles;  ///< Swedish
};
[[nodiscard]] Html about_page(const AboutView& view);

/// "Sidan finns inte" and its like. `error`: what happened, for those who look after the program.
[[nodiscard]] Html trouble_page(const std::string& title, const std::string& text, const core::Error* error = nullptr);
/// Before the first run.
[[nodiscard]] Html nothing_loaded_page();

}  // namespace sluss::daemon::pages
