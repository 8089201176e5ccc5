#include "tests/tools/counter/kind.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "core/descriptor.h"
#include "core/ids.h"
#include "core/json.h"
#include "tests/tools/counter/schema.h"

namespace sluss::tests::counter {

namespace {

namespace fs = std::filesystem;
using connectors::Problems;
using core::config::Key;
using core::config::Table;
using core::config::Type;

constexpr std::string_view parts_query = "counter:parts";

constexpr std::string_view no_parts = "no parts";

constexpr std::array source_keys{Key{.name = "folder",
                                     .required = true,
                                     .measure = "folder",
                                     .description = "Where the counters' files lie: part-1.txt, part-2.txt, ….",
                                     .example = "\"/srv/counters\"",
                                     .since = "0.2.0"},
                                 Key{.name = "receipts",
                                     .measure = "file",
                                     .description = "Where a line is written when a run has ended; empty: nowhere.",
                                     .example = "\"/srv/counters/receipts.txt\"",
                                     .since = "0.2.0"}};
constexpr std::array job_keys{Key{.name = "counters",
                                  .type = Type::texts,
                                  .required = true,
                                  .measure = "names",
                                  .description = "Which counters are read; [\"*\"] is all of them.",
                                  .example = "[\"*\"]",
                                  .since = "0.2.0"}};

/// Those of an extent: none means all.
std::vector<std::string> named(const Table& job) {
  auto counters = job.texts("counters");
  if (std::ranges::find(counters, "*") != counters.end()) counters.clear();
  return counters;
}

void check_source(const Table& /*source*/, Problems& /*problems*/) {}

void check_job(const Table& job, Problems& problems) {
  const auto& counters = job.texts("counters");
  for (std::size_t i = 0; i < counters.size(); ++i) {
    if (counters[i] == "*" || counters[i].find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos)
      continue;
    problems.fail("counters." + std::to_string(i), "config.selection", "'" + counters[i] + "' is no counter",
                  "A counter's name has a-z only.");
  }
}

core::Result<connectors::Interest> interest(const Table& job, const connectors::ExpandSets& /*expand_sets*/) {
  connectors::Interest result;
  for (const auto& name : named(job)) result.indicators.push_back("counter:" + name);
  result.more = result.indicators.empty();
  return result;
}

template <class T>
bool number(std::string_view text, T& value) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

/// "a;1981;2024;12.5", one a line.
bool read_line(std::string_view line, std::int32_t position, double factor, core::Batch& rows) {
  std::array<std::string_view, 4> parts;
  for (auto& part : parts) {
    const auto end = std::min(line.find(';'), line.size());
    part = line.substr(0, end);
    line.remove_prefix(std::min(line.size(), end + 1));
  }
  std::int32_t year = 0;
  double value = 0;
  if (!number(parts[2], year) || !number(parts[3], value)) return false;
  rows[column::counter].append_text(parts[0]);
  rows[column::area].append_text(parts[1]);
  rows[column::year].append(year);
  rows[column::value].append(value * factor);
  rows[column::position].append(position);
  return true;
}

core::Result<> hand_on(std::string_view body, connectors::RawHandle raw, int page, double factor,
                       connectors::RowSink& sink) {
  core::Batch rows(values_schema());
  std::int32_t position = 0;
  std::int64_t byte = 0;
  while (!body.empty()) {
    const auto end = std::min(body.find('\n'), body.size());
    const auto line = body.substr(0, end);
    if (!line.empty() && !read_line(line, position++, factor, rows)) {
      SLUSS_TRY(sink.rejected({.raw = raw.index,
                               .object = std::string(parts_query) + " part " + std::to_string(page),
                               .series = {std::string(line.substr(0, line.find(';')))},
                               .touches = core::Touches::series,
                               .line = position,
                               .byte = byte,
                               .error = "counter.no_number",
                               .shown = std::string(line.substr(0, 80))}));
    }
    byte += static_cast<std::int64_t>(end) + 1;
    body.remove_prefix(std::min(body.size(), end + 1));
  }
  return sink.batch(stream_values, raw, rows);
}

/// "committed run 3 unchanged read 80 facts 80 rejected 0 (0) held - findings 0 TOKEN"
std::string line_of(const connectors::RunOutcome& outcome, const std::string& token) {
  std::string held;
  for (const auto& one : outcome.held) held += (held.empty() ? "" : ",") + one.series + "=" + one.gate;
  return std::string(outcome.committed ? "committed" : "failed") + " run " + std::to_string(outcome.run.value) + " " +
         outcome.status + " read " + std::to_string(outcome.read) + " facts " + std::to_string(outcome.facts) +
         " rejected " + std::to_string(outcome.rejected) + " (" + std::to_string(outcome.rejects.size()) + ") held " +
         (held.empty() ? "-" : held) + " findings " + std::to_string(outcome.findings.size()) + " " +
         (outcome.error ? outcome.error->code : token) + (outcome.fetched_before ? " fetched before" : "");
}

class CounterSource final : public connectors::Source {
 public:
  CounterSource(connectors::Setup setup, double factor)
      : setup_(std::move(setup)), folder_(setup_.source.text("folder")), factor_(factor) {}

