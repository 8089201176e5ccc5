#pragma once
// What a run tells of its files, Swedish. Names are masked. Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/file_facts.h"
#include "connectors/register/inbox/inbox.h"
#include "connectors/register/mapping/locate.h"
#include "connectors/register/mapping/mapping.h"
#include "connectors/register/source/run_file.h"
#include "connectors/source.h"
#include "core/finding.h"

namespace sluss::connectors::registers {

/// The file that was read, as far as its finding tells of it.
struct ReadFile {
  std::string name;
  std::string recognised;  ///< "Excel-arbetsbok"
  std::string period;
};
/// Of its tables together, as far as reading knows.
[[nodiscard]] FileRows file_rows(const Summary& summary, const Mapping& mapping);
/// connectors::file_read, info; a warning where a sheet is nearly a table: what "läs mig" has, for pages and mail.
[[nodiscard]] core::Finding read_finding(const ReadFile& file, const Mapping& mapping, const Summary& summary);

/// " 2 rader som liknar tabellens står nedanför dess slut (rad 3), och lästes inte: den första är rad 4."; empty: none.
[[nodiscard]] std::string below_words(const Summary& summary);

/// A file that was passed over.
struct OlderFile {
  std::string name;
  std::string period;             ///< empty: it does not say it
  std::string loaded;             ///< by what the one that was loaded last is ordered
  Became other = Became::loaded;  ///< that one
  bool makes_way_if_discarded = false;
  bool corrects = false;  ///< a file of the same period was loaded before
};
/// "register.older", warning: the file is put away in done/.
[[nodiscard]] core::Finding older_finding(const OlderFile& file, const Mapping& mapping);
/// What both findings and "läs mig" say, Swedish: of a file of a mapping whose layout is assumed,
inline constexpr std::string_view assumed_words =
    "Jämför några tal i Sluss med filens egna: ingen har ännu kontrollerat hur Sluss läser den här sortens fil.";
/// of one whose bytes are those of the last,
inline constexpr std::string_view same_words =
    "Filen är likadan, tecken för tecken, som den som lästes in senast i sin serie. Ingenting ändrades.";
/// of one whose bytes are those of the last, which waits for a decision,
inline constexpr std::string_view same_waits_words =
    "Filen är likadan, tecken för tecken, som en som redan väntar på beslut. Den lästes därför inte in igen.";
/// of one whose bytes are those of one that was held and discarded,
inline constexpr std::string_view same_discarded_words =
    "Filen är likadan, tecken för tecken, som en som hölls kvar och förkastades. Den lästes därför inte in igen, och "
    "det som förkastades finns inte i Sluss.";
inline constexpr std::string_view same_discarded_remedy =
    "Är något fel i filen: rätta det, och lägg in den igen. Är den rätt: fråga den som sköter Sluss.";
/// and of one that is older: "Filen gäller 2023, men 2025 är redan inläst. …", or "… väntar på beslut. …".
[[nodiscard]] std::string older_words(const OlderFile& file);
/// What to do about it, in its "läs mig" and on the run's page alike.
inline constexpr std::string_view older_change =
    "Filen finns i mappen done. Är perioden fel: rätta den i filens namn, eller där den står i filen, och lägg in den "
    "igen. Är perioden rätt och filen ska in: fråga den som sköter Sluss.";
/// How who sees to Sluss has older files loaded too.
[[nodiscard]] std::string older_remedy(const Mapping& mapping);
/// "register.older", info: files that stay where they are. `where`: FilePlace::where().
[[nodiscard]] core::Finding older_in_place_finding(const std::string& query, std::string_view where,
                                                   std::int64_t files);
/// "register.passed_over", warning: what lies in the folder and is never opened.
[[nodiscard]] core::Finding passed_over_finding(const std::string& source, const std::vector<PassedOver>& passed);
/// "register.not_put_away", warning: `source`'s files stay though they were read, or have no "läs mig".
[[nodiscard]] core::Finding not_put_away_finding(const std::string& source, Away where, NotAway why);
/// "register.same", info: the file is put away in done/.
[[nodiscard]] core::Finding same_finding(const std::string& name, Became other = Became::loaded);
/// "register.refused_before", warning: files that stay where they are, and for which an earlier run failed.
[[nodiscard]] core::Finding refused_in_place_finding(const std::string& source, const std::vector<RefusedFile>& files);
/// "register.waiting", info.
[[nodiscard]] core::Finding waiting_finding(const std::string& source, std::int64_t files);

}  // namespace sluss::connectors::registers
