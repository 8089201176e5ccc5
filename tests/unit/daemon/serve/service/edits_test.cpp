// A working configuration, changed at random: it is refused with its place and its mend, or what it says is in force
// and the daemon takes it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "core/duration.h"
#include "core/toml.h"
#include "daemon/serve/notify/address.h"
#include "daemon/serve/notify/mail_host.h"
#include "daemon/serve/schedule/calendar.h"
#include "daemon/serve/service/door_checks.h"
#include "daemon/serve/service/job_rule.h"
#include "daemon/settings/credential.h"
#include "daemon/settings/folders.h"
#include "daemon/settings/kinds.h"
#include "daemon/settings/load.h"
#include "daemon/settings/settings.h"
#include "daemon/settings/size.h"
#include "daemon/settings/words.h"
#include "tests/unit/daemon/serve/service/edited_texts.h"
#include "tests/unit/daemon/settings/written_folder.h"

namespace sluss::daemon::serve {
namespace {

using settings::Settings;

constexpr unsigned seed = 20261128;
constexpr int rounds = 500;

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += text + "\n";
  return all;
}

std::string shown(std::chrono::milliseconds duration) {
  return std::to_string(duration.count());
}

template <class Number>
std::string number(Number value) {
  return std::to_string(static_cast<double>(value));
}

/// How two texts that mean the same are made one.
enum class ValueKind : std::uint8_t { text, texts, number, duration, size, folder, delivery, municipality };

/// A key that the edits meet, and what the settings have of it; nothing when they have no such table.
struct CheckedKey {
  std::string_view path;
  ValueKind is;
  std::string (*in_force)(const Settings&);
};

template <class Of>
std::string first(const std::vector<Of>& all, std::string (*show)(const Of&)) {
  return all.empty() ? std::string() : show(all.front());
}

std::string of_job(const Settings& s, std::string (*show)(const settings::Job&)) {
  return first(s.jobs, show);
}
std::string of_notify(const Settings& s, std::string (*show)(const settings::Notify&)) {
  return first(s.notify, show);
}
std::string of_publish(const Settings& s, std::string (*show)(const settings::Publish&)) {
  return first(s.publish, show);
}

template <class Value, std::size_t count>
std::string words_of(const settings::Words<Value, count>& words, const std::vector<Value>& values) {
  std::string all;
  for (const auto value : values) all += std::string(words.word_of(value)) + "\n";
  return all;
}

const std::vector<CheckedKey>& checked_keys() {
  using settings::Deadline;
  using settings::Job;
  using settings::Notify;
  using settings::Publish;
  using S = const Settings&;
  static const std::vector<CheckedKey> all{
      {"municipality", ValueKind::municipality, [](S s) { return s.municipality; }},
      {"state", ValueKind::folder, [](S s) { return s.state.string(); }},
      {"http.attempts", ValueKind::number, [](S s) { return number(s.http.attempts); }},
      {"http.budget", ValueKind::duration, [](S s) { return shown(s.http.budget); }},
      {"warehouse.memory", ValueKind::size, [](S s) { return std::to_string(s.memory_bytes); }},
      {"warehouse.generations", ValueKind::number, [](S s) { return number(s.generations); }},
      {"gates.revised_share", ValueKind::number, [](S s) { return number(s.gates.revised_share); }},
      {"log.level", ValueKind::text, [](S s) { return std::string(settings::log_level_words.word_of(s.log_level)); }},
      {"daemon.parallel", ValueKind::number, [](S s) { return number(s.parallel); }},
      {"daemon.drain", ValueKind::duration, [](S s) { return shown(s.drain); }},
      {"control.listen", ValueKind::text, [](S s) { return s.control.listen; }},
      {"mail.server", ValueKind::text, [](S s) { return s.mail.host; }},
      {"mail.port", ValueKind::number, [](S s) { return number(s.mail.port); }},
      {"mail.from", ValueKind::text, [](S s) { return s.mail.from; }},
      {"job.0.name", ValueKind::text, [](S s) { return of_job(s, [](const Job& j) { return j.name; }); }},
      {"job.0.source", ValueKind::text, [](S s) { return of_job(s, [](const Job& j) { return j.source; }); }},
      {"job.0.indicators", ValueKind::texts,
       [](S s) { return of_job(s, [](const Job& j) { return joined(j.values.texts("indicators")); }); }},
      {"job.0.areas", ValueKind::texts,
       [](S s) { return of_job(s, [](const Job& j) { return joined(j.values.texts("areas")); }); }},
      {"job.0.compare", ValueKind::texts,
       [](S s) { return of_job(s, [](const Job& j) { return joined(j.values.texts("compare")); }); }},
      {"job.0.schedule", ValueKind::text, [](S s) { return of_job(s, [](const Job& j) { return j.schedule; }); }},
      {"job.0.full_reload", ValueKind::duration,
       [](S s) { return of_job(s, [](const Job& j) { return shown(j.values.duration("full_reload")); }); }},
      {"deadline.0.name", ValueKind::text,
       [](S s) { return first<Deadline>(s.deadlines, [](const Deadline& d) { return d.name; }); }},
      {"deadline.0.day", ValueKind::text,
       [](S s) { return first<Deadline>(s.deadlines, [](const Deadline& d) { return d.day; }); }},
      {"notify.0.name", ValueKind::text, [](S s) { return of_notify(s, [](const Notify& n) { return n.name; }); }},
      {"notify.0.to", ValueKind::texts, [](S s) { return of_notify(s, [](const Notify& n) { return joined(n.to); }); }},
      {"notify.0.events", ValueKind::texts,
       [](S s) { return of_notify(s, [](const Notify& n) { return words_of(settings::event_words, n.events); }); }},
      {"publish.0.dataset", ValueKind::text,
       [](S s) { return of_publish(s, [](const Publish& p) { return p.dataset; }); }},
      {"publish.0.formats", ValueKind::texts,
       [](S s) {
         return of_publish(s, [](const Publish& p) { return words_of(settings::file_format_words, p.formats); });
       }},
      {"publish.0.to", ValueKind::delivery,
       [](S s) { return of_publish(s, [](const Publish& p) { return settings::to_text(p.target); }); }},
  };
  return all;
}

class Edits {
 public:
  std::string text() {
    auto lines = working;
    for (std::size_t edits = pick(3) + 1; edits > 0; --edits) edit(lines);
    return joined(lines);
  }

