#include "daemon/settings/draft.h"

#include <algorithm>
#include <utility>

#include "core/nearest.h"

namespace sluss::daemon::settings {

std::string nearest(std::string_view word, const std::vector<std::string>& words) {
  const auto begins_so = [&](const std::string& candidate) { return candidate.starts_with(word); };
  const auto whole = std::ranges::find_if(words, begins_so);
  return word.size() >= 3 && whole != words.end() ? *whole : core::nearest_of(word, words);
}

core::Place Draft::place(std::string_view path) const {
  const std::string field(path);
  for (;;) {
    if (const auto found = places.find(path); found != places.end()) {
      auto where = found->second;
      if (where.field.empty() || where.field.size() < field.size()) where.field = field;
      return where;
    }
    const auto dot = path.rfind('.');
    if (dot == std::string_view::npos) break;
    path = path.substr(0, dot);
  }
  // A key at the top, or in a table that is not written, has its place at the beginning of the first file.
  return {settings.file.string(), 1, 1, field};
}

void Draft::fail(std::string_view code, std::string what, std::string remedy, core::Place where) {
  errors.push_back(core::Error{.code = std::string(code),
                               .error_class = core::ErrorClass::config,
                               .what = std::move(what),
                               .remedy = std::move(remedy),
                               .place = std::move(where)});
}

}  // namespace sluss::daemon::settings
