#include "daemon/swedish/waiting_words.h"

#include <vector>

#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::swedish {
namespace {

constexpr std::size_t most_listed = 3;

std::string periods_text(std::span<const std::string> periods) {
  if (periods.size() > most_listed) return periods.front() + "–" + periods.back();
  return listed(std::vector<std::string>(periods.begin(), periods.end()));
}

}  // namespace

std::string waiting_part(std::span<const std::string> periods, std::int64_t rows, std::int64_t run,
                         std::string_view file) {
  std::string text = periods_text(periods) + " (" + counted(rows, Gender::common, "uppgift", "uppgifter");
  if (run != 0) text += ", ur körning " + std::to_string(run);
  if (!file.empty()) text += ", filen " + std::string(file);
  return text + ")";
}

}  // namespace sluss::daemon::swedish
