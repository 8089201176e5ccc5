#include "daemon/program/check_view.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "core/log.h"
#include "core/numbers.h"
#include "core/time.h"

namespace sluss::daemon::program {
namespace {

using nlohmann::json;
constexpr std::array<const char*, 4> words{"OK", "WARNING", "CRITICAL", "UNKNOWN"};

/// Of a code: what is not known weighs more than a warning, and less than what is known to be critical.
int weight(int code) {
  constexpr std::array weights{0, 1, 3, 2};
  return weights.at(static_cast<std::size_t>(code));
}

constexpr std::uint64_t gibi = 1ULL << 30U;

/// A pipe begins the perfdata, a line end the long text.
std::string plain(std::string text) {
  std::ranges::replace_if(text, [](char c) { return c == '|' || static_cast<unsigned char>(c) < 0x20; }, ' ');
  return core::log::masked(text);
}

std::string label(std::string text) {
  std::ranges::replace_if(text, [](char c) { return c == '\'' || c == '=' || c == '|'; }, '_');
  return "'" + text + "'";
}

std::string hours(std::int64_t seconds) {
  return std::to_string(seconds / 3600) + " h";
}

std::string mebi(std::uint64_t bytes) {
  return std::to_string(bytes >> 20U) + " MiB";
}

using Limit = std::optional<std::chrono::milliseconds>;

bool is_over(std::int64_t seconds, const Limit& limit) {
  return limit && seconds > limit->count() / 1000;
}

std::string shown(const Limit& limit) {
  return limit ? std::to_string(limit->count() / 1000) : "";
}

class Check {
 public:
  explicit Check(const CheckLimits& limits) : limits_(limits) {}

  void judge(int code, const std::string& what) {
    lines_.push_back(std::string("[") + words.at(static_cast<std::size_t>(code)) + "] " + plain(what));
    if (code > 0) wrong_.push_back({code, plain(what)});
    if (weight(code) > weight(code_)) code_ = code;
  }
  void measure(const std::string& perfdata) { perfdata_ += " " + perfdata; }

  [[nodiscard]] bool checks_all() const { return limits_.job.empty() && limits_.dataset.empty(); }

  void daemon(const CheckFacts& facts) {
    daemon_ = facts.daemon;
    if (!facts.daemon) return judge(2, "no daemon runs");
    if (!facts.not_ready.empty()) return judge(2, "the daemon takes no runs: " + facts.not_ready);
    judge(0, "the daemon runs");
  }

  void jobs(const std::string& text, const std::string& freshness) {
    const auto all = json::parse(text, nullptr, false);
    const bool of_dataset = !checks_all() && limits_.job.empty();
    if (!all.is_array()) {
      if (!of_dataset || !has_hours()) not_known("the jobs are");
      return;
    }
    if (of_dataset) return late_for_the_dataset(all, json::parse(freshness, nullptr, false));
    int failing = 0;
    int late = 0;
    bool found = false;
    for (const auto& job : all) {
      const auto name = job.value("job", "");
      if (!limits_.job.empty() && name != limits_.job) continue;
      found = true;
      const bool fails = job.value("failing", false);
      const bool is_late = job.value("late", false);
      failing += fails ? 1 : 0;
      late += is_late ? 1 : 0;
      if (fails) judge(1, "job " + name + " failed: " + job.value("last_error", ""));
      if (is_late) judge(1, "job " + name + " is late");
      if (!fails && !is_late) judge(0, "job " + name + (job.value("paused", false) ? " is paused" : ""));
    }
    if (!found && !limits_.job.empty()) return judge(3, "no job is named " + limits_.job);
    measure("failing=" + std::to_string(failing) + ";0;;0");
    measure("late=" + std::to_string(late) + ";0;;0");
  }

  void held(const std::string& text) {
    if (!checks_all() && limits_.job.empty()) return;
    const auto all = json::parse(text, nullptr, false);
    if (!all.is_array()) return not_known("what is held is");
    const auto count = std::ranges::count_if(
        all, [&](const json& one) { return limits_.job.empty() || one.value("job", limits_.job) == limits_.job; });
    judge(count > 0 ? 1 : 0, std::to_string(count) + " held series wait for somebody");
    measure("held=" + std::to_string(count) + ";0;;0");
  }

  void errors(const json& status) {
    if (!checks_all()) return;
    if (!status.is_object()) return not_known("what the warehouse and the archive have lost is");
    const auto reload = json::json_pointer("/daemon/reload/error");
    if (status.contains(reload) && status[reload].is_string()) {
      const auto why = status[reload].get<std::string>();
      judge(1, "the configuration was refused, and the old one stays: " + why.substr(0, why.find('\n')));
    }
    const auto errors = status.find("errors");
    if (errors == status.end() || !errors->is_array()) return;
    for (const auto& error : *errors) judge(2, error.value("code", "") + ": " + error.value("what", ""));
    if (errors->empty()) judge(0, "warehouse and archive are there");
  }

