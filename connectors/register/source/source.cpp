#include "connectors/register/source/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "connectors/register/inbox/listing_digest.h"
#include "connectors/register/mapping/mapping_json.h"
#include "connectors/register/source/choose.h"
#include "connectors/register/source/file_load.h"
#include "connectors/register/source/file_names.h"
#include "connectors/register/source/findings.h"
#include "connectors/register/source/known_series.h"
#include "connectors/register/source/mapping_files.h"
#include "connectors/register/source/no_file.h"
#include "connectors/register/source/options.h"
#include "connectors/register/source/parts.h"
#include "connectors/register/source/place.h"
#include "connectors/register/source/readme_words.h"
#include "connectors/register/source/refusal_words.h"
#include "connectors/register/source/refused_file.h"
#include "connectors/register/source/shown_error.h"
#include "connectors/register/source/waiting.h"
#include "core/files.h"
#include "core/identities.h"
#include "core/ids.h"
#include "core/json.h"
#include "core/log.h"

namespace sluss::connectors::registers {
namespace {

/// By which the files are read.
struct Reading {
  Mapping mapping;
  std::map<std::string, std::string> codelists;
};

class FileSource final : public Source {
 public:
  FileSource(Setup setup, std::unique_ptr<core::Files> files, Reading reading)
      : setup_(std::move(setup)),
        files_(std::move(files)),
        reading_(std::move(reading)),
        limits_(limits_of(setup_.source)) {}

  /// Before all else.
  core::Result<> find_place() {
    place_ = SLUSS_TRY(make_place({.setup = setup_, .files = *files_, .wanted = [this](std::string_view name) {
                                     return mapping().id.empty() || is_named(mapping(), name);
                                   }}));
    return {};
  }

  /// Before plan().
  core::Result<> list() {
    waiting_ = SLUSS_TRY(waiting_files(waiting_setting(), setup_.stop));
    left_out_ = SLUSS_TRY(place_->passed_over());
    return {};
  }

  [[nodiscard]] std::string plan() const override {
    std::vector<InboxFile> files;
    for (const auto& one : waiting_) files.push_back(one.file);
    nlohmann::json plan{{"mapping", mapping().id}, {"read_by", read_by()}, {"files", listing_digest(files)}};
    if (!waiting_.empty()) plan["first"] = shown_name(waiting_.front().name);
    return core::json_text(plan);
  }

  [[nodiscard]] std::string server() const override { return place_->server(); }

  core::Result<Extent> extract(Sink& sink, std::stop_token stop) override {
    return with_shown_error(choose_and_load(sink, stop));
  }

  core::Result<> ended(const RunOutcome& outcome) override { return with_shown_error(put_away(outcome)); }

  [[nodiscard]] std::optional<RefusedFile> refused(const core::Error& error) const override {
    if (!run_file_ || !is_of_the_file(error)) return std::nullopt;
    auto file = refused_file(*run_file_, waiting_[*chosen_], error, place_->moves());
    if (!place_->moves()) file.mark = mark_of(waiting_[*chosen_]);
    return file;
  }

  core::Result<Probe> probe(std::stop_token stop) override { return with_shown_error(place_->probe(stop)); }

 private:
  [[nodiscard]] const Mapping& mapping() const { return reading_.mapping; }

  core::Result<Extent> choose_and_load(Sink& sink, const std::stop_token& stop) {
    SLUSS_TRY(choose(sink, stop));
    report(sink);
    if (!chosen_) return Extent{.complete = false, .text = std::string(extent_of_no_file)};
    return load_file({.setup = setup_,
                      .place = *place_,
                      .mapping = mapping(),
                      .codelists = reading_.codelists,
                      .limits = limits_,
                      .files = *files_},
                     {.waiting = waiting_[*chosen_], .file = *run_file_, .late = late_}, sink, stop);
  }