 private:
  std::size_t pick(std::size_t size) { return std::uniform_int_distribution<std::size_t>(0, size - 1)(random_); }

  static std::string key_of(const std::string& line) { return line.substr(0, line.find(" = ")); }

  void edit(std::vector<std::string>& lines) {
    constexpr std::size_t ways = 7;
    const auto at = pick(lines.size());
    auto& line = lines[at];
    switch (pick(ways)) {
      case 0:
        if (line.contains(" = ")) line = key_of(line) + " = " + values[pick(values.size())];
        break;
      case 1:
        line.erase(pick(std::max<std::size_t>(line.size(), 1)), 1);
        break;
      case 2: {
        constexpr std::size_t printed = 94;
        const auto where = pick(line.size() + 1);
        line.insert(where, 1, static_cast<char>('!' + pick(printed)));
        break;
      }
      case 3:
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      case 4:
        std::swap(line, lines[pick(lines.size())]);
        break;
      default: {
        const auto& other = fitting[pick(fitting.size())];
        const auto found =
            std::ranges::find_if(lines, [&](const std::string& one) { return key_of(one) == key_of(other); });
        if (found != lines.end()) *found = other;
      }
    }
  }

  std::mt19937 random_{seed};
};

/// Every value of a text by its path: "http.attempts", "job.0.areas".
void collect(const toml::node& node, const std::string& path, std::map<std::string, const toml::node*>& leaves) {
  if (const auto* table = node.as_table()) {
    for (const auto& [key, child] : *table)
      collect(child, (path.empty() ? "" : path + ".") + std::string(key.str()), leaves);
    return;
  }
  const auto* list = node.as_array();
  if (list == nullptr || list->empty() || list->get(0)->as_table() == nullptr) {
    leaves.emplace(path, &node);
    return;
  }
  for (std::size_t i = 0; i < list->size(); ++i) collect(*list->get(i), path + "." + std::to_string(i), leaves);
}

std::string beside(const Settings& settings, const std::filesystem::path& path) {
  return (path.is_absolute() ? path : (settings.file.parent_path() / path).lexically_normal()).string();
}

/// What the text says, as the settings should have it.
std::string meant(const toml::node& node, ValueKind is, const Settings& settings) {
  const auto text = node.value<std::string>().value_or("(no text)");
  switch (is) {
    case ValueKind::text:
      return text;
    case ValueKind::texts: {
      std::vector<std::string> texts;
      if (const auto* list = node.as_array())
        for (const auto& element : *list) texts.push_back(element.value<std::string>().value_or("(no text)"));
      return joined(texts);
    }
    case ValueKind::number:
      return number(node.value<double>().value_or(-1));
    case ValueKind::duration: {
      const auto duration = core::parse_duration(text);
      return duration ? shown(*duration) : "(no duration)";
    }
    case ValueKind::size: {
      const auto size = settings::parse_size(text);
      return size ? std::to_string(*size) : "(no size)";
    }
    case ValueKind::folder:
      return beside(settings, text);
    case ValueKind::delivery: {
      constexpr std::string_view folder = "folder:";
      return text.starts_with(folder) ? std::string(folder) + beside(settings, text.substr(folder.size())) : text;
    }
    case ValueKind::municipality: {
      const auto found = settings::find_municipality(settings.config_folders, text);
      return found ? found->code : "(no municipality)";
    }
  }
  return {};
}

/// What is written is in force, and what is not written is as if it never was.
void expect_in_force(const std::string& text, const Settings& settings, const Settings& bare) {
  const auto parsed = toml::parse(std::string_view(text));
  ASSERT_TRUE(static_cast<bool>(parsed));
  std::map<std::string, const toml::node*> leaves;
  collect(parsed.table(), "", leaves);
  std::set<std::string, std::less<>> known;
  for (const auto& key : checked_keys()) {
    const std::string path(key.path);
    known.insert(path);
    const auto found = leaves.find(path);
    const bool of_list = path.contains(".0.");
    const bool has_table = parsed.table().contains(path.substr(0, path.find('.')));
    const auto expected = found != leaves.end()   ? meant(*found->second, key.is, settings)
                          : of_list && !has_table ? std::string()
                                                  : key.in_force(bare);
    EXPECT_EQ(key.in_force(settings), expected) << path;
  }
  for (const auto& [path, node] : leaves) EXPECT_TRUE(known.contains(path)) << path << " is accepted and means nothing";
}

/// What `serve` reads and computes of it before it opens its door, apart from sockets and locks.
void expect_served(const Settings& settings) {
  const core::Instant now = core::parse_instant("2026-11-28T12:00:00Z").value();
  auto rules = rules_of(settings);
  ASSERT_TRUE(rules) << core::describe(rules.error());
  schedule::Scheduler scheduler;
  scheduler.configure(*std::move(rules), settings.parallel, {}, now);
  for (const auto& job : settings.jobs) {
    EXPECT_EQ(scheduler.next_of(job.name, now).has_value(), job.scheduled()) << job.name;
    const auto interest = settings::interest_of(settings, job);
    EXPECT_TRUE(interest) << core::describe(interest.error());
  }
  for (const auto& error : door_errors(settings)) ADD_FAILURE() << core::describe(error);
  const auto http = settings::http_options(settings);
  EXPECT_TRUE(http) << core::describe(http.error());
  for (const auto& deadline : settings.deadlines) EXPECT_TRUE(schedule::Calendar::parse(deadline.day)) << deadline.day;
  for (const auto& route : settings.notify)
    for (const auto& address : route.to) EXPECT_TRUE(notify::Address::parse(address)) << address;
  if (!settings.mail.host.empty()) {
    EXPECT_TRUE(notify::Address::parse(settings.mail.from)) << settings.mail.from;
    EXPECT_TRUE(notify::is_mail_host(settings.mail.host)) << settings.mail.host;
  }
  // As a reload has it.
  const auto again = settings::load(settings.file);
  ASSERT_TRUE(again) << core::describe(again.error().front());
  EXPECT_EQ(again->digest, settings.digest);
}

void expect_refused(const std::vector<core::Error>& errors, const std::filesystem::path& file) {
  ASSERT_FALSE(errors.empty());
  for (const auto& error : errors) {
    SCOPED_TRACE(core::describe(error));
    EXPECT_FALSE(error.code.empty());
    EXPECT_FALSE(error.what.empty());
    EXPECT_FALSE(error.remedy.empty());
    EXPECT_EQ(error.error_class, core::ErrorClass::config);
    EXPECT_EQ(error.place.file, file.string());
    EXPECT_GT(error.place.line, 0);
    EXPECT_GT(error.place.column, 0);
  }
}

TEST(ServiceEdits, AreInForceAndServedOrRefusedWithPlaceAndMend) {
  const tests::WrittenFolder folder;
  const auto bare = settings::load(folder.write("bare/sluss.toml", bare_text));
  ASSERT_TRUE(bare) << core::describe(bare.error().front());
  Edits edits;
  int accepted = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto text = edits.text();
    SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(round) + ":\n" + text);
    const auto file = folder.write("sluss.toml", text);
    const auto loaded = settings::load(file);
    if (loaded) {
      ++accepted;
      expect_in_force(text, *loaded, *bare);
      expect_served(*loaded);
    } else {
      expect_refused(loaded.error(), file);
    }
  }
  // Both must be met often for the test to tell anything.
  EXPECT_GT(accepted, rounds / 10);
  EXPECT_LT(accepted, rounds * 9 / 10);
}

}  // namespace
}  // namespace sluss::daemon::serve