  /// An older daemon does not report it.
  void undelivered(const json& status) {
    if (!checks_all() && limits_.dataset.empty()) return;
    if (!status.is_object()) return;
    for (const auto& one : status.value("undelivered", json::array())) {
      const auto dataset = one.value("dataset", "");
      if (!limits_.dataset.empty() && dataset != limits_.dataset) continue;
      judge(1, "dataset " + dataset + " was not delivered to " + one.value("to", "") + ": " + one.value("code", ""));
    }
  }

  /// Someone notified by mail alone does not hear that mails fail. An older daemon does not report it.
  void unsent(const json& status) {
    if (!checks_all() || !status.is_object()) return;
    for (const auto& one : status.value("unsent", json::array()))
      judge(1, one.value("kind", "") + " to " + one.value("to", "") + ": the last try failed at " +
                   one.value("at", "") + ": " + one.value("code", ""));
  }

  void freshness(const std::string& text, const std::string& why_not) {
    if (!checks_all() && limits_.dataset.empty()) return;
    const auto all = json::parse(text, nullptr, false);
    if (!all.is_array()) return judge(3, "the datasets' age is not known" + (why_not.empty() ? "" : ": " + why_not));
    bool found = false;
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> never_by;  // source and job → datasets
    for (const auto& one : all) {
      const auto name = one.value("dataset", "");
      if (!limits_.dataset.empty() && name != limits_.dataset) continue;
      found = true;
      const auto sources = sources_of(one);
      const auto age = one.find("age_seconds");
      if (age == one.end() || !age->is_number_integer()) {
        never_read(one, name, sources);
        continue;
      }
      for (const auto& source : sources) {
        if (!source.read) judge(1, "dataset " + name + " reads " + source.name + ", which has never been read");
        if (!source.read) continue;
        for (const auto& job : source.never_by) never_by[{source.name, job}].push_back(name);
      }
      const auto seconds = age->get<std::int64_t>();
      const int code = is_over(seconds, limits_.critical) ? 2 : is_over(seconds, limits_.warning) ? 1 : 0;
      judge(code, "dataset " + name + " is " + hours(seconds) + " old" + (code > 0 ? by_the_oldest(sources) : ""));
      measure(label("age_" + name) + "=" + std::to_string(seconds) + "s;" + shown(limits_.warning) + ";" +
              shown(limits_.critical) + ";0");
    }
    for (const auto& [by, names] : never_by) never_read_by(by.first, by.second, names);
    if (!found && !limits_.dataset.empty()) judge(3, "no dataset is named " + limits_.dataset);
  }

  /// Below [daemon] disk_least no run begins; this warns at twice as much.
  void least(const json& status) {
    if (!checks_all()) return;
    const auto disk = status.is_object() ? status.value("disk", json::object()) : json::object();
    const auto least = disk.value("least_bytes", std::uint64_t{0});
    for (const auto& space : disk.value("folders", json::array())) {
      const auto free = space.value("free_bytes", std::uint64_t{0});
      if (free >= 2 * least) continue;
      judge(free < least ? 2 : 1, mebi(free) + " are free for the " + space.value("name", "") +
                                      " folder, and with less than " + mebi(least) + " no run begins");
    }
  }

  void disk(const DiskSpace& disk) {
    if (!checks_all() || disk.all_bytes == 0) return;
    const auto share = static_cast<double>(disk.free_bytes) / static_cast<double>(disk.all_bytes);
    const bool critical = share < 0.05 && disk.free_bytes < 5 * gibi;
    const bool warning = share < 0.10 && disk.free_bytes < 20 * gibi;
    judge(critical ? 2 : warning ? 1 : 0, mebi(disk.free_bytes) + " are free for the state folder");
    measure("disk_free=" + std::to_string(disk.free_bytes) + "B;;;0;" + std::to_string(disk.all_bytes));
  }

  [[nodiscard]] CheckResult result() {
    std::ranges::stable_sort(wrong_, [](const auto& a, const auto& b) { return weight(a.first) > weight(b.first); });
    std::string text = std::string("SLUSS ") + words.at(static_cast<std::size_t>(code_)) + " - ";
    constexpr std::size_t most = 3;
    for (std::size_t i = 0; i < std::min(wrong_.size(), most); ++i) text += (i > 0 ? ", " : "") + wrong_[i].second;
    if (wrong_.size() > most) text += " and " + std::to_string(wrong_.size() - most) + " more";
    if (wrong_.empty()) text += core::counted(std::ssize(lines_), "thing", "things") + " checked, all well";
    if (!perfdata_.empty()) text += " |" + perfdata_;
    text += "\n";
    for (const auto& line : lines_) text += line + "\n";
    return {code_, std::move(text)};
  }

 private:
  /// One that a dataset reads.
  struct Source {
    std::string name;
    bool read = false;
    std::string checked_at;  ///< when it was read last
    std::vector<std::string> jobs;
    std::string checked_by;             ///< of several jobs the one that makes it old
    std::vector<std::string> never_by;  ///< scheduled jobs that have never read it
  };

