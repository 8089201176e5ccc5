#include "daemon/run/runner/load.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/check.h"
#include "daemon/run/runner/runner.h"
#include "transforms/normalise/registry.h"

namespace sluss::daemon::run {

namespace normalise = transforms::normalise;

namespace {

/// The rows of segments before, of which the later ones have nothing newer.
template <class Row>
void add_missing(std::vector<Row>& rows, std::vector<Row> earlier) {
  std::set<std::string> known;
  for (const auto& row : rows) known.insert(row.id);
  for (auto& row : earlier) {
    if (!known.contains(row.id)) rows.push_back(std::move(row));
  }
}

}  // namespace

/// What the normaliser sees of the load.
class Load::Output final : public normalise::Output {
 public:
  explicit Output(Load& load) : load_(load) {}
  core::FactNames& names() override { return load_.staged_->names(); }
  core::Result<> facts(std::span<const core::Fact> facts) override { return load_.add(facts); }
  core::Result<> table(const normalise::TableSpec& table) override { return load_.fill(table); }
  core::Result<> rows(const core::Batch& rows) override { return load_.stage(rows); }
  core::Result<> rejected(core::Reject reject) override { return load_.keep(std::move(reject)); }

 private:
  Load& load_;
};

LoadPlace place_of(const Context& context) {
  const auto& settings = context.settings;
  return {.staging = context.staging_folder,
          .scratch = {.folder = spill_below(context.staging_folder),
                      .most = settings.spill_most,
                      .least_free = settings.disk_least},
          .memory_limit = settings.memory,
          .municipality = settings.municipality};
}

std::filesystem::path spill_below(const std::filesystem::path& staging) {
  return staging / "spill";
}

core::Result<std::unique_ptr<Load>> Load::open(LoadPlace place, std::string_view token, std::string_view kind,
                                               std::string_view origin, PeriodKinds period_kinds) {
  const auto make = normalise::find_normaliser(kind);
  if (make == nullptr) {
    return core::fail(core::ErrorClass::config, "run.unknown_kind",
                      "nothing reads what sources of the kind \"" + std::string(kind) + "\" send",
                      "A newer program has loaded it: use that one. If it is this one's own kind, it lacks its line in "
                      "transforms/normalise/registry.cpp.");
  }
  auto staged = SLUSS_TRY(staging::Staging::open(place.staging, token));
  return std::unique_ptr<Load>(
      new Load(std::move(staged), std::move(place), token, make, std::string(origin), std::move(period_kinds)));
}

Load::Load(std::unique_ptr<staging::Staging> staged, LoadPlace place, std::string_view token,
           normalise::MakeNormaliser make, std::string origin, PeriodKinds period_kinds)
    : staged_(std::move(staged)),
      place_(std::move(place)),
      token_(token),
      make_(make),
      origin_(std::move(origin)),
      period_kinds_(std::move(period_kinds)),
      output_(std::make_shared<Output>(*this)),
      normaliser_(make_(setting(), *output_)) {}

normalise::Setting Load::setting() const {
  return {.origin = origin_,
          .period_kinds = period_kinds_,
          .scratch = place_.scratch,
          .memory_limit = place_.memory_limit,
          .municipality = place_.municipality};
}

core::Result<> Load::begin_segment() {
  if (begun_) SLUSS_TRY(end_segment());
  begun_ = true;
  earlier_ = counts();
  earlier_.read -= undecoded_;
  earlier_.rejected -= undecoded_;
  normaliser_ = make_(setting(), *output_);
  raw_offset_ = raw_next_;
  // A table is replaced whole: the last segment has all of it.
  if (table_spec_) unmet_.clear();
  table_.reset();
  table_spec_.reset();
  return {};
}

/// Facts may come only now. What is complete has all that there is; the rest is added to what is known.
core::Result<> Load::end_segment() {
  auto read = SLUSS_TRY(normaliser_->finish());
  if (!read.indicators_complete) {
    add_missing(read.indicators, std::move(read_.indicators));
    add_missing(read.areas, std::move(read_.areas));
    add_missing(read.listed_areas, std::move(read_.listed_areas));
    add_missing(read.units, std::move(read_.units));
  }
  read_ = std::move(read);
  if (const auto part = std::exchange(part_, std::nullopt); part && part->proves_absence()) {
    auto coverage = SLUSS_TRY(normaliser_->coverage(part->extent.text));
    parts_coverage_.insert(parts_coverage_.end(), std::make_move_iterator(coverage.begin()),
                           std::make_move_iterator(coverage.end()));
  }
  for (auto& unmet : normaliser_->unmet()) {
    if (std::ranges::find(unmet_, unmet) == unmet_.end()) unmet_.push_back(std::move(unmet));
  }
  return {};
}

core::Result<> Load::select(const connectors::Extent& extent) {
  return normaliser_->begin(extent.text);
}

core::Result<> Load::batch(std::string_view stream, connectors::RawHandle raw, const core::Batch& rows) {
  rows_[std::string(stream)] += static_cast<std::int64_t>(rows.rows());
  return normaliser_->take(stream, raw.index + raw_offset_, rows);
}

core::Result<> Load::rejected(core::Reject reject) {
  ++undecoded_;
  ++rows_[reject.stream];
  normaliser_->unread(reject);
  if (const auto table = normaliser_->table_of(reject.stream); !table.empty()) ++undecoded_of_[std::string(table)];
  reject.raw += raw_offset_;
  return keep(std::move(reject));
}

core::Result<> Load::keep(core::Reject reject) {
  rejects_.push_back(std::move(reject));
  if (rejects_.size() <= rejects_most) return {};
  return core::fail(core::ErrorClass::data, "run.too_many_rejects",
                    "more than " + std::to_string(rejects_most) + " values could not be decoded",
                    "the source has changed its format; see `sluss show last` for the first of them");
}

core::Result<> Load::add(std::span<const core::Fact> facts) {
  if (table_spec_ && !facts.empty()) return two_things();
  return staged_->add(facts);
}

std::unexpected<core::Error> Load::two_things() const {
  return core::fail(core::ErrorClass::data, "run.facts_and_table",
                    "a load has figures, and fills extract." + (table_spec_ ? table_spec_->name : std::string("…")),
                    "One job loads figures or one table: configure a job for each.");
}

core::Result<> Load::fill(const normalise::TableSpec& table) {
  if (staged_->facts() != 0) return two_things();
  if (table_spec_ && table_spec_->name != table.name) {
    return core::fail(core::ErrorClass::data, "run.two_tables",
                      "a load fills extract." + table_spec_->name + " and extract." + table.name,
                      "One job fills one table: configure a job for each.");
  }
  table_spec_ = table;
  return {};
}

core::Result<> Load::stage(const core::Batch& rows) {
  SLUSS_CHECK(table_spec_, "table() comes before stage()");
  if (!table_) {
    table_ = SLUSS_TRY(staging::StagedTable::open(place_.staging, token_, table_spec_->name, rows.schema()));
  }
  return table_->add(rows);
}

/// Absence is determined by the prefix of ids, so the absence of facts with another would never be noticed.
core::Result<> Load::check_origin() const {
  const auto& indicators = staged_->names().indicators;
  const auto prefix = origin_ + ":";
  for (std::uint32_t number = 1; number < indicators.size(); ++number) {
    const auto id = indicators.text_of(number);
    if (id.starts_with(prefix)) continue;
    return core::fail(core::ErrorClass::data, "run.foreign_id",
                      "the load has figures of " + std::string(id) + ", and its origin is " + origin_,
                      "This is a defect of the kind's normaliser: report it.");
  }
  return {};
}

core::Result<> Load::finish() {
  SLUSS_TRY(end_segment());
  SLUSS_TRY(check_origin());
  if (table_spec_ && !table_) {
    return core::fail(core::ErrorClass::data, "run.no_columns",
                      "the source said nothing of extract." + table_spec_->name + ", not even which columns it has",
                      "The table is as it was. Look at what the source has, and run the job again.");
  }
  return staged_->finalise();
}

core::Result<> Load::check_read() const {
  std::map<std::string_view, std::int64_t> undecoded;
  for (const auto& reject : rejects_) {
    if (!reject.decoded && !reject.stream.empty()) ++undecoded[reject.stream];
  }
  for (const auto& [stream, count] : undecoded) {
    if (const auto rows = rows_.find(stream); rows == rows_.end() || count < rows->second) continue;
    const auto first = std::ranges::find(rejects_, stream, &core::Reject::stream);
    return core::fail(core::ErrorClass::source, "run.nothing_read",
                      "not one of " + std::to_string(count) + " rows of " + std::string(stream) +
                          " could be decoded; the first: " + first->field + ", " + first->error + ": " + first->shown,
                      "nothing was changed; the source has changed its format, or another service answers: compare "
                      "its answer with its documentation, and update Sluss if the format is new",
                      {.file = first->object});
  }
  return {};
}

normalise::NormaliseCounts Load::counts() const {
  auto counts = normaliser_->counts();
  counts.read += earlier_.read + undecoded_;
  counts.facts += earlier_.facts;
  counts.filtered += earlier_.filtered;
  counts.rejected += earlier_.rejected + undecoded_;
  return counts;
}

std::int64_t Load::rejected_of(std::string_view table) const {
  const auto found = undecoded_of_.find(table);
  return found == undecoded_of_.end() ? 0 : found->second;
}

UnreadData Load::unread() const {
  UnreadData unread;
  unread.count = std::ssize(rejects_);
  for (const auto& reject : rejects_) {
    if (!reject.decoded) ++unread.undecoded;
    switch (reject.touches) {
      case core::Touches::series:
        unread.series.insert(reject.series.begin(), reject.series.end());
        break;
      case core::Touches::everything:
        unread.everything = true;
        break;
      case core::Touches::catalogue:
        unread.catalogue = true;
        break;
    }
  }
  return unread;
}

core::Result<std::vector<core::Coverage>> Load::coverage(const Resolution& resolution) const {
  auto coverage = parts_coverage_;
  if (!resolution.proves_absence()) return coverage;
  auto whole = SLUSS_TRY(normaliser_->coverage(resolution.extent.text));
  coverage.insert(coverage.end(), std::make_move_iterator(whole.begin()), std::make_move_iterator(whole.end()));
  for (const auto& extent : resolution.more) {
    auto part = SLUSS_TRY(normaliser_->coverage(extent.text));
    coverage.insert(coverage.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
  }
  return coverage;
}

}  // namespace sluss::daemon::run