  core::Result<> put_away(const RunOutcome& outcome) {
    core::Result<> all;
    const auto keep_first = [&all](core::Result<> one) {
      if (!one && all) all = std::move(one);
    };
    const auto now = setup_.clock.now();
    const RunPage run{.run = outcome.run, .pages = setup_.page};
    // A run that failed tells of no other file than the one that it failed for: the next run passes them over, and its
    // page has them.
    if (outcome.committed) {
      for (const auto& passed : passed_)
        keep_first(place_->put_away(passed.file, Away::done, readme_of(passed, mapping(), run, now)));
    } else if (!passed_.empty() && run_file_ && outcome.error && is_of_the_file(*outcome.error)) {
      place_->ask_for_next();
    }
    if (run_file_ && (outcome.committed || (outcome.error && is_of_the_file(*outcome.error)))) {
      keep_first(place_->put_away(run_file_->file, outcome.committed ? Away::done : Away::rejected,
                                  readme_of(*run_file_, mapping(), outcome, run, now)));
    }
    // What an attempt before had fetched is known by the next run; so is what waits where files stay, also behind one
    // that was refused.
    const bool waits_here = !place_->moves() && waits_ > 0;
    const bool refused_here = waits_here && run_file_ && outcome.error && is_of_the_file(*outcome.error);
    if ((outcome.committed && (outcome.fetched_before || waits_here)) || refused_here) place_->ask_for_next();
    return all;
  }

  [[nodiscard]] WaitingSetting waiting_setting() {
    return {.place = *place_, .mapping = mapping(), .limits = limits_, .files = *files_, .scratch = setup_.scratch};
  }

  /// A digest of the mapping and its lists.
  [[nodiscard]] const std::string& read_by() const {
    if (read_by_.empty())
      read_by_ = core::Sha256::of(mapping_json(mapping()) + core::json_text(nlohmann::json(reading_.codelists))).hex();
    return read_by_;
  }

  core::Result<const KnownSeries*> known_series(Sink& sink, const std::string& query) {
    if (const auto known = series_.find(query); known != series_.end()) return &known->second;
    auto series = SLUSS_TRY(KnownSeries::of(query, place_->moves(), sink));
    return &series_.emplace(query, std::move(series)).first->second;
  }

  core::Result<std::optional<LastLoaded>> last_loaded(Sink& sink, const std::string& query) {
    const auto* const series = SLUSS_TRY(known_series(sink, query));
    const auto* const last = series->last_one();
    return last == nullptr ? std::nullopt : std::optional(last->what);
  }

  /// A table is replaced whole, and has no place in the order that could be filled later.
  [[nodiscard]] bool may_be_late(const WaitingFile& file, const KnownSeries& series) const {
    return !mapping().select.empty() && series.lacks(file);
  }

  /// Of a file that stays where it is: the same one, read by the same mapping and program within the same limits, is
  /// refused again.
  [[nodiscard]] std::string mark_of(const WaitingFile& file) const {
    auto limits = fmt::format("{};{};{}", inbox_of(setup_.source).most_bytes, limits_.unpacked_bytes, limits_.rows);
    return refusal_mark(file, {.mapping = read_by(), .limits = std::move(limits), .program = SLUSS_VERSION});
  }

  [[nodiscard]] const RefusedFile* refused_before(const WaitingFile& file, const KnownSeries& series) const {
    if (series.refused.empty() || place_->moves() || !place_->is_named_by_list()) return nullptr;
    const auto name = core::log::masked(shown_name(file.name));  // as its failure is written down
    const auto mark = mark_of(file);
    const auto found = std::ranges::find_if(
        series.refused, [&](const RefusedFile& one) { return one.name == name && one.mark == mark; });
    return found == series.refused.end() ? nullptr : &*found;
  }