  [[nodiscard]] std::string plan() const override {
    return core::json_text(
        nlohmann::json{{"folder", folder_.string()}, {"counters", setup_.job.texts("counters")}, {"factor", factor_}});
  }

  core::Result<connectors::Extent> extract(connectors::Sink& sink, std::stop_token stop) override {
    token_ = token();
    SLUSS_TRY(write_lost_receipt(sink));
    const connectors::Extent extent{.complete = true,
                                    .text = extent_text({.counters = named(setup_.job), .factor = factor_})};
    SLUSS_TRY(sink.selected(extent));
    connectors::Progress progress{.doing = "parts"};
    const auto began = setup_.clock.now();
    for (int page = 1; page == 1 || fs::exists(file(page)); ++page) {
      if (stop.stop_requested()) {
        return core::fail(core::ErrorClass::cancelled, "counter.cancelled", "the reading was stopped", "run it again");
      }
      if (!fs::exists(file(page))) break;
      const auto body = SLUSS_TRY(read_part(sink, page));
      ++progress.pages;
      progress.bytes += static_cast<std::int64_t>(body);
      sink.progress(progress);
    }
    SLUSS_TRY(sink.done({.query = std::string(parts_query), .full = true, .began_at = began}));
    return extent;
  }

  core::Result<> ended(const connectors::RunOutcome& outcome) override {
    return write_receipt(line_of(outcome, token_.empty() ? token() : token_));
  }

  core::Result<connectors::Probe> probe(std::stop_token /*stop*/) override {
    if (fs::exists(file(1))) return connectors::Probe{.answer = folder_.string() + " has counters"};
    return core::fail(core::ErrorClass::config, "counter.no_parts", folder_.string() + " has no counters",
                      "Name the folder that part-1.txt lies in.");
  }

 private:
  [[nodiscard]] fs::path file(int page) const { return folder_ / ("part-" + std::to_string(page) + ".txt"); }

  /// Of all parts: their bytes, hashed.
  [[nodiscard]] std::string token() const {
    std::string all;
    for (int page = 1; fs::exists(file(page)); ++page) {
      std::ifstream in(file(page), std::ios::binary);
      all += std::string(std::istreambuf_iterator<char>(in), {}) + "\n";
    }
    return all.empty() ? std::string(no_parts) : core::Sha256::of(all).hex();
  }

  core::Result<> write_receipt(const std::string& line) {
    const auto& receipts = setup_.source.text("receipts");
    if (receipts.empty()) return {};
    std::ofstream out(receipts, std::ios::app);
    out << line << "\n" << std::flush;
    if (out) return {};
    return core::fail(core::ErrorClass::config, "counter.no_receipt", receipts + " cannot be written",
                      "Make its folder.", {.file = receipts});
  }

  /// Of a run that was committed, and whose process was killed before ended() was called.
  core::Result<> write_lost_receipt(connectors::Sink& sink) {
    const auto latest = SLUSS_TRY(sink.latest(parts_query));
    const auto& receipts = setup_.source.text("receipts");
    if (!latest || latest->etag != token_ || receipts.empty()) return {};
    std::ifstream in(receipts);
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("committed") && line.contains(token_)) return {};
    }
    return write_receipt("committed before " + token_);
  }

  /// A copy that does not change while it is read.
  [[nodiscard]] core::Result<std::string> copied(int page) const {
    auto from = file(page);
    if (!setup_.scratch.empty()) {
      const auto copy = setup_.scratch / from.filename();
      std::error_code failed;
      fs::copy_file(from, copy, failed);
      if (!failed) from = copy;
    }
    std::ifstream in(from, std::ios::binary);
    std::string body{std::istreambuf_iterator<char>(in), {}};
    if (in && !in.bad()) return body;
    return core::fail(core::ErrorClass::source, "counter.unreadable", file(page).string() + " cannot be read",
                      "Let the service read it.", {.file = file(page).string()});
  }

