#include "daemon/deliver/publish.h"

#include <algorithm>
#include <map>
#include <thread>
#include <tuple>
#include <utility>

#include "connectors/registry.h"
#include "core/log.h"
#include "core/text.h"
#include "daemon/deliver/published.h"
#include "daemon/deliver/record.h"
#include "daemon/settings/spill_place.h"
#include "daemon/settings/words.h"
#include "transforms/datasets/description.h"
#include "transforms/datasets/export.h"
#include "transforms/datasets/indicator_config.h"
#include "warehouse/file_lock.h"
#include "warehouse/journal/journal.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::deliver {

namespace datasets = transforms::datasets;

namespace {

constexpr auto turn_patience = std::chrono::minutes(30);
constexpr std::chrono::milliseconds turn_poll{500};
constexpr std::uint64_t hash_block = 1U << 20U;
constexpr std::size_t most_note_bytes = 500;  // of why a delivery failed; the log has the whole message

bool concerned(const settings::Publish& target, const PublishedRun& run) {
  return target.job.empty() || target.job == run.job;
}

/// Of each stored model: a sum over its rows.
core::Result<std::map<std::string, std::string>> contents(warehouse::Reader& reader) {
  std::map<std::string, std::string> by_model;
  const auto models = SLUSS_TRY(warehouse::ledger::models(reader));
  for (const auto& model : models) by_model[model.name] = model.content;
  return by_model;
}

/// Two runs must not write the same file in the spool, nor published.json, at once.
core::Result<warehouse::FileLock> take_turn(const PublishContext& context, const std::stop_token& stop) {
  const auto file = context.settings.state / "publish.lock";
  const auto until = std::chrono::steady_clock::now() + turn_patience;
  while (!stop.stop_requested()) {
    auto lock = SLUSS_TRY(warehouse::FileLock::take_own(file, turn_poll));
    if (lock) return std::move(*lock);
    if (std::chrono::steady_clock::now() < until) continue;
    return core::fail(core::ErrorClass::busy, "publish.busy", "another run has been delivering for half an hour",
                      "See what it waits for (`sluss status`); the next run delivers what this one could not.",
                      {.file = file.string()});
  }
  return core::fail(core::ErrorClass::cancelled, "publish.cancelled", "the delivery was asked to stop",
                    "The next run delivers what the target lacks");
}

struct FileSum {
  std::uint64_t bytes = 0;
  std::string sha256;
};

core::Result<FileSum> sum_of(core::Files& files, const std::filesystem::path& path) {
  FileSum sum;
  sum.bytes = SLUSS_TRY(files.size(path));
  core::Sha256Hasher hasher;
  for (std::uint64_t at = 0; at < sum.bytes; at += hash_block) {
    const auto block = SLUSS_TRY(files.read_range(path, at, std::min(hash_block, sum.bytes - at)));
    hasher.update(block);
  }
  sum.sha256 = hasher.finish().hex();
  return sum;
}

/// "2026-03-31 06:15" as a part of a file's name.
std::string moment_in_name(core::Instant instant) {
  auto text = core::swedish_text(instant);
  std::ranges::replace(text, ' ', '_');
  std::erase(text, ':');
  return text;
}

datasets::Format format_of(settings::FileFormat format) {
  switch (format) {
    case settings::FileFormat::csv:
      return datasets::Format::csv;
    case settings::FileFormat::csv_plain:
      return datasets::Format::csv_plain;
    case settings::FileFormat::xlsx:
      return datasets::Format::xlsx;
    case settings::FileFormat::parquet:
      return datasets::Format::parquet;
    case settings::FileFormat::json:
      break;
  }
  return datasets::Format::json;
}

class Publisher {
 public:
  Publisher(const PublishContext& context, const PublishedRun& run, warehouse::Reader& reader,
            datasets::ExportOptions options)
      : context_(context), run_(run), reader_(reader), options_(std::move(options)) {}