  /// The first that is not the latest of its series, nor older. A file that is being written stops its series alone.
  core::Result<> choose(Sink& sink, const std::stop_token& stop) {
    std::set<std::string> stopped_series;
    std::optional<core::Error> trouble;
    for (std::size_t i = 0; i < waiting_.size() && !chosen_; ++i) {
      const auto& file = waiting_[i];
      if (stop.stop_requested()) return stopped();
      if (stopped_series.contains(file.query)) continue;
      const auto& series = *SLUSS_TRY(known_series(sink, file.query));
      const auto* const last = series.last_one();
      if (const auto* const refused = refused_before(file, series)) {
        refused_in_place_.push_back(*refused);
        continue;
      }
      if (!place_->moves() && last != nullptr && is_older(file, last->what, place_->is_ordered_by_time()) &&
          !may_be_late(file, series)) {
        ++older_in_place_[file.query];
        continue;
      }
      const auto* const same = series.compared_with(file);
      auto taken = place_->take(file.file, same != nullptr && !setup_.full ? same->what.version : std::string(),
                                setup_.scratch, stop);
      if (taken) {
        if (*taken) SLUSS_TRY(judge(i, **std::move(taken), sink));
        continue;
      }
      if (stop.stop_requested()) return std::unexpected(taken.error());
      if (taken.error().code == "inbox.gone") continue;
      stopped_series.insert(file.query);
      if (!trouble) trouble = taken.error();
    }
    if (!chosen_ && trouble) return std::unexpected(*std::move(trouble));
    return count_waiting(sink);
  }

  /// Whether a file that was taken is the one to load.
  core::Result<> judge(std::size_t at, FetchedFile taken, Sink& sink) {
    auto& file = waiting_[at];
    if (!place_->is_named_by_list()) file = described(waiting_setting(), taken.file);
    file.version = std::move(taken.version);
    const auto& series = *SLUSS_TRY(known_series(sink, file.query));
    // A name with the number of a person is refused whatever the file has, and not put among what is done.
    const bool may_pass = !(place_->moves() && core::mentions_identity(file.name));
    const bool by_time = !place_->moves() && place_->is_ordered_by_time();
    const auto sha256 = taken.file.sha256().hex();
    const auto* const same = series.compared_with(file);
    const auto* const last = series.last_one();
    const bool older = last != nullptr && is_older(file, last->what, by_time);
    // One that was loaded before a later one of its series is older, whatever bytes it has.
    const bool again = same != nullptr && is_same(file, sha256, same->what) &&
                       (!older || same->became() != Became::loaded) &&
                       (!place_->moves() || !(same->fate.unmet && same->fate.discarded));
    if (may_pass && again && !setup_.full) {
      pass(taken.file, NotNeeded::same, file, *same);
    } else if (may_pass && older && !may_be_late(file, series)) {
      if (!place_->moves()) ++older_in_place_[file.query];
      const bool corrects = !mapping().select.empty() && same != nullptr && is_of_same_order(file, same->what) &&
                            same->fate.counts() && !is_same(file, sha256, same->what);
      pass(taken.file, NotNeeded::older, file, series.reason_to_leave(file, by_time), corrects);
    } else {
      chosen_ = at;
      late_ = older;
      run_file_.emplace(RunFile{.file = std::move(taken.file), .name = file.name, .period = file.period});
    }
    return {};
  }

  /// Where files are not moved they stay, and nothing is told of what is known anyway.
  /// `corrects`: a file of its own place in the order was loaded before.
  void pass(const CopiedFile& copied, NotNeeded why, const WaitingFile& file, const KnownLoad& other,
            bool corrects = false) {
    if (!place_->moves()) return;
    passed_.push_back({.file = without_copy(copied),
                       .why = why,
                       .period = file.period,
                       .loaded = order_text(other.what),
                       .other = other.became(),
                       .makes_way_if_discarded = other.fate.unmet || !other.fate.applies,
                       .corrects = corrects});
  }

