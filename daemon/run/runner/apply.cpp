#include "daemon/run/runner/apply.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/finding_codes.h"
#include "core/json.h"
#include "core/text.h"
#include "daemon/run/hold/definition_gates.h"
#include "daemon/run/hold/suspicion.h"
#include "daemon/run/runner/models.h"
#include "daemon/run/runner/run_number.h"
#include "daemon/run/runner/tables.h"
#include "daemon/run/runner/writer.h"
#include "warehouse/dimensions.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::run {

namespace {

/// A resumed full load moves the checkpoint but does not count as a full reload: it does not show what is absent.
std::vector<warehouse::CheckpointRow> checkpoint_rows(const ApplyInput& input, const Resolution& resolution,
                                                      const std::vector<warehouse::CheckpointRow>& before) {
  std::vector<warehouse::CheckpointRow> rows;
  for (const auto& query : resolution.done) {
    // A clock ahead began it, and when that was is not known: the next load begins where the load before began.
    if (input.recorded_at && query.began_at > *input.recorded_at) continue;
    warehouse::CheckpointRow row{input.job, query.query, query.began_at, query.began_at};
    if (!query.full) {
      row.full_reload_at = {};
      for (const auto& known : before) {
        if (known.query == query.query) row.full_reload_at = known.full_reload_at;
      }
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// What proves no absence, by the rules that the run is applied by.
UnreadData unread_of(const Load& load, const ApplyInput& input) {
  return input.judged.rules < warehouse::unread_rules ? UnreadData() : load.unread();
}

core::Finding unread_finding(const UnreadData& unread, const std::string& source, bool of_table) {
  constexpr std::size_t most_named = 10;
  std::string named;
  std::size_t at = 0;
  for (const auto& series : unread.series) {
    if (at++ == most_named) break;
    named += (named.empty() ? "" : ", ") + series;
  }
  if (unread.series.size() > most_named) named += " med flera (" + std::to_string(unread.series.size()) + ")";
  std::string closes = "Tidigare uppgifter är orörda.";
  if (of_table)
    closes = "De raderna saknas i tabellen.";
  else if (!unread.everything && !unread.series.empty())
    closes = "Tidigare uppgifter är orörda i: " + named + ".";
  else if (!unread.everything)
    closes = "Katalogen är i övrigt orörd.";
  return {.code = std::string(core::unread_finding),
          .severity = core::Severity::error,
          .subject = source,
          .what = std::to_string(unread.count) + (unread.count == 1 ? " ställe" : " ställen") +
                  " i det som kom kunde inte läsas: se Avvisade rader. " + closes,
          .remedy =
              "Rätta dem i filen och lägg in den igen, eller fråga källan. Till den som sköter Sluss: `sluss show` med "
              "körningens nummer visar de första med plats och orsak. Uppdatera Sluss om källans format har ändrats; "
              "nästa hela hämtning stänger det som då saknas.",
          .count = unread.count};
}

core::Finding unmade_finding(const std::string& model, const core::Error& why) {
  return {.code = "dataset.unmade",
          .severity = core::Severity::error,
          .subject = model,
          .what = "Datasetet " + model + " kunde inte göras om och står kvar som det var. " + why.what,
          .remedy = "Rätta models/" + model + ".sql, eller hämta det som den läser; nästa körning gör om datasetet."};
}

/// One attempt at the transaction. Nothing happened to the warehouse unless it returns a summary.
class Attempt {
 public:
  Attempt(Context& context, Load& load, const Resolution& resolution, const ApplyInput& input,
          const warehouse::GateLimits& limits, DefinitionGates gates, const UnreadData& unread,
          const BrokenModels& broken)
      : context_(context),
        load_(load),
        resolution_(resolution),
        input_(input),
        limits_(limits),
        gates_(std::move(gates)),
        unread_(unread),
        broken_(broken) {}

  /// With a suspicion everything is held. Nothing: there is reason for one, as more would close than may.
  core::Result<std::optional<RunSummary>> run(const Suspicion* suspicion, const std::stop_token& stop) {
    suspicion_ = suspicion;
    writer_ = SLUSS_TRY(open_writer(context_, "job " + input_.job, stop));
    if (input_.read_beside) SLUSS_TRY(check_not_overtaken(*input_.read_beside));
    SLUSS_TRY(identify());
    const bool dimensions_changed = SLUSS_TRY(put_dimensions());
    auto outcome = SLUSS_TRY(merge(stop));
    if (suspicion_ == nullptr && outcome.closing_share > limits_.closing_share_of_all) return std::nullopt;
    auto table = SLUSS_TRY(put_table());
    count(outcome, table);
    for (const auto& stream : summary_.run.streams) SLUSS_TRY(check_conservation(stream.rows, stream.stream));
    report_findings(outcome, table);
    summary_.held = std::move(outcome.held);
    waits_ = table.waits;
    if (table.held) summary_.held.push_back(*std::move(table.held));
    if (suspicion_ != nullptr) report_suspicion();
    const bool facts_changed = outcome.changed || dimensions_changed;
    summary_.run.status = status(facts_changed || table.changed);
    SLUSS_TRY(put_meta(facts_changed, table.changed));
    SLUSS_TRY(writer_->commit());
    writer_.reset();
    return std::move(summary_);
  }

 private:
  core::Result<warehouse::MergeOutcome> merge(const std::stop_token& stop) {
    if (load_.table()) return warehouse::MergeOutcome{};  // a load has facts, or a table
    warehouse::MergeOptions options;
    options.origin = input_.origin;
    options.beside = input_.judged.beside;
    options.yields = input_.cause == "replay";
    options.late = input_.cause == "run" && resolution_.extent.late;
    options.same = same_by(input_.judged.rules, input_.same);
    options.coverage = SLUSS_TRY(coverage());
    options.gates = limits_;
    options.hold = gates_.held;
    options.hold_whole = whole_hold();
    options.discarded_bars = input_.discarded_bars || input_.judged.rules < warehouse::given_rules;
    options.passes_unmet = input_.judged.rules >= warehouse::passing_rules;
    return writer_->merge(load_.staged(), options, summary_.run.id, summary_.run.recorded_at, stop);
  }

  /// What could not be read proves nothing of what it touches.
  core::Result<std::vector<core::Coverage>> coverage() {
    if (unread_.everything) return std::vector<core::Coverage>();
    auto coverage = SLUSS_TRY(load_.coverage(resolution_));
    for (auto& part : coverage) {
      for (const auto& id : unread_.series) part.except.push_back(input_.origin + ":" + id);
    }
    return coverage;
  }

  core::Result<PutTable> put_table() {
    auto& table = load_.table();
    if (!table) return PutTable{};
    auto& run = summary_.run;
    run.details = with_table(run.details, *table, input_.judged.rules);
    auto put = SLUSS_TRY(run::put_table(context_, *writer_, *table,
                                        {.job = input_.job,
                                         .rules = input_.judged.rules,
                                         .gates = limits_,
                                         .may_be_empty = load_.may_be_empty(),
                                         .hold = whole_hold()},
                                        run));
    if (put.discarded) run.details = with_discarded(run.details);
    return put;
  }

  /// The writer is ours: no one else commits any more.
  core::Result<> check_not_overtaken(core::RunId last) {
    const auto reader = SLUSS_TRY(context_.warehouse.reader({.now = context_.clock.now()}));
    const auto newer = SLUSS_TRY(warehouse::ledger::newer_run(*reader, input_.origin, last));
    if (!newer) return {};
    return core::fail(core::ErrorClass::busy, "replay.overtaken",
                      "run " + std::to_string(newer->value) + " was committed while the archive was read",
                      "Nothing was changed. Begin it again when no run of the source is under way.");
  }

  core::Result<> identify() {
    auto& run = summary_.run;
    run.job = input_.job;
    run.source = input_.source;
    run.origin = input_.origin;
    run.cause = input_.cause;
    run.started_at = input_.started_at;
    run.rules = input_.judged.rules;
    auto judged = input_.judged;
    if (!input_.run) judged.gates = limits_;
    run.details = with_basis(input_.details, judged);
    for (const auto& segment : input_.segments) run.segments.push_back(segment.file.string());
    return run::identify(context_, *writer_, {input_.run, input_.recorded_at, input_.clock_known}, run);
  }

  core::Result<bool> put_dimensions() {
    const auto& dimensions = load_.dimensions();
    const bool believed =
        !unread_.catalogue && !(suspicion_ != nullptr && input_.judged.rules >= warehouse::figure_rules);
    const bool whole = input_.complete_dimensions && dimensions.indicators_complete && believed;
    const bool groups = dimensions.area_members_complete && believed;
    bool changed = false;
    const auto put_of = [&](std::string_view origin, const warehouse::Table& table, const auto& rows,
                            bool complete) -> core::Result<> {
      if (rows.empty() && !complete) return {};
      const auto& run = summary_.run;
      const auto counts = SLUSS_TRY(writer_->put(
          table, warehouse::fill_of(warehouse::rows_of(rows)),
          {.origin = origin, .complete = complete, .beside = input_.judged.beside}, run.id, run.recorded_at));
      changed |= counts.inserted + counts.revised + counts.absent != 0;
      dimensions_.push_back({.stream = table.full_name(), .rows = counts});
      return {};
    };
    const auto put = [&](const warehouse::Table& table, const auto& rows, bool complete) {
      return put_of(input_.origin, table, rows, complete);
    };
    SLUSS_TRY(put(warehouse::indicator_table(), dimensions.indicators, whole));
    SLUSS_TRY(put(warehouse::area_table(), dimensions.areas, false));
    // Of no origin: whose catalogue has the area describes it anew.
    SLUSS_TRY(put_of("", warehouse::area_table(), dimensions.listed_areas, false));
    SLUSS_TRY(put(warehouse::area_member_table(), dimensions.area_members, groups && !dimensions.area_members.empty()));
    SLUSS_TRY(put(warehouse::indicator_member_table(), dimensions.indicator_members,
                  whole && !dimensions.indicator_members.empty()));
    SLUSS_TRY(put(warehouse::unit_table(), dimensions.units, false));
    SLUSS_TRY(put(warehouse::publication_table(), dimensions.publications, false));
    return changed;
  }

  /// The run's own counts have all that was rejected; each table has what would have gone to it.
  void count(const warehouse::MergeOutcome& outcome, const PutTable& table) {
    const auto counts = load_.counts();
    warehouse::StreamCounts main{.stream = warehouse::observation_stream, .rows = outcome.rows};
    if (load_.table()) main = {.stream = series_of_table(load_.table()->name()), .rows = table.rows};
    main.rows.read = counts.read;
    main.rows.rejected += counts.rejected;
    main.rows.filtered += counts.filtered;
    auto& run = summary_.run;
    run.rows = main.rows;
    for (auto& [stream, rows] : dimensions_) {
      const auto rejected = load_.rejected_of(stream);
      rows.read += rejected;
      rows.rejected += rejected;
      main.rows.read -= rejected;
      main.rows.rejected -= rejected;
    }
    run.streams = {std::move(main)};
    run.streams.insert(run.streams.end(), dimensions_.begin(), dimensions_.end());
  }

  void report_findings(const warehouse::MergeOutcome& outcome, const PutTable& table) {
    summary_.findings = resolution_.findings;
    for (auto& finding : load_.findings()) summary_.findings.push_back(std::move(finding));
    for (const auto* found : {&outcome.findings, &table.findings})
      summary_.findings.insert(summary_.findings.end(), found->begin(), found->end());
    if (unread_.any()) summary_.findings.push_back(unread_finding(unread_, input_.source, load_.table().has_value()));
  }

  [[nodiscard]] std::optional<warehouse::WholeHold> whole_hold() const {
    return suspicion_ == nullptr ? std::nullopt : std::optional(suspicion_->hold);
  }

  void report_suspicion() {
    auto found = findings_of(*suspicion_, input_.source, !summary_.held.empty() || waits_);
    std::ranges::move(found, std::back_inserter(summary_.findings));
  }

  std::string status(bool changed) const {
    if (!summary_.held.empty() || waits_) return "held";
    return changed ? "done" : "unchanged";
  }

  core::Result<> put_meta(bool facts_changed, bool table_changed) {
    const auto& run = summary_.run;
    std::uint32_t offset = 0;
    for (const auto& segment : input_.segments) {
      SLUSS_TRY(writer_->put_raw_objects(run.id, raw_object_rows(segment, offset)));
      offset += static_cast<std::uint32_t>(segment.objects.size());
    }
    if (input_.checkpoints) {
      const auto before = SLUSS_TRY(context_.warehouse.checkpoints(input_.job));
      SLUSS_TRY(writer_->put_checkpoints(run.id, checkpoint_rows(input_, resolution_, before)));
    }
    SLUSS_TRY(writer_->put_rejects(run.id, load_.rejects()));
    SLUSS_TRY(writer_->put_run(run));
    // The calendar shows what waits as come.
    if (facts_changed || run.rows.held > 0) {
      SLUSS_TRY(writer_->mark_models_dirty(run.id));
    } else if (table_changed) {
      SLUSS_TRY(mark_models_over(context_, *writer_, run.id, load_.table()->name()));
    }
    SLUSS_TRY(refresh());
    for (const auto& model : summary_.models) {
      if (model.unmade) summary_.findings.push_back(unmade_finding(model.name, *model.unmade));
    }
    return writer_->put_findings(run.id, summary_.findings);
  }

  core::Result<> refresh() {
    if (!input_.refresh_models || !context_.session) return {};
    summary_.models = SLUSS_TRY(run::refresh_models(context_, *writer_, summary_.run.id, broken_));
    return {};
  }

  Context& context_;
  Load& load_;
  const Resolution& resolution_;
  const ApplyInput& input_;
  const warehouse::GateLimits& limits_;
  DefinitionGates gates_;
  const UnreadData& unread_;
  const BrokenModels& broken_;
  const Suspicion* suspicion_ = nullptr;
  std::unique_ptr<warehouse::Writer> writer_;
  RunSummary summary_;
  std::vector<warehouse::StreamCounts> dimensions_;
  bool waits_ = false;  ///< a table, since an earlier run
};

}  // namespace

core::SameFigure same_by(int rules, core::SameFigure of_kind) {
  return rules < warehouse::figure_rules ? core::SameFigure::relative : of_kind;
}

core::Result<> check_conservation(const warehouse::RowCounts& rows, std::string_view stream) {
  if (rows.in_holds() && rows.out_holds()) return {};
  const auto text = [](std::int64_t number) { return std::to_string(number); };
  const std::string in = "read " + text(rows.read) + " = inserted " + text(rows.inserted) + " + revised " +
                         text(rows.revised) + " + unchanged " + text(rows.unchanged) + " + deleted " +
                         text(rows.deleted) + " + rejected " + text(rows.rejected) + " + filtered " +
                         text(rows.filtered) + " + duplicate " + text(rows.duplicate) + " + held " + text(rows.held);
  const std::string out = "open_after " + text(rows.open_after) + " = open_before " + text(rows.open_before) +
                          " + inserted " + text(rows.inserted) + " - deleted " + text(rows.deleted) + " - absent " +
                          text(rows.absent);
  return core::fail(core::ErrorClass::data, "run.not_conserved",
                    "the rows of " + std::string(stream) + " do not add up: " + (rows.in_holds() ? out : in),
                    "nothing was committed; this is a defect of the program: keep the archive segment and report it");
}

core::Result<RunSummary> apply(Context& context, Load& load, const Resolution& resolution, const ApplyInput& input,
                               std::stop_token stop) {
  const auto readers = context.warehouse.keep_readers();
  const auto reader = SLUSS_TRY(context.warehouse.reader({.now = context.clock.now()}));
  const auto limits = input.judged.gates.value_or(context.settings.gates);
  const auto gates = SLUSS_TRY(definition_gates(*reader, input.origin, load.dimensions().indicators, limits));
  const auto unread = unread_of(load, input);
  const auto attempt = [&](const Suspicion* suspicion) {
    return past_broken_models([&](const BrokenModels& broken) {
      return Attempt(context, load, resolution, input, limits, gates, unread, broken).run(suspicion, stop);
    });
  };
  const auto& dimensions = load.dimensions();
  auto suspicion = suspicion_of({.unmet = load.unmet(),
                                 .definitions = gates,
                                 .indicators = std::ssize(dimensions.indicators),
                                 .whole_catalogue = input.complete_dimensions && dimensions.indicators_complete,
                                 .unread = unread,
                                 .read = load.counts().read},
                                limits);
  if (!suspicion) {
    auto summary = SLUSS_TRY(attempt(nullptr));
    if (summary) return std::move(*summary);
    suspicion = suspicion_of_closing(limits);
  }
  log_suspicion(*suspicion, input.job);
  auto summary = SLUSS_TRY(attempt(&*suspicion));
  return std::move(*summary);
}

}  // namespace sluss::daemon::run
