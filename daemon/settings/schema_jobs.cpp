// Keys of every source and every job; a kind of source declares its own (connectors/kind.h).
#include <array>

#include "daemon/settings/schema_tables.h"
#include "daemon/settings/words.h"

namespace sluss::daemon::settings {
namespace {

using core::config::Type;
using core::config::Value;
using T = Target;

constexpr auto source_keys = std::to_array<OwnKey>({
    {{.name = "kind",
      .description = "What kind of source it is; by default the table's name.",
      .words = "{kinds}",
      .example = "\"{kind}\"",
      .since = first},
     [](T& t, const Value& v) { t.source->kind = v.text; }},
    {{.name = "keep_for",
      .type = Type::duration,
      .standard = "\"90d\"",
      .measure = "duration",
      .description = "`sluss archive prune` leaves what was fetched so lately, whether anything needs it or not.",
      .least = 0,
      .most = ten_years * 10,
      .example = "\"400d\"",
      .since = second},
     [](T& t, const Value& v) { t.source->values.put("keep_for", v); }},
    {{.name = "keep_runs",
      .type = Type::integer,
      .standard = "10",
      .measure = "runs",
      .description = "`sluss archive prune` leaves what so many latest runs of each job fetched.",
      .least = 1,
      .most = 100'000,
      .since = second},
     [](T& t, const Value& v) { t.source->values.put("keep_runs", v); }},
});

constexpr auto job_keys = std::to_array<OwnKey>({
    {{.name = "name",
      .required = true,
      .measure = "a-z 0-9 _ -",
      .description = "What `sluss run` calls it.",
      .example = "\"kolada\"",
      .since = first},
     [](T& t, const Value& v) { t.job->name = v.text; }},
    {{.name = "source",
      .required = true,
      .measure = "name of a source",
      .description = "A [source.NAME] of this configuration, or `{kind}`.",
      .example = "\"{kind}\"",
      .since = first},
     [](T& t, const Value& v) { t.job->source = v.text; }},
    {{.name = "every",
      .type = Type::duration,
      .measure = "duration",
      .description = "How often `sluss serve` runs it, counted in UTC. Unset: only on request.",
      .least = 1'000,
      .most = ten_years,
      .example = "\"6h\"",
      .since = first},
     [](T& t, const Value& v) { t.job->every = v.duration; }},
    {{.name = "schedule",
      .measure = "calendar expression",
      .description =
          "When `sluss serve` runs it, in place of `every`: systemd's calendar syntax with a time zone "
          "(Europe/Stockholm when it names none), or Swedish working days. docs/schedules.md has the grammar.",
      .example = "\"Mon..Fri 06:15\"",
      .since = first},
     [](T& t, const Value& v) { t.job->schedule = v.text; }},
    {{.name = "on", .description = "{when}", .words = "{events}", .example = "\"publication\"", .since = first},
     [](T& t, const Value& v) { t.job->on = parse_occasion(v.text); },
     Announces::something},
    {{.name = "tries",
      .standard = "\"07..19:05\"",
      .measure = "calendar expression",
      .description = "When it checks on an announced day; on the days after it at 07:05 and 13:05.",
      .since = first},
     [](T& t, const Value& v) { t.job->tries = v.text; },
     Announces::publications},
    {{.name = "after",
      .type = Type::texts,
      .measure = "names of jobs",
      .description = "It begins when all of these have succeeded since it last began. With `every` or `schedule`: its "
                     "slots wait while these run or are tried again.",
      .example = "[\"kolada\"]",
      .since = first},
     [](T& t, const Value& v) { t.job->after = v.texts; }},
    {{.name = "missed",
      .standard = "\"latest\"",
      .description =
          "What becomes of slots that passed while the daemon was down: the latest is caught up, all are, or none.",
      .words = missed_words.joined(),
      .since = first},
     [](T& t, const Value& v) { t.job->missed = missed_words.value_of(v.text); }},
    {{.name = "when_running",
      .standard = "\"skip\"",
      .description = "What becomes of a slot that comes while the job still runs: it is skipped, or one waits.",
      .words = overlap_words.joined(),
      .since = first},
     [](T& t, const Value& v) { t.job->when_running = overlap_words.value_of(v.text); }},
    {{.name = "jitter",
      .type = Type::duration,
      .standard = "\"0s\"",
      .measure = "duration",
      .description =
          "Slots begin up to so much later, the same for the same slot, so that not everybody asks a source at once.",
      .most = day,
      .since = first},
     [](T& t, const Value& v) { t.job->jitter = v.duration; }},
    {{.name = "expected_by",
      .measure = "calendar expression",
      .description = "Without success by then, since the slot before it, the job is reported as late.",
      .example = "\"Mon..Fri 08:00\"",
      .since = first},
     [](T& t, const Value& v) { t.job->expected_by = v.text; }},
    {{.name = "timeout",
      .type = Type::duration,
      .standard = "\"6h\"",
      .measure = "duration",
      .description = "A run that goes on so long is ended and counts as failed; what is delivered after it has "
                     "[delivery] total_timeout.",
      .least = 1'000,
      .most = ten_days,
      .since = first},
     [](T& t, const Value& v) { t.job->timeout = v.duration; }},
    {{.name = "retry_after",
      .type = Type::duration,
      .standard = "\"15min\"",
      .measure = "duration",
      .description = "A run that failed is tried again after so long, then twice as long, up to 4h. \"0s\": not before "
                     "the next slot.",
      .most = day,
      .since = first},
     [](T& t, const Value& v) { t.job->retry_after = v.duration; }},
});

}  // namespace

std::span<const OwnKey> source_table() {
  return source_keys;
}
std::span<const OwnKey> job_table() {
  return job_keys;
}

}  // namespace sluss::daemon::settings