  /// "2025 10", for people.
  static std::string order_text(const LastLoaded& last) {
    std::string text;
    for (const auto& one : last.order) text += (text.empty() ? "" : " ") + one;
    return text;
  }

  /// Of those after the chosen one; where files stay, those that come after the latest of their series for certain.
  core::Result<> count_waiting(Sink& sink) {
    for (std::size_t i = chosen_ ? *chosen_ + 1 : waiting_.size(); i < waiting_.size(); ++i) {
      const auto& file = waiting_[i];
      const auto last = SLUSS_TRY(last_loaded(sink, file.query));
      if (!place_->moves() && refused_before(file, *SLUSS_TRY(known_series(sink, file.query))) != nullptr) continue;
      if (place_->moves() || !last || is_newer(file, *last)) ++waits_;
    }
    return {};
  }

  void report(Sink& sink) const {
    for (const auto& passed : passed_)
      if (passed.why == NotNeeded::older)
        sink.found(older_finding({.name = readable_name(passed.file.file().name),
                                  .period = passed.period,
                                  .loaded = passed.loaded,
                                  .other = passed.other,
                                  .makes_way_if_discarded = passed.makes_way_if_discarded,
                                  .corrects = passed.corrects},
                                 mapping()));
    for (const auto& [query, count] : older_in_place_)
      sink.found(older_in_place_finding(query, place_->where(), count));
    if (chosen_ || !passed_.empty()) report_hindrance(sink);
    if (!left_out_.empty()) sink.found(passed_over_finding(setup_.name, left_out_));
    for (const auto& passed : passed_)
      if (passed.why == NotNeeded::same) sink.found(same_finding(passed.file.file().name, passed.other));
    if (!refused_in_place_.empty()) sink.found(refused_in_place_finding(setup_.name, refused_in_place_));
    if (waits_ > 0) sink.found(waiting_finding(setup_.name, waits_));
  }

  /// Of what ended() is to do, when nobody asks any more what was found.
  void report_hindrance(Sink& sink) const {
    for (const auto where : {Away::done, Away::rejected}) {
      const auto why = place_->what_hinders(where);
      if (!why) continue;
      sink.found(not_put_away_finding(setup_.name, where, *why));
      return;
    }
  }

  Setup setup_;
  std::unique_ptr<core::Files> files_;
  Reading reading_;
  Limits limits_;
  std::unique_ptr<FilePlace> place_;
  std::vector<WaitingFile> waiting_;
  std::vector<PassedOver> left_out_;
  mutable std::string read_by_;                ///< once it was asked for
  std::map<std::string, KnownSeries> series_;  ///< by query
  std::optional<std::size_t> chosen_;
  bool late_ = false;                ///< the chosen one comes before the last of its series
  std::optional<RunFile> run_file_;  ///< the chosen one
  std::vector<PassedFile> passed_;
  std::map<std::string, std::int64_t> older_in_place_;  ///< by query
  std::vector<RefusedFile> refused_in_place_;  ///< that an earlier run had failed for, and that lie there still
  std::int64_t waits_ = 0;
};

core::Result<std::unique_ptr<Source>> opened(Setup setup) {
  Reading reading;
  const auto id = setup.job.text("mapping");
  if (!id.empty()) {
    auto mapping = read_mapping(id, setup.config_folders);
    if (!mapping) return std::unexpected(first_of(mapping.error()));
    reading.codelists = SLUSS_TRY(read_codelists(*mapping, setup.config_folders));
    reading.mapping = *std::move(mapping);
  }
  auto source = std::make_unique<FileSource>(std::move(setup), core::real_files(), std::move(reading));
  SLUSS_TRY(source->find_place());
  if (!id.empty()) SLUSS_TRY(source->list());
  return source;
}

}  // namespace

core::Result<std::unique_ptr<Source>> open_source(Setup setup) {
  return with_shown_error(opened(std::move(setup)));
}

}  // namespace sluss::connectors::registers