  static std::string text_of(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
  }

  /// The answer of an earlier version's daemon has no jobs.
  static void read_jobs(const json& entry, Source& source) {
    if (source.jobs.size() < 2) return;
    source.checked_by = text_of(entry, "checked_by");
    const auto all = entry.find("job_checks");
    if (all == entry.end() || !all->is_array()) return;
    for (const auto& job : *all)
      if (job.value("scheduled", false) && text_of(job, "checked_at").empty())
        source.never_by.push_back(job.value("job", ""));
  }

  static std::vector<Source> sources_of(const json& dataset) {
    std::vector<Source> sources;
    const auto all = dataset.find("sources");
    if (all == dataset.end() || !all->is_array()) return sources;
    for (const auto& one : *all) {
      Source source{.name = one.value("source", ""),
                    .read = false,
                    .checked_at = {},
                    .jobs = {},
                    .checked_by = {},
                    .never_by = {}};
      const auto checked = one.find("checked_at");
      source.read = checked != one.end() && checked->is_string();
      if (source.read) source.checked_at = checked->get<std::string>();
      source.jobs = one.value("jobs", std::vector<std::string>());
      read_jobs(one, source);
      sources.push_back(std::move(source));
    }
    return sources;
  }

  /// Which of several makes the dataset old.
  static std::string by_the_oldest(const std::vector<Source>& sources) {
    const Source* oldest = nullptr;
    for (const auto& source : sources) {
      // Of one form and in UTC: of two seconds the earlier is the smaller.
      if (source.read && (oldest == nullptr || source.checked_at < oldest->checked_at)) oldest = &source;
    }
    if (oldest == nullptr) return {};
    const std::string job = oldest->checked_by.empty() ? "" : "job " + oldest->checked_by;
    if (sources.size() < 2) return job.empty() ? "" : " by " + job;
    return " by " + oldest->name + (job.empty() ? "" : ", " + job);
  }

  /// A dataset without an age.
  void never_read(const json& dataset, const std::string& name, const std::vector<Source>& sources) {
    const auto listed = dataset.find("sources");
    const auto run = dataset.find("run");
    const bool made = run != dataset.end() && run->is_number_integer();
    if (made && listed != dataset.end() && listed->is_array() && listed->empty())
      return judge(0, "dataset " + name + " reads no source");
    if (!made || sources.empty()) return judge(2, "dataset " + name + " has never been made");
    std::string names;
    for (const auto& source : sources) names += (names.empty() ? "" : ", ") + source.name;
    judge(2, "dataset " + name + " reads " + names + ", which " + (sources.size() == 1 ? "has" : "have") +
                 " never been read");
  }

  /// Reported once, however many datasets read the source.
  void never_read_by(const std::string& source, const std::string& job, const std::vector<std::string>& datasets) {
    std::string names;
    for (const auto& name : datasets) names += (names.empty() ? "" : ", ") + name;
    judge(1, (datasets.size() == 1 ? "dataset " + names + " reads " : "datasets " + names + " read ") + source +
                 ", which job " + job + " has never read");
  }

  [[nodiscard]] bool has_hours() const { return limits_.warning || limits_.critical; }

  /// The daemon did not answer, or not in JSON. Where none runs, that is reported already.
  void not_known(const std::string& what) {
    if (daemon_) judge(3, what + " not known");
  }

  /// A dataset without hours of its own waits for the jobs that fill it; for all, where the answer does not name them.
  void late_for_the_dataset(const json& jobs, const json& freshness) {
    if (has_hours()) return;
    std::vector<Source> sources;
    if (freshness.is_array()) {
      for (const auto& one : freshness)
        if (one.value("dataset", "") == limits_.dataset) sources = sources_of(one);
    }
    const auto fills = [&](const std::string& job) {
      return sources.empty() || std::ranges::any_of(sources, [&](const Source& source) {
               return std::ranges::find(source.jobs, job) != source.jobs.end();
             });
    };
    for (const auto& job : jobs) {
      const auto name = job.value("job", "");
      if (job.value("late", false) && fills(name)) judge(1, "job " + name + " is late");
    }
  }

  const CheckLimits& limits_;
  bool daemon_ = false;
  int code_ = 0;
  std::vector<std::string> lines_;
  std::vector<std::pair<int, std::string>> wrong_;
  std::string perfdata_;
};

}  // namespace

CheckResult unknown_result(const std::string& why) {
  return {3, "SLUSS UNKNOWN - " + plain(why) + "\n"};
}

CheckResult check_result(const CheckFacts& facts, const CheckLimits& limits) {
  Check check(limits);
  check.daemon(facts);
  check.jobs(facts.jobs, facts.freshness);
  check.held(facts.held);
  const auto status = json::parse(facts.status, nullptr, false);
  check.errors(status);
  check.undelivered(status);
  check.unsent(status);
  check.freshness(facts.freshness, facts.no_freshness);
  check.least(status);
  if (facts.disk) check.disk(*facts.disk);
  return check.result();
}

}  // namespace sluss::daemon::program
