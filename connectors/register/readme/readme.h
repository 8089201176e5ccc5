#pragma once
// "NAME – läs mig.xlsx": what became of a file, beside it, for whoever put it there: Swedish, a workbook of two sheets
// that prints on A4. Everything in it is text or a whole number, never a formula; numbers of persons are masked
// (core::without_identities), secrets are the caller's to leave out. Any thread; memory: the rejects' texts.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/time.h"

namespace sluss::connectors::registers {

enum class ReadmeOutcome : std::uint8_t {
  loaded,       ///< inläst
  without_own,  ///< inläst, utan er egen kommun
  waiting,      ///< väntar på beslut
  rejected,     ///< avvisad
  same,         ///< redan inläst
  discarded,    ///< inte inläst: likadan som en som förkastades
  older,        ///< inte inläst: äldre än det som finns
  no_job,       ///< inte inläst: namnet är inget jobbs; it has readme_no_job_mark among its properties
};

/// The category (docProps/core.xml) of a readme whose outcome is no_job: by it such a one is known again, and removed
/// when it holds no longer.
inline constexpr std::string_view readme_no_job_mark = "Sluss: namnet passar inget jobb";

struct ReadmeLine {
  std::string label;
  std::string value;
};

struct ReadmeCount {
  std::string label;
  std::int64_t count = 0;
};

struct ReadmeReject {
  std::string sheet;             ///< empty: the file has no sheets
  std::int64_t row = 0;          ///< from 1, as Excel shows it; 0: the whole sheet or file
  std::string column;            ///< letters, as column_letters() gives them; empty: the whole row
  std::string heading;           ///< of the column, as the file has it
  std::string wrong;             ///< what is wrong; without the value where that may be a person's
  std::string change;            ///< what to change in the file
  std::string to_operator = {};  ///< what who sees to Sluss can do instead; empty: nothing
};

struct Readme {
  std::string title;  ///< the file's name
  ReadmeOutcome outcome = ReadmeOutcome::rejected;
  std::string explanation;  ///< one or two sentences: what follows from the outcome, or why
  core::Instant read_at;
  std::string see;           ///< where it is seen what has become of it since, within a sentence: "i Sluss, körning 4"
  std::string address = {};  ///< and its address; empty: it is not known
  std::string decided_at = {};         ///< where it is decided on, an address; empty: nothing waits, or it is not known
  bool unexpected = false;             ///< it is not as expected, whatever its rows and cells are
  std::vector<ReadmeLine> understood;  ///< "Teckenkodning": "UTF-8", …
  std::vector<ReadmeCount> counts;     ///< "Rader": 290, …
  std::vector<ReadmeLine> to_operator = {};  ///< for who sees to Sluss, apart from the rest
  std::vector<ReadmeReject> rejects;         ///< the first ones, in the file's order
  std::int64_t all_rejects = 0;              ///< with those that `rejects` lacks
};

struct ReadmeOptions {
  std::size_t most_rejects = 5'000;  ///< more are left out, and both sheets say so
  std::string temporary_folder;      ///< for the parts of the workbook; empty: the system's
  core::FileMode mode = core::usual_mode();
  /// The file has come to the folder now: under a name that other files may share too, theirs stays, and this one is
  /// numbered, "lista xxx.csv (2) – läs mig.xlsx".
  bool newly_there = false;
};

/// Its name beside the file `name`; at most 220 bytes, so that a temporary name fits.
[[nodiscard]] std::string readme_name(std::string_view name);

/// Whether readme_name() hides or cuts some of the name, so that another file's may be the same.
[[nodiscard]] bool is_readme_name_shared(std::string_view name);

/// Writes it in `folder`, beside the file `name`, in place of an earlier one: under a name that an inbox does not take
/// (.part), which then becomes its own. Returns its path; nothing where the folder is not ours to write. Errors:
/// storage class, "readme.write" or those of core::Files.
[[nodiscard]] core::Result<std::optional<std::filesystem::path>> write_readme(core::Files& files,
                                                                              const std::filesystem::path& folder,
                                                                              std::string_view name,
                                                                              const Readme& readme,
                                                                              const ReadmeOptions& options = {});

}  // namespace sluss::connectors::registers
