#pragma once
// What a run tells of its files, Swedish. Names are masked. Pure.

#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/register/mapping/locate.h"
#include "connectors/register/mapping/mapping.h"
#include "core/finding.h"

namespace sluss::connectors::registers {

/// The file that was read, as far as its finding tells of it.
struct ReadFile {
  std::string name;
  std::string recognised;  ///< "Excel-arbetsbok"
  std::string period;
};
/// connectors::file_read, info: what "läs mig" has, for pages and mail.
[[nodiscard]] core::Finding read_finding(const ReadFile& file, const Mapping& mapping, const Summary& summary);
/// "register.older", warning: the file is put away in done/.
[[nodiscard]] core::Finding older_finding(const std::string& name);
/// "register.older", info: files that stay where they are. `where`: FilePlace::where().
[[nodiscard]] core::Finding older_in_place_finding(const std::string& query, std::string_view where,
                                                   std::int64_t files);
/// "register.same", info: the file is put away in done/.
[[nodiscard]] core::Finding same_finding(const std::string& name);
/// "register.waiting", info.
[[nodiscard]] core::Finding waiting_finding(const std::string& source, std::int64_t files);

}  // namespace sluss::connectors::registers
