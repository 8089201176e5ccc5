#pragma once
// New figures: the sentence that administrators wait for, and the tables under it.

#include <span>
#include <string>
#include <vector>

#include "daemon/serve/notify/event.h"

namespace sluss::daemon::notify {

/// "fyra av era nyckeltal har fått nya värden, två har reviderats". Each indicator counts once as new and once as
/// revised, over all runs.
[[nodiscard]] std::string figures_sentence(std::span<const NewFigures* const> runs);

/// "filen lista.csv har släppts igenom", of a run that let files through.
[[nodiscard]] std::string released_sentence(const NewFigures& run);

/// Lines of what one run brought: where it comes from, the tables, the paths of the files.
[[nodiscard]] std::vector<std::string> figures_lines(const NewFigures& figures);

/// What a figure has changed by: "+0,2", "−1 204", "oförändrat", of a place "5 bättre"; empty when there is nothing to
/// compare.
[[nodiscard]] std::string change_of(const Figure& figure);

}  // namespace sluss::daemon::notify