  core::Result<std::size_t> read_part(connectors::Sink& sink, int page) {
    const auto kept = SLUSS_TRY(sink.kept(parts_query, page));
    if (kept) {
      SLUSS_TRY(hand_on(kept->body, kept->handle, page, factor_, sink));
      return kept->body.size();
    }
    const auto body = SLUSS_TRY(copied(page));
    const auto object = sink.open_object();
    SLUSS_TRY(object->write(body));
    const auto raw = SLUSS_TRY(object->finish({.query = std::string(parts_query),
                                               .request = file(page).string(),
                                               .page = page,
                                               .media_type = "text/plain",
                                               .etag = token_,
                                               .fetched_at = setup_.clock.now()}));
    SLUSS_TRY(hand_on(body, raw, page, factor_, sink));
    return body.size();
  }

  connectors::Setup setup_;
  fs::path folder_;
  double factor_;
  std::string token_;  ///< of what this run reads; empty: extract() was not called
};

class PartReader final : public connectors::ObjectReader {
 public:
  core::Result<> begin(std::string_view extent, const fs::path& /*scratch*/) override {
    factor_ = SLUSS_TRY(parse_extent(extent)).factor;
    return {};
  }
  [[nodiscard]] bool needs_extent(const connectors::RawObject& object) const override {
    return object.query == parts_query;
  }
  core::Result<> read(const connectors::KeptObject& object, connectors::RowSink& sink) override {
    if (!needs_extent(object.object)) return {};
    return hand_on(object.body, object.handle, object.object.page, factor_, sink);
  }

 private:
  double factor_ = 1;
};

core::Result<std::unique_ptr<connectors::Source>> open(connectors::Setup setup) {
  const auto factor = SLUSS_TRY(read_factor(setup.config_folders));
  return std::make_unique<CounterSource>(std::move(setup), factor);
}

/// The counters that were loaded then, by today's factor.
core::Result<std::string> extent_today(std::string_view extent, const std::vector<fs::path>& config_folders) {
  auto archived = SLUSS_TRY(parse_extent(extent));
  archived.factor = SLUSS_TRY(read_factor(config_folders));
  return extent_text(archived);
}

std::unique_ptr<connectors::ObjectReader> read_again() {
  return std::make_unique<PartReader>();
}

/// Names, times and sizes of the parts; inotify wakes it when it is worth polling.
class PartWatcher final : public connectors::Watcher {
 public:
  explicit PartWatcher(fs::path folder)
      : folder_(std::move(folder)), inotify_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    ::inotify_add_watch(inotify_.number(), folder_.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM);
  }

  [[nodiscard]] connectors::Pace pace() const override {
    return {.poll_every = std::chrono::seconds(5), .settle = std::chrono::milliseconds(300)};
  }
  [[nodiscard]] int descriptor() const override { return inotify_.number(); }

  [[nodiscard]] core::Result<std::string> poll(std::stop_token /*stop*/) override {
    std::array<char, 4096> buffer{};
    while (::read(inotify_.number(), buffer.data(), buffer.size()) > 0) {
    }
    std::error_code failed;
    std::map<std::string, std::string> parts;  // in an order that stays
    for (const auto& one : fs::directory_iterator(folder_, failed)) {
      const auto name = one.path().filename().string();
      if (!name.starts_with("part-") || !name.ends_with(".txt")) continue;
      const auto changed = one.last_write_time(failed).time_since_epoch().count();
      parts[name] = std::to_string(changed) + ":" + std::to_string(one.file_size(failed));
    }
    if (failed) {
      return core::fail(core::ErrorClass::config, "counter.no_folder", folder_.string() + ": " + failed.message(),
                        "Make it.");
    }
    std::string token;
    for (const auto& [name, state] : parts) token += name + " " + state + "\n";
    return token;
  }

 private:
  fs::path folder_;
  core::Descriptor inotify_;
};

core::Result<std::unique_ptr<connectors::Watcher>> watch(connectors::Setup setup, std::string_view /*event*/) {
  return std::make_unique<PartWatcher>(setup.source.text("folder"));
}

constexpr std::array events{connectors::Event{.name = "part",
                                              .description = "it runs when a part is new or another one.",
                                              .when = "när en del är ny eller ändrad"}};

std::vector<connectors::MachineCheck> check_machine(const Table& source) {
  const auto& folder = source.text("folder");
  const bool there = fs::is_directory(folder);
  return {{"counters", there, there ? folder + " is there" : folder + " is not there", there ? "" : "Make it."}};
}

}  // namespace

constinit const connectors::Kind kind{.name = "counter",
                                      .origin = "counter",
                                      .title = "Räknare",
                                      .publisher = "Proven",
                                      .attribution = "Källa: Räknare",
                                      .source_keys = source_keys,
                                      .job_keys = job_keys,
                                      .announces = events,
                                      .resumes = true,
                                      .check_source = check_source,
                                      .check_job = check_job,
                                      .interest = interest,
                                      .open = open,
                                      .read_again = read_again,
                                      .extent_today = extent_today,
                                      .check_machine = check_machine,
                                      .watch = watch};

}  // namespace sluss::tests::counter
