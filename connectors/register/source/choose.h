#pragma once
// Which file is next: the order of the files of a series is by what they say of themselves, not by their arrival.
// Pure; any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/mapping/mapping.h"
#include "connectors/register/mapping/pattern.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// A file of the inbox that the job's mapping reads.
struct WaitingFile {
  InboxFile file;
  std::string name;   ///< UTF-8, on one line: what patterns are compared with
  std::string query;  ///< "file:hemtjanstindex/hela"
  std::vector<std::string>
      order;  ///< of [series] order, else of its period; empty texts where the file does not say it
  std::string period;
  std::string version;  ///< FetchedFile::version, once it was taken
};

/// Captures that [series] needs, and that the name has not given: cells have them.
[[nodiscard]] bool needs_cells(const Mapping& mapping, const Captures& of_name);

/// "file:MAPPING", and the values of [series] key. Spellings of one value are one series.
[[nodiscard]] std::string query_of(const Mapping& mapping, const Captures& captures);
[[nodiscard]] std::vector<std::string> order_of(const Mapping& mapping, const Captures& captures);
/// The text of [series] period; empty where it is none.
[[nodiscard]] std::string period_of(const Mapping& mapping, const Captures& captures);

/// By series, then by order, the least first; where files do not say their order, by their time. Ties by name.
void sort_waiting(std::vector<WaitingFile>& files);

/// What is remembered of the file that was loaded last, as the etag of its objects: "SHA256;2025|10", and of a series
/// without an order "SHA256;;TIME", microseconds since 1970; ";VERSION" behind, where the file's place knows one.
struct LastLoaded {
  std::string sha256;
  std::vector<std::string> order;
  std::int64_t modified_micros = 0;  ///< 0: not written down
  std::string version;
};
[[nodiscard]] std::string etag_of(std::string_view sha256, const WaitingFile& file);
/// Nothing where an etag is none of ours.
[[nodiscard]] std::optional<LastLoaded> last_loaded_of(std::string_view etag);

/// The bytes that were loaded last, of the same place in the order: those of another year are another load.
[[nodiscard]] bool is_same(const WaitingFile& file, std::string_view sha256, const LastLoaded& latest);

/// The file says itself that it comes before the one that was loaded last. `by_time`: of files that say nothing, the
/// earlier in time does too, for a place where what was read stays.
[[nodiscard]] bool is_older(const WaitingFile& file, const LastLoaded& latest, bool by_time);

/// Both say their order, and it is the same.
[[nodiscard]] bool is_of_same_order(const WaitingFile& file, const LastLoaded& other);
/// Both say their order, and `earlier` comes before `later`.
[[nodiscard]] bool is_before(const LastLoaded& earlier, const LastLoaded& later);
/// "2025|10", as etags have it; empty: it does not say it.
[[nodiscard]] std::string order_text_of(const WaitingFile& file);

/// It comes after it for certain: by its order, and where files do not say that, by its time.
[[nodiscard]] bool is_newer(const WaitingFile& file, const LastLoaded& latest);

/// What a load of the file covers alone, for Extent::part: its series and its order; of a series without an order, its
/// name.
[[nodiscard]] std::string part_of(const WaitingFile& file);

}  // namespace sluss::connectors::registers
