#include "connectors/register/source/put_away_with_readme.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include "connectors/register/source/waiting.h"

namespace sluss::connectors::registers {

bool is_of_the_file(const core::Error& error) {
  if (error.code == "run.nothing_read" || error.code == "run.too_many_rejects") return true;
  constexpr std::array<std::string_view, 3> of_the_mapping{"register.no_figures", "register.select_failed",
                                                           "register.select_time"};
  if (std::ranges::find(of_the_mapping, error.code) != of_the_mapping.end()) return false;
  constexpr std::array<std::string_view, 10> kinds{"csv.",  "encoding.",  "gz.",       "html.", "inbox.",
                                                   "json.", "json_stat.", "register.", "xlsx.", "zip."};
  return error.error_class == core::ErrorClass::data &&
         std::ranges::any_of(kinds, [&](std::string_view kind) { return error.code.starts_with(kind); });
}

core::Result<> put_away_with(core::Files& files, const Inbox& inbox, const CopiedFile& file, Away where,
                             const Readme& readme) {
  const auto put = SLUSS_TRY(inbox.put_away(file, where));
  if (put.outcome == PutAwayOutcome::gone || put.outcome == PutAwayOutcome::replaced) return {};
  const bool moved = put.outcome == PutAwayOutcome::moved;
  const auto folder = moved ? put.path.parent_path() : inbox.folder();
  const auto name = moved ? put.path.filename().string() : file.file().name;
  std::ignore = SLUSS_TRY(write_readme(files, folder, readable_name(name), readme));
  return {};
}

}  // namespace sluss::connectors::registers
