#pragma once
// Which job begins when, and why: slots, publication days, what a source announces, what follows another
// job, retries, and runs requested by hand, within a limit of runs at once. Pure: the clock, the runs and the
// storage of the memory are the caller's, so that a year can be simulated. Not thread safe.
//
//   due(now) → runs to begin; the caller stores memory() on disk, begins them, and calls ended() for each.
//
// Its queries (wake(), next_of(), late()) are in scheduler_view.cpp, the rest in scheduler.cpp; lateness.h has the rule
// for what is late.
//
// A slot is reported once, to the listener: as run, as caught up, or as skipped with its reason.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/time.h"
#include "daemon/serve/schedule/calendar.h"
#include "daemon/serve/schedule/schedule.h"
#include "daemon/serve/schedule/slots.h"

namespace sluss::daemon::schedule {

/// When a job polls for figures that its source has announced for a day.
struct PublicationRule {
  Calendar tries;        ///< on the announced day
  Calendar later_tries;  ///< on the days after it, until they come
  int give_up_days = 60;
};

struct JobRule {
  SlotPolicy policy;          ///< its `job` is the name; its pauses are the scheduler's
  std::string schedule_text;  ///< the schedule as configured: another one begins from now
  std::optional<Schedule> schedule;
  std::optional<PublicationRule> publication;
  bool on_event = false;  ///< begins when its source announces something new
  Overlap overlap = Overlap::skip;
  /// With a schedule or on an event: what is due waits for them; without: begins when all have succeeded.
  std::vector<std::string> after;
  std::optional<Calendar> expected_by;
  std::chrono::milliseconds retry_first = std::chrono::minutes(15);  ///< after a failure; doubles; 0: never
  std::chrono::milliseconds retry_most = std::chrono::hours(4);
};

/// Stored in files by their number: a new one is the last.
enum class Cause : std::uint8_t { slot, publication, after, retry, asked, interrupted, event };
[[nodiscard]] std::string_view name_of(Cause cause);

/// A run that is to begin, or has begun.
struct RunStart {
  std::string job;
  Cause cause = Cause::slot;
  std::optional<core::Instant> slot;  ///< nominal time, of a slot or of a publication's try
  core::Instant at;
  bool full = false;  ///< requested so by hand
  std::string who;    ///< who requested it
};

/// How a run ended.
enum class RunEnd : std::uint8_t {
  committed,
  failed,
  cancelled,  ///< by the daemon's end: resumes at the next start
  busy,       ///< another process runs the job
};

/// Figures that a source has announced for a day and that are not here: of one job, by day.
struct AwaitedDay {
  core::Day day;
  std::int64_t count = 0;
  std::vector<std::string> titles;  ///< the first of them
  bool operator==(const AwaitedDay&) const = default;
};

/// Something new at a source, for which a job is to run.
struct Announcement {
  std::string token;  ///< of all that is there; the latest one announced
  core::Instant at;   ///< when the first that no run has begun since was announced
  bool operator==(const Announcement&) const = default;
};

/// What the scheduler knows of a job, also after a restart.
struct JobMemory {
  std::string schedule_text;
  core::Instant known_since;
  core::Instant accounted;            ///< the last slot that was reported or waits
  std::vector<Slot> waiting;          ///< due, not begun
  std::optional<RunStart> begun;      ///< under way, or cut off by a kill
  std::int64_t unended = 0;           ///< begins in a row that no end followed: the program died under each of them
  std::optional<RunStart> requested;  ///< by hand, waits for room
  std::optional<Pause> pause;
  std::optional<core::Instant> last_began;
  std::optional<core::Instant> last_success_began;
  std::optional<core::Instant> last_success;
  std::optional<core::Instant> last_failure;
  std::int64_t failures = 0;  ///< in a row
  std::string last_error;     ///< its code
  std::optional<core::Instant> retry_at;
  std::vector<AwaitedDay> awaited;  ///< in the order of days
  std::optional<Announcement> announced;
  std::string served;  ///< token of what was announced when a run last began for it
};

/// Its run was cut off before, more than once when it is not under way: it may be what the program dies of.
[[nodiscard]] bool is_suspect(const JobMemory& memory);
/// When the run that was cut off begins again: at once the first time, then 5 min after its begin, 10, 20 … at most 4
/// h, so that a program that dies of it serves meanwhile, and its service manager does not give it up.
[[nodiscard]] core::Instant resumes_at(const JobMemory& memory);

/// A run that succeeded began after the day: what was announced for it and is not here, its source has not published.
/// Until then it is not known.
[[nodiscard]] bool queried_since(const JobMemory& memory, core::Day day);

/// A job without a success, or without the announced figures, when they were expected.
struct LateJob {
  std::string job;
  core::Instant expected_by;
  std::optional<core::Instant> last_success;
  std::vector<std::string> awaited;  ///< titles, when it is the source that is late
  std::int64_t awaited_count = 0;
  /// The source was queried since the day and has not published what it announced; else the job has no success, which
  /// is ours.
  [[nodiscard]] bool theirs() const { return awaited_count > 0; }
};

class Scheduler {
 public:
  using Listener = std::function<void(const std::string& job, const AccountedSlots& slots)>;