  /// Files in the spool are a killed run's.
  core::Result<> empty_spool() {
    SLUSS_TRY(context_.files.make_folders(spool()));
    const auto left = SLUSS_TRY(context_.files.list(spool()));
    for (const auto& path : left) SLUSS_TRY(context_.files.remove(path));
    return {};
  }

  /// Everything that one [[publish]] asks for; `done` has what was written before an error.
  core::Result<> deliver(const settings::Publish& publish, const datasets::DatasetDescription& dataset,
                         const std::string& content, std::vector<Delivery>& done) {
    const auto target = SLUSS_TRY(make_target(context_.settings, publish.target, context_.files));
    if (const auto* table = std::get_if<std::unique_ptr<TableTarget>>(&target))
      return deliver_table(publish, dataset, **table, content, done);
    auto& files = *std::get<std::unique_ptr<FileTarget>>(target);
    for (const auto format : publish.formats) SLUSS_TRY(deliver_file(publish, dataset, format, files, done));
    return {};
  }

  /// Logged, and recorded in the journal and in `summary`.
  void record_failure(const settings::Publish& target, const core::Error& error, PublishSummary& summary) {
    auto failed = begun(target);
    core::log::error("publish.failed", error.what,
                     {{"dataset", failed.dataset}, {"code", error.code}, {"to", failed.to}});
    failed.outcome = Outcome::failed;
    failed.error_code = error.code;
    failed.note = core::cut(core::log::masked(error.what), most_note_bytes);
    summary.errors.push_back(error);
    if (const auto recorded = append(journal_body(failed, run_.run, context_.way)); !recorded)
      summary.errors.push_back(recorded.error());
    summary.deliveries.push_back(std::move(failed));
  }

  [[nodiscard]] static Delivery begun(const settings::Publish& publish) {
    Delivery one;
    one.dataset = publish.dataset;
    one.kind = settings::kind_of(publish.target);
    one.to = settings::to_text(publish.target);
    return one;
  }

 private:
  [[nodiscard]] std::filesystem::path spool() const { return context_.settings.state / "delivery"; }

  core::Result<> deliver_file(const settings::Publish& publish, const datasets::DatasetDescription& dataset,
                              settings::FileFormat asked, FileTarget& target, std::vector<Delivery>& done) {
    const auto format = format_of(asked);
    const auto ending = datasets::extension_of(format);
    OutgoingFile file;
    file.name = dataset.name + ending;
    file.dated = dataset.name + "_" + core::to_text(core::swedish_day(options_.now)) + ending;
    file.timed = dataset.name + "_" + moment_in_name(options_.now) + ending;
    file.path = spool() / file.name;
    auto one = begun(publish);
    one.format = settings::file_format_words.word_of(asked);
    const auto exported =
        SLUSS_TRY(datasets::export_dataset(context_.files, reader_, dataset, format, file.path, options_));
    one.rows = exported.rows;
    auto sum = SLUSS_TRY(sum_of(context_.files, file.path));
    one.bytes = sum.bytes;
    one.sha256 = std::move(sum.sha256);
    auto placed = target.put(file, options_.stop);
    SLUSS_TRY(context_.files.remove(file.path));
    if (!placed) return std::unexpected(std::move(placed).error());
    one.outcome = placed->dated ? Outcome::dated : Outcome::written;
    one.places = std::move(placed->places);
    one.note = std::move(placed->note);
    return record(std::move(one), done);
  }

  core::Result<> deliver_table(const settings::Publish& publish, const datasets::DatasetDescription& dataset,
                               TableTarget& target, const std::string& content, std::vector<Delivery>& done) {
    auto one = begun(publish);
    const auto writer = target.writer(options_.stop);
    one.rows = SLUSS_TRY(datasets::write_dataset(reader_, dataset, *writer, options_.stop));
    one.places = {target.place()};
    if (!content.empty()) one.sha256 = core::Sha256::of(content).hex();
    return record(std::move(one), done);
  }

