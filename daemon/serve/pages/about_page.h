#pragma once
// "/om": which program this is, whose figures it shows, and what it is made of. And the page of what went wrong.

#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/time.h"
#include "daemon/serve/pages/html.h"

namespace sluss::daemon::pages {

/// What is taken from a source of the configuration by one way of quoting it.
struct AboutSource {
  std::string title;                        ///< "Kolada", "Hemtjänstindex"
  std::string from;                         ///< whose it is, or what it is: "Filer"
  std::string attribution;                  ///< what is written beside its figures; empty: nothing need be
  std::string name;                         ///< as the configuration calls it
  std::vector<std::string> jobs;            ///< that take it
  std::optional<core::Instant> taken = {};  ///< when one of them last read it with success
};

struct AboutView {
  core::Instant now;
  std::string version;
  std::string municipality;
  std::vector<std::string> kinds;    ///< of the sources, by their names
  std::vector<AboutSource> sources;  ///< in the configuration's order
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