  explicit Scheduler(Listener listener = {}) : listener_(std::move(listener)) {}

  /// What was stored on disk; before configure(). A job that was under way then is cut off: it begins again at
  /// resumes_at(), those that were cut off again and again one at a time.
  void restore(std::map<std::string, JobMemory> memory);
  /// The jobs from now on, at the start and after a reload; what is known of those that stay is kept. `began`: when
  /// runs of jobs without a memory last began.
  void configure(std::vector<JobRule> rules, int parallel, const std::map<std::string, core::Instant>& began,
                 core::Instant now);

  /// Runs to begin now. `takes_runs` false: slots are accounted for and wait, nothing begins.
  [[nodiscard]] std::vector<RunStart> due(core::Instant now, bool takes_runs = true);
  void ended(std::string_view job, RunEnd how, std::string_view error_code, core::Instant now);
  /// It failed for a file that was put away: trying again would find nothing. The job's own next time stands.
  void drop_retry(std::string_view job);
  /// The run that was under way at a kill had ended. False: none was, or another one.
  bool settle(std::string_view job, core::Instant began, core::Instant committed);

  /// False: there is no such job.
  bool ask(std::string_view job, bool full, std::string_view who, core::Instant now);
  bool pause(std::string_view job, std::optional<core::Instant> until, core::Instant now);
  bool resume(std::string_view job, core::Instant now);
  void await(std::string_view job, std::vector<AwaitedDay> awaited);
  /// What is at the source of a job that runs on events. True: it is new, and the job begins when it may: not while it
  /// is paused, runs, or one of `after` does. All that is announced before it begins is one run.
  bool announce(std::string_view job, std::string_view token, core::Instant now);

  /// When due() or late() may have something new though nothing happens; nothing: never.
  [[nodiscard]] std::optional<core::Instant> wake(core::Instant now) const;
  /// When the job begins next as far as is known.
  [[nodiscard]] std::optional<core::Instant> next_of(std::string_view job, core::Instant now) const;
  /// Jobs after their `expected_by`, and those whose source is late; lateness.h has the rule.
  [[nodiscard]] std::vector<LateJob> late(core::Instant now) const;
  /// Whether the job, and not its source, is late: by its `expected_by`, else by its own slots. As `sluss status` shows
  /// it. False: there is no such job.
  [[nodiscard]] bool is_late(std::string_view job, core::Instant now) const;
  [[nodiscard]] int running() const { return running_; }
  [[nodiscard]] bool is_running(std::string_view job) const;
  [[nodiscard]] const std::map<std::string, JobMemory>& memory() const { return memory_; }

 private:
  struct Entry {
    JobRule rule;
    JobMemory* memory;
    bool running = false;
    /// The slot that the next one was computed after, and when that begins: mostly nothing is due.
    core::Instant computed_from{INT64_MIN};
    std::optional<core::Instant> next_begin;
  };
  struct Candidate {
    core::Instant since;
    RunStart begin;
  };

  [[nodiscard]] Entry* find(std::string_view job);
  [[nodiscard]] const Entry* find(std::string_view job) const;
  void report(const Entry& entry, const AccountedSlots& slots) const;
  void report(const Entry& entry, const Slot& slot, Outcome outcome, SkipReason reason = SkipReason::none) const;
  void correct_clock(Entry& entry, core::Instant now) const;
  void account(Entry& entry, core::Instant now);
  void compute_next(Entry& entry) const;
  void enqueue(Entry& entry, Slot slot);
  [[nodiscard]] bool blocked(const Entry& entry) const;
  [[nodiscard]] bool triggered(const Entry& entry) const;
  [[nodiscard]] bool beside_a_suspect(const Entry& entry) const;
  [[nodiscard]] std::optional<Candidate> candidate(const Entry& entry, core::Instant now) const;
  [[nodiscard]] std::optional<core::Instant> publication_try(const Entry& entry, core::Instant now) const;
  [[nodiscard]] std::optional<core::Instant> next_publication(const Entry& entry, core::Instant now) const;
  [[nodiscard]] std::optional<core::Instant> next_slot(const Entry& entry, core::Instant now) const;
  void begin(Entry& entry, const RunStart& begin);

  Listener listener_;
  std::map<std::string, JobMemory> memory_;
  std::vector<Entry> entries_;
  int parallel_ = 1;
  int running_ = 0;
};

}  // namespace sluss::daemon::schedule