  /// It has been delivered: what cannot be recorded is delivered again by the next run.
  core::Result<> record(Delivery one, std::vector<Delivery>& done) {
    for (const auto& place : one.places)
      core::log::info("publish.written", "a dataset was written to its target",
                      {{"dataset", one.dataset}, {"path", place}, {"rows", one.rows}});
    if (!one.note.empty())
      core::log::warning("publish.held",
                         "a file is in use: it was not replaced, and the new one is beside it under another name",
                         {{"dataset", one.dataset}, {"to", one.to}, {"format", one.format}, {"held", one.note}});
    const auto body = journal_body(one, run_.run, context_.way);
    done.push_back(std::move(one));
    return append(body);
  }

  core::Result<> append(const std::string& body) {
    SLUSS_TRY(warehouse::journal::append_one(context_.files, context_.journal_file, context_.clock.now(), journal_kind,
                                             context_.who, body));
    return {};
  }

  const PublishContext& context_;
  const PublishedRun& run_;
  warehouse::Reader& reader_;
  datasets::ExportOptions options_;
};

}  // namespace

core::Result<PublishSummary> publish(const PublishContext& context, const PublishedRun& run, std::stop_token stop) {
  PublishSummary summary;
  const auto& targets = context.settings.publish;
  if (std::ranges::none_of(targets, [&](const auto& target) { return concerned(target, run); })) return summary;
  auto described = datasets::load_descriptions(context.files, context.settings.config_folders);
  if (!described) return std::unexpected(described.error().front());
  auto indicators =
      datasets::load_indicators(context.files, context.settings.config_folders, connectors::understood_origin());
  if (!indicators) return std::unexpected(indicators.error().front());
  const auto turn = take_turn(context, stop);
  if (!turn) {
    summary.errors.push_back(turn.error());
    return summary;
  }
  warehouse::ReadOptions read;
  read.now = context.clock.now();
  read.session = SLUSS_TRY(context.session());
  const auto reader = SLUSS_TRY(context.warehouse.reader(read));
  const auto content_of = SLUSS_TRY(contents(*reader));
  auto content_at_targets = SLUSS_TRY(PublishedContent::load(context.files, context.settings.state / "published.json"));
  datasets::ExportOptions options;
  options.now = read.now;
  options.run = run.run;
  options.recorded_at = run.recorded_at;
  options.decimals = datasets::decimals_of(*indicators);
  options.spill = settings::spill_of(context.settings);
  options.stop = std::move(stop);
  Publisher publisher(context, run, *reader, std::move(options));
  SLUSS_TRY(publisher.empty_spool());
  for (const auto& target : targets) {
    const auto found = content_of.find(target.dataset);
    const std::string content = found == content_of.end() ? "" : found->second;
    if (!concerned(target, run)) continue;
    if (!content.empty() && content_at_targets.has(target, content)) {
      auto same = Publisher::begun(target);
      same.outcome = Outcome::unchanged;
      summary.deliveries.push_back(std::move(same));
      continue;
    }
    const auto before = summary.deliveries.size();
    core::Result<> delivered;
    if (const auto dataset = datasets::find_description(*described, target.dataset); dataset) {
      delivered = publisher.deliver(target, *dataset, content, summary.deliveries);
    } else {
      delivered = std::unexpected(dataset.error());
    }
    if (!delivered) {
      publisher.record_failure(target, delivered.error(), summary);
      SLUSS_TRY(content_at_targets.forget(target));
      continue;
    }
    // What has only a dated name is tried again by the next run.
    const bool whole =
        std::none_of(summary.deliveries.begin() + static_cast<std::ptrdiff_t>(before), summary.deliveries.end(),
                     [](const auto& one) { return one.outcome == Outcome::dated; });
    if (!content.empty() && whole) SLUSS_TRY(content_at_targets.put(target, content));
  }
  return summary;
}

}  // namespace sluss::daemon::deliver
