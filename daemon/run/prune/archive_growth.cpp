#include "daemon/run/prune/archive_growth.h"

#include <algorithm>
#include <string>

#include "daemon/run/prune/prune_history.h"
#include "warehouse/archive/segment_files.h"

namespace sluss::daemon::run {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t most_days = 30;
constexpr std::int64_t least_days = 7;  ///< for a forecast
constexpr std::int64_t day_micros = 86'400'000'000LL;
constexpr std::size_t digits_of_time = 20;  // as run_token() writes it

/// "2026-03-31T06:00:00Z" of "kolada-20260331060000000000.seg" or "…-2.seg"; nothing where the name has no time.
std::optional<core::Instant> began_of(const fs::path& file) {
  const auto name = file.stem().string();
  std::size_t run = 0;
  for (std::size_t i = name.size(); i-- > 0;) {
    run = name[i] >= '0' && name[i] <= '9' ? run + 1 : 0;
    if (run != digits_of_time) continue;
    const auto d = name.substr(i, digits_of_time);
    const auto instant = core::parse_instant(d.substr(0, 4) + "-" + d.substr(4, 2) + "-" + d.substr(6, 2) + "T" +
                                             d.substr(8, 2) + ":" + d.substr(10, 2) + ":" + d.substr(12, 2) + "Z");
    return instant ? std::optional(*instant) : std::nullopt;
  }
  return std::nullopt;
}

std::uint64_t size_or_none(core::Files& files, const fs::path& file) {
  return files.exists(file) ? files.size(file).value_or(0) : 0;
}

std::uint64_t bytes_below(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code problem;
  for (fs::recursive_directory_iterator entry(folder, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    const auto extension = entry->path().extension();
    std::error_code unknown;
    // A source may have the folder's name: its segments are counted as such.
    if (extension == ".seg" || extension == ".idx" || !entry->is_regular_file(unknown)) continue;
    const auto size = entry->file_size(unknown);
    if (!unknown) bytes += size;
  }
  return bytes;
}

}  // namespace

core::Result<ArchiveGrowth> archive_growth(core::Files& files, const fs::path& folder, core::Instant now,
                                           std::uint64_t free, std::uint64_t least) {
  ArchiveGrowth growth;
  if (!files.exists(folder)) return growth;
  const auto segments = SLUSS_TRY(warehouse::archive::segment_files(files, folder, {}));
  const core::Instant from{now.micros - most_days * day_micros};
  std::uint64_t lately = 0;
  std::int64_t oldest = now.micros;
  for (const auto& segment : segments) {
    const auto bytes = size_or_none(files, folder / segment) +
                       size_or_none(files, folder / fs::path(segment).replace_extension(".idx"));
    growth.bytes += bytes;
    const auto began = began_of(segment);
    if (!began) continue;
    oldest = std::min(oldest, began->micros);
    if (*began >= from && *began <= now) lately += bytes;
  }
  growth.base_bytes = bytes_below(folder / base_folder);
  // One that is younger has grown for as long as it is there; of its first day not even that is known.
  const auto days = std::clamp<std::int64_t>((now.micros - oldest + day_micros - 1) / day_micros, 1, most_days);
  growth.bytes_a_day = lately / static_cast<std::uint64_t>(days);
  // A first load is no pace: an estimate of years from a few days is wrong by orders of magnitude.
  if (growth.bytes_a_day == 0 || now.micros - oldest < least_days * day_micros) return growth;
  growth.days = static_cast<std::int64_t>((free > least ? free - least : 0) / growth.bytes_a_day);
  return growth;
}

}  // namespace sluss::daemon::run
