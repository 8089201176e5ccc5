#pragma once
// A kind of source: all that the rest of the house knows of its folder. One `extern const Kind` a folder, listed in
// connectors/registry.cpp. Its functions are called from any thread; what they return belongs to the caller's thread.

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/shared_parts.h"
#include "connectors/source.h"
#include "connectors/trial.h"
#include "connectors/watcher.h"
#include "core/config.h"
#include "core/error.h"
#include "core/fact.h"
#include "core/secret.h"
#include "core/time.h"

namespace sluss::connectors::http {
class Client;
}

namespace sluss::connectors {

/// Ready sets of indicators, sets/NAME.toml in a configuration folder: "set:NAME" among texts is replaced by its ids.
using ExpandSets = std::function<core::Result<std::vector<std::string>>(const std::vector<std::string>& texts)>;

/// A job of the configuration, as its kind sees it.
struct JobOfKind {
  std::string name;
  bool on_event = false;  ///< it is watched
  bool is_this = false;   ///< the one that the setup is of
  core::config::Table source;
  core::config::Table job;
};

/// A source of the configuration.
struct SourceOfKind {
  std::string name;
  core::config::Table source;
};

/// What opening a source needs.
struct Setup {
  std::string name;  ///< as the configuration names the source
  core::config::Table source;
  core::config::Table job;  ///< empty for probe()
  std::string municipality;
  bool full = false;  ///< every query in full, whatever its checkpoint
  const core::Clock& clock;
  std::function<core::Result<core::Secret>(std::string_view name)> secret;
  std::function<core::Result<std::shared_ptr<http::Client>>()> http;  ///< by [http]; made by the first call
  ExpandSets expand_sets;
  /// Where files of a configuration are: a file in an earlier one counts before that of its name in a later one.
  std::vector<std::filesystem::path> config_folders = {};
  /// An empty folder of this run alone (mode 0700) on the state's disk, for temporary files; empty for probe() and
  /// watch(). It is removed when the run ends; after a kill by the next start, or the job's next run.
  std::filesystem::path scratch = {};
  /// The file that has a secret, for libraries that read it themselves.
  std::function<core::Result<std::filesystem::path>(std::string_view name)> secret_file = {};
  /// All jobs of the kind, in the configuration's order: what one leaves may be another's.
  std::vector<JobOfKind> jobs_of_kind = {};
  /// Where people reach the pages, for links; empty: it is not known.
  std::string page = {};
  /// Of the run, for what opening already asks of the source (a listing, copies of its files).
  std::stop_token stop = {};
  /// Of all that whoever opens sources and watchers opens; never null.
  std::shared_ptr<SharedParts> shared = std::make_shared<SharedParts>();
};

/// Collects all that is wrong with a table's values. `key`: "url", or "indicators.2" for one of a list.
class Problems {
 public:
  virtual ~Problems() = default;
  virtual void fail(std::string_view key, std::string_view code, std::string what, std::string remedy) = 0;
  /// The same error at this place, an error of ExpandSets for one.
  virtual void fail(std::string_view key, const core::Error& error) = 0;
  /// The nearest of `words` to one that was written, or nothing when none is near enough to be meant.
  [[nodiscard]] virtual std::string nearest(std::string_view word, const std::vector<std::string>& words) const = 0;
  [[nodiscard]] virtual const ExpandSets& expand_sets() const = 0;
};

/// What a job loads from its source, as far as the rest of the house needs it.
struct Interest {
  std::vector<std::string> indicators;  ///< named one by one, canonical ids; sets are expanded
  bool more = false;                    ///< others too: all, or such as only the source knows
  std::string table;                    ///< the table of its own that the job fills; empty: none
  std::vector<std::string> compare;     ///< "riket", "county", "group:THEME", or a group by its canonical id
};

/// Who is quoted for some of an origin's figures.
struct Quoted {
  std::string ids;  ///< what their indicators' ids begin with, before the first point: "register:hemtjanstindex"
  std::string title;
  std::string attribution;  ///< Swedish, "Källa: Kommunal"
};

/// Whether one thing that a source needs is on this machine: a driver, a folder.
struct MachineCheck {
  std::string subject;  ///< "driver"
  bool well = false;
  std::string what;
  std::string remedy;
};

/// Days for which a source has announced figures: the scheduler reads them from the warehouse, without a watcher.
inline constexpr std::string_view publication = "publication";

/// What sources of a kind announce, and what may start a job.
struct Event {
  std::string_view name;         ///< of `on`: "publication", or a word of the kind's own, a-z and _
  std::string_view description;  ///< English, for the reference: "it runs on the days for which …"
  std::string_view when;         ///< Swedish, for people: "när källan publicerar"
};

/// What config/sluss.toml shows of a kind that needs a table of its own, after the common keys: TOML in comments. The
/// keys of the kind follow each of the two.
struct Example {
  std::string_view source;
  std::string_view job;
};

/// What `sluss init` writes of a kind: TOML of a source and of a job with the kind's name. Between `before` and `after`
/// goes a list of the ready sets ("set:NAME"), or `indicator` where there is none.
struct FirstJob {
  std::string_view before;
  std::string_view indicator;
  std::string_view after;
};

struct Kind {
  std::string_view name;         ///< of `kind` in [source.NAME]: "kolada"
  std::string_view origin;       ///< the prefix of its ids, who is quoted for them; empty: the source's own name
  std::string_view title;        ///< "Kolada", for people
  std::string_view publisher;    ///< Swedish, whose figures they are; empty where there is no attribution
  std::string_view attribution;  ///< Swedish, what must be shown beside its figures: "Källa: Kolada"; may be empty
  std::span<const core::config::Key> source_keys, job_keys;
  /// For each but `publication` watch() makes a watcher.
  std::span<const Event> announces = {};
  /// May a run go on with what an unfinished one has fetched, and may the archive be normalised again (replay)? False
  /// when parts fetched at two moments do not fit together: each run then fetches all rows.
  bool resumes = false;
  /// When two of its values count as the same figure.
  core::SameFigure same = core::SameFigure::exact;
  /// A value or an absence that a person has discarded is not taken in again while the source goes on saying it. False
  /// where a person gives each load: what is given anew is judged anew.
  bool discarded_bars = true;
  /// Checks that concern several keys. The tables have only keys that are valid by themselves, and defaults.
  void (*check_source)(const core::config::Table& source, Problems& problems);
  void (*check_job)(const core::config::Table& job, Problems& problems) = nullptr;  ///< null: there are none of a job
  /// All that is wrong in files of the configuration that the job names: it stops this job alone. Null: it names none.
  std::vector<core::Error> (*check_job_files)(const core::config::Table& job,
                                              const std::vector<std::filesystem::path>& config_folders) = nullptr;
  /// What is wrong with all jobs of the kind together: warnings, each at the job that its place's `field` names. Null:
  /// nothing can be.
  std::vector<core::Error> (*check_jobs)(std::span<const JobOfKind> jobs,
                                         const std::vector<std::filesystem::path>& config_folders) = nullptr;
  /// What is wrong on this machine with where the kind's sources are, all of them together: errors, each at the source
  /// that its place's `field` names. `state`: the folder of the state. Null: they are not on this machine.
  std::vector<core::Error> (*check_places)(std::span<const SourceOfKind> sources,
                                           const std::filesystem::path& state) = nullptr;
  /// Who is quoted for the job's figures, where a file that the job names says it. Null: `attribution` is of all.
  std::optional<Quoted> (*quoted)(const core::config::Table& job,
                                  const std::vector<std::filesystem::path>& config_folders) = nullptr;
  core::Result<Interest> (*interest)(const core::config::Table& job, const ExpandSets& expand_sets);
  core::Result<std::unique_ptr<Source>> (*open)(Setup setup);
  /// Reads objects of its archived segments, without configuration or network.
  std::unique_ptr<ObjectReader> (*read_again)();
  /// The extent by which a replay reads a segment, made of the one that is archived: with today's mapping in the
  /// archived one's place. Null: the archived one. The run writes down what it gave, so that a rebuild of the replay
  /// reads by the same; a rebuild of the run itself reads by the archived extent. Errors: today's cannot be read.
  core::Result<std::string> (*extent_today)(std::string_view extent,
                                            const std::vector<std::filesystem::path>& config_folders) = nullptr;
  std::vector<MachineCheck> (*check_machine)(const core::config::Table& source);
  /// A watcher for one job's event. Null: there is nothing to watch.
  core::Result<std::unique_ptr<Watcher>> (*watch)(Setup setup, std::string_view event) = nullptr;
  /// What is understood of one file, for who writes or corrects a mapping. Null: its sources are no files.
  TriedFile (*try_file)(TrialSetting setting) = nullptr;
  Example example = {};
  FirstJob first_job = {};
};

/// The prefix of the ids of a source of this kind, `source` being its name in the configuration.
[[nodiscard]] inline std::string_view origin_of(const Kind& kind, std::string_view source) {
  return kind.origin.empty() ? source : kind.origin;
}

/// The event of that name that the kind announces; null: none.
[[nodiscard]] inline const Event* find_event(const Kind& kind, std::string_view name) {
  const auto found = std::ranges::find(kind.announces, name, &Event::name);
  return found == kind.announces.end() ? nullptr : &*found;
}

}  // namespace sluss::connectors
